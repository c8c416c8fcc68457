import { randomBytes } from 'node:crypto';
import { detailsOf, eventsOf } from './event-details.ts';
import type { FoundEvent } from './log/check.ts';
import type { IssuerRegistry, RegistryLog } from './registry.ts';

/**
 * A request about an output: whether it is the issuer's (Principle 3 of Japan's Principle Code for generative
 * AI). It stands in the log as one event, and each answer as another.
 */
export interface ContentRequest {
  /** 12 hexadecimal digits. */
  readonly id: string;
  /** RFC 3339 in UTC. */
  readonly opened: string;
  /** Why it is asked, in the words of who asks. */
  readonly purpose: string;
  /** SHA-256 of the file that was asked about: hexadecimal. The file itself is not kept. */
  readonly contentHash: string;
  /** Who asks, where that is needed. */
  readonly asker: string | null;
  /** YYYY-MM-DD: after this day the request and its answers are to be erased. */
  readonly retainUntil: string | null;
  readonly answers: readonly RequestAnswer[];
}

/** What was found, as it was told. */
export interface RequestAnswer extends Answer {
  readonly time: string;
  readonly logIndex: number;
}

export interface Answer {
  /** `perhaps`: something that looks alike, or that the bytes speak against. `unread`: it could not be looked at. */
  readonly outcome: (typeof OUTCOMES)[number];
  /** By what: `hash`, `watermark`, `manifest`, `fingerprint`; null where nothing was found. */
  readonly by: string | null;
  /** Of the records that were found, the best first; as many models and times, `-` where a record names none. */
  readonly contentIds: readonly string[];
  readonly models: readonly string[];
  readonly made: readonly string[];
  /** By what it was looked for. */
  readonly looked: readonly string[];
  /** Bound on the probability that the mark which was found is there by chance: 0..1. */
  readonly chance: number;
  /** What a person adds. */
  readonly note: string | null;
}

export const OUTCOMES = ['ours', 'perhaps', 'not-found', 'unread'] as const;

const [OPENED, ANSWERED] = ['request.opened', 'request.answered'];

/**
 * Opens a request.
 *
 * @param given.contentHash 64 hexadecimal digits.
 * @throws ProvenanceError EVENT_MALFORMED for a text of more than 4096 bytes or with line ends.
 */
export async function openRequest(
  registry: IssuerRegistry,
  given: Pick<ContentRequest, 'purpose' | 'contentHash' | 'asker' | 'retainUntil'>,
): Promise<ContentRequest> {
  const { purpose, contentHash, asker, retainUntil } = given;
  const event = await registry.logEvent({
    type: OPENED,
    subject: randomBytes(6).toString('hex'),
    details: { purpose, contentHash, ...(asker !== null && { asker }) },
    retainUntil,
  });
  return requestOf([event])!;
}

/**
 * Answers a request. Each answer stays: a later one does not replace it.
 *
 * @returns The request with all its answers; null where there is none with this id.
 */
export async function answerRequest(
  registry: IssuerRegistry,
  id: string,
  answer: Answer,
): Promise<ContentRequest | null> {
  const request = await requestById(registry, id);
  if (request === null) return null;
  const { outcome, by, contentIds, models, made, looked, chance, note } = answer;
  await registry.logEvent({
    type: ANSWERED,
    subject: id,
    details: {
      outcome,
      ...(by !== null && { by }),
      contentIds,
      models,
      made,
      looked,
      chance: String(chance),
      ...(note !== null && { note }),
    },
    retainUntil: request.retainUntil,
  });
  return requestById(registry, id);
}

/** @throws ProvenanceError REGISTRY_CORRUPT. */
export async function requestById(
  registry: Pick<RegistryLog, 'events'>,
  id: string,
): Promise<ContentRequest | null> {
  return requestOf(await registry.events({ subject: id }));
}

/** All requests, in the order in which they were opened. @throws ProvenanceError REGISTRY_CORRUPT. */
export async function* allRequests(
  registry: Pick<RegistryLog, 'events'>,
): AsyncGenerator<ContentRequest> {
  for await (const event of eventsOf(registry)) {
    const request = event.type === OPENED ? await requestById(registry, event.subject) : null;
    // Erased since.
    if (request !== null) yield request;
  }
}

/** What was answered to all requests, in that order. @throws ProvenanceError REGISTRY_CORRUPT. */
export async function* allAnswers(
  registry: Pick<RegistryLog, 'events'>,
): AsyncGenerator<RequestAnswer> {
  for await (const event of eventsOf(registry)) {
    if (event.type === ANSWERED) yield answerOf(event);
  }
}

function requestOf(events: readonly FoundEvent[]): ContentRequest | null {
  const opened = events.find(({ type }) => type === OPENED);
  if (opened === undefined) return null;
  const { subject: id, time, retainUntil } = opened;
  const { text, textOrNull } = details(opened);
  return {
    id,
    opened: time,
    purpose: text('purpose'),
    contentHash: text('contentHash'),
    asker: textOrNull('asker'),
    retainUntil,
    answers: events.filter(({ type }) => type === ANSWERED).map(answerOf),
  };
}

function answerOf(event: FoundEvent): RequestAnswer {
  const { time, logIndex } = event;
  const { text, textOrNull, list, malformed } = details(event);
  const outcome = OUTCOMES.find((each) => each === text('outcome'));
  const chance = Number(text('chance'));
  if (outcome === undefined || !(chance >= 0 && chance <= 1)) throw malformed();
  return {
    time,
    logIndex,
    outcome,
    by: textOrNull('by'),
    contentIds: list('contentIds'),
    models: list('models'),
    made: list('made'),
    looked: list('looked'),
    chance,
    note: textOrNull('note'),
  };
}

const details = (event: FoundEvent) => detailsOf(event, 'no request, and no answer to one');
