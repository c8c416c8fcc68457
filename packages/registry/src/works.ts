import { randomBytes } from 'node:crypto';
import { detailsOf, eventsOf } from './event-details.ts';
import type { FoundEvent } from './log/check.ts';
import type { IssuerRegistry, RegistryLog } from './registry.ts';

/**
 * A work that no output is to be like, or to show a part of, because its holder has asked for that. It stands in
 * the log as one event, its removal as another; the work itself is not kept.
 */
export interface ProtectedWork {
  /** 12 hexadecimal digits. */
  readonly id: string;
  /** RFC 3339 in UTC. */
  readonly added: string;
  readonly kind: WorkKind;
  /** What it is called; null: nobody said. */
  readonly title: string | null;
  /** How whoever asked for it can be reached. */
  readonly contact: string;
  /** Why it is on the list. */
  readonly reason: string;
  /** Who added it; null: nobody said. */
  readonly by: string | null;
  readonly fingerprints: readonly WorkFingerprint[];
  /** YYYY-MM-DD: after this day it is to be erased. */
  readonly retainUntil: string | null;
  readonly logIndex: number;
  /** Null: it is on the list. */
  readonly removed: {
    readonly time: string;
    readonly reason: string;
    readonly by: string | null;
  } | null;
}

export type WorkKind = (typeof WORK_KINDS)[number];

/** How a work looks or reads. One of pieces may hold several of them, one after the other. */
export interface WorkFingerprint {
  readonly alg: string;
  /** 1 to 3072 bytes. */
  readonly value: Uint8Array;
}

/** That an output was found to be like a protected work. It is about the work: of the output it has the id. */
export interface GuardHit {
  readonly time: string;
  readonly logIndex: number;
  /** Of the work. */
  readonly work: string;
  /** What became of the output. */
  readonly action: GuardAction;
  /** By which fingerprint. */
  readonly alg: string;
  /** Bits of 256 that differ; null where parts were found. */
  readonly distance: number | null;
  /** Parts of the work that lie in the output as they do in the work; null where it is alike as a whole. */
  readonly parts: number | null;
  /** Content id that the output has, or would have had. */
  readonly contentId: string | null;
}

/** `block`: it is not handed out. `flag`: it is, and the result says so. `log`: the log alone says so. */
export type GuardAction = (typeof GUARD_ACTIONS)[number];

export const GUARD_ACTIONS = ['block', 'flag', 'log'] as const;
const WORK_KINDS = ['picture', 'text'] as const;
const [ADDED, REMOVED, HIT] = ['guard.added', 'guard.removed', 'guard.hit'];
/** Of a work's subject, that of its hits: they are many, and erased by their own days. */
const HITS = 'hit:';
/** Base64 of it is as much as a text of an event may have. */
const MOST_VALUE_BYTES = 3072;
const MOST_VALUES = 64;

/**
 * Puts a work on the list.
 *
 * @throws RangeError for fingerprints that an event cannot hold.
 * @throws ProvenanceError EVENT_MALFORMED for a text of more than 4096 bytes or with line ends.
 */
export async function addWork(
  registry: IssuerRegistry,
  given: Pick<
    ProtectedWork,
    'kind' | 'title' | 'contact' | 'reason' | 'by' | 'fingerprints' | 'retainUntil'
  >,
): Promise<ProtectedWork> {
  const { kind, title, contact, reason, by, fingerprints, retainUntil } = given;
  const sizes = fingerprints.map(({ value }) => value.length);
  if (fingerprints.length < 1 || fingerprints.length > MOST_VALUES) {
    throw new RangeError(`A work has 1 to ${MOST_VALUES} fingerprints.`);
  }
  if (sizes.some((size) => size < 1 || size > MOST_VALUE_BYTES)) {
    throw new RangeError(`A fingerprint of a work has 1 to ${MOST_VALUE_BYTES} bytes.`);
  }
  const event = await registry.logEvent({
    type: ADDED,
    subject: randomBytes(6).toString('hex'),
    details: {
      kind,
      contact,
      reason,
      ...(title !== null && { title }),
      ...(by !== null && { by }),
      algs: fingerprints.map(({ alg }) => alg),
      values: fingerprints.map(({ value }) => Buffer.from(value).toString('base64')),
    },
    retainUntil,
  });
  return workOf(event);
}

/**
 * Takes a work off the list. What was added stays in the log, until it is erased.
 *
 * @returns The work; null where none with this id is on the list.
 */
export async function removeWork(
  registry: IssuerRegistry,
  id: string,
  { reason, by }: { readonly reason: string; readonly by: string | null },
): Promise<ProtectedWork | null> {
  const work = await workById(registry, id);
  if (work === null || work.removed !== null) return null;
  await registry.logEvent({
    type: REMOVED,
    subject: id,
    details: { reason, ...(by !== null && { by }) },
    retainUntil: work.retainUntil,
  });
  return workById(registry, id);
}

