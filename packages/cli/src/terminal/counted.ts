import { type Message, say } from '@provenance/messages';

/** What can be counted, with its word for one and for any other number. */
const COUNTED = {
  records: ['count.records.one', 'count.records.many'],
  entries: ['count.entries.one', 'count.entries.many'],
  erasures: ['count.erasures.one', 'count.erasures.many'],
  jobs: ['count.jobs.one', 'count.jobs.many'],
  requests: ['count.requests.one', 'count.requests.many'],
  works: ['count.works.one', 'count.works.many'],
  events: ['count.events.one', 'count.events.many'],
  heads: ['count.heads.one', 'count.heads.many'],
  signedHeads: ['count.signed-heads.one', 'count.signed-heads.many'],
  places: ['count.places.one', 'count.places.many'],
  problems: ['count.problems.one', 'count.problems.many'],
  folders: ['count.folders.one', 'count.folders.many'],
  manifests: ['inspect.count.one', 'inspect.count.many'],
} as const;

/** A number with its word, as a clause. */
export function counted(what: keyof typeof COUNTED, count: number): Message {
  const [one, many] = COUNTED[what];
  return count === 1 ? say(one) : say(many, { count });
}

/** A number of bytes, as a clause. */
export function sized(bytes: number): Message {
  if (bytes < 1e6) return say('size.kilobytes', { count: Math.ceil(bytes / 1e3) });
  return bytes < 1e9
    ? say('size.megabytes', { number: (bytes / 1e6).toFixed(1) })
    : say('size.gigabytes', { number: (bytes / 1e9).toFixed(1) });
}