/** @throws ProvenanceError REGISTRY_CORRUPT. */
export async function workById(
  registry: Pick<RegistryLog, 'events'>,
  id: string,
): Promise<ProtectedWork | null> {
  return worksIn(await registry.events({ subject: id })).works[0] ?? null;
}

/** What the log says of the list from one place on. */
export interface WorkChanges {
  /** Those that were added, in their order, and are not erased. */
  readonly works: readonly ProtectedWork[];
  /** Ids of those that were taken off the list. */
  readonly removed: readonly string[];
  /** Where to go on. */
  readonly next: number;
}

/**
 * Reads the list, or what has changed since.
 *
 * @param from Place in the log: `next` of an earlier answer.
 * @throws ProvenanceError REGISTRY_CORRUPT.
 */
export async function workChanges(
  registry: Pick<RegistryLog, 'events'>,
  from = 0,
): Promise<WorkChanges> {
  const found: FoundEvent[] = [];
  let next = from;
  for await (const event of eventsOf(registry, { from })) {
    if (event.type === ADDED || event.type === REMOVED) found.push(event);
    next = event.logIndex + 1;
  }
  return { ...worksIn(found), next };
}

function worksIn(events: readonly FoundEvent[]): Omit<WorkChanges, 'next'> {
  const removals = new Map(
    events.filter(({ type }) => type === REMOVED).map((event) => [event.subject, event]),
  );
  const works = events
    .filter(({ type }) => type === ADDED)
    .map((event): ProtectedWork => {
      const removal = removals.get(event.subject);
      if (removal === undefined) return workOf(event);
      const { text, textOrNull } = details(removal);
      const removed = { time: removal.time, reason: text('reason'), by: textOrNull('by') };
      return { ...workOf(event), removed };
    });
  return { works, removed: [...removals.keys()] };
}

/** Writes down that an output is like a work. */
export async function logHit(
  registry: Pick<IssuerRegistry, 'logEvent'>,
  { work, action, alg, distance, parts, contentId }: Omit<GuardHit, 'time' | 'logIndex'>,
  { retainUntil }: { readonly retainUntil: string | null },
): Promise<GuardHit> {
  const event = await registry.logEvent({
    type: HIT,
    subject: HITS + work,
    details: {
      action,
      alg,
      ...(distance !== null && { distance: String(distance) }),
      ...(parts !== null && { parts: String(parts) }),
      ...(contentId !== null && { contentId }),
    },
    retainUntil,
  });
  return hitOf(event);
}

/** What was found to be like a work, in the order of the log. @throws ProvenanceError REGISTRY_CORRUPT. */
export async function* hitsOn(
  registry: Pick<RegistryLog, 'events'>,
  work: string,
): AsyncGenerator<GuardHit> {
  for await (const event of eventsOf(registry, { subject: HITS + work })) {
    if (event.type === HIT) yield hitOf(event);
  }
}

function workOf(event: FoundEvent): ProtectedWork {
  const { subject: id, time: added, retainUntil, logIndex } = event;
  const { text, textOrNull, list, malformed } = details(event);
  const kind = WORK_KINDS.find((each) => each === text('kind'));
  const [algs, values] = [list('algs'), list('values')];
  if (kind === undefined || algs.length !== values.length) throw malformed();
  const fingerprints = algs.map((alg, i) => ({
    alg,
    value: new Uint8Array(Buffer.from(values[i]!, 'base64')),
  }));
  return {
    id,
    added,
    kind,
    title: textOrNull('title'),
    contact: text('contact'),
    reason: text('reason'),
    by: textOrNull('by'),
    fingerprints,
    retainUntil,
    logIndex,
    removed: null,
  };
}

function hitOf(event: FoundEvent): GuardHit {
  const { subject, time, logIndex } = event;
  const { text, textOrNull, malformed } = details(event);
  const action = GUARD_ACTIONS.find((each) => each === text('action'));
  const number = (name: string) => {
    const said = textOrNull(name);
    const value = Number(said);
    if (!Number.isSafeInteger(value) || value < 0) throw malformed();
    return said === null ? null : value;
  };
  if (action === undefined || !subject.startsWith(HITS)) throw malformed();
  return {
    time,
    logIndex,
    work: subject.slice(HITS.length),
    action,
    alg: text('alg'),
    distance: number('distance'),
    parts: number('parts'),
    contentId: textOrNull('contentId'),
  };
}

const details = (event: FoundEvent) =>
  detailsOf(event, 'no protected work, and nothing that was said of one');
