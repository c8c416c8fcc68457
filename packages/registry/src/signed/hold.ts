import { randomBytes } from 'node:crypto';
import type { LogEvent } from './event.ts';

/**
 * A record, or a request with its answers, that has to be kept whatever day is over and whoever asks: as long
 * as a hold on it is in force nothing of it is erased. Several holds may be on the same; each is released by
 * itself. To place one and to release it are events of the log.
 */
export interface LegalHold {
  /** 8 hexadecimal digits. */
  readonly id: string;
  /** What is held: the content id of a record, or the subject of events, as the id of a request. */
  readonly target: string;
  readonly placed: string;
  readonly reason: string;
  /** Who placed it; null: nobody said. */
  readonly by: string | null;
  /** Null: it is in force. */
  readonly released: {
    readonly time: string;
    readonly reason: string;
    readonly by: string | null;
  } | null;
}

/** Why, and by whom: 1 to 4096 bytes each, without line ends. */
export interface HoldReason {
  readonly reason: string;
  readonly by?: string | null;
}

export const PLACED = 'hold.placed';
export const RELEASED = 'hold.released';
const SUBJECT = 'hold:';
/** Entries that a hold names; more of one subject than these are held, and not named. */
export const MOST_HELD = 64;

/** Whether an event places or releases a hold: what is asked of holds has to see it, or nothing of it. */
export function isHoldEvent({ type }: Pick<LogEvent, 'type'>): boolean {
  return type === PLACED || type === RELEASED;
}

/** What the events of a target's holds are found by. */
export function holdSubject(target: string): string {
  return `${SUBJECT}${target}`;
}

/** What a subject is held as: that of a hold stands and falls with what it holds. */
export function targetOf(subject: string): string {
  return subject.startsWith(SUBJECT) ? subject.slice(SUBJECT.length) : subject;
}

/**
 * @param leaves Leaf hashes of the entries that are held: they are the same in every log that takes the
 *   entries in, and an erasure names them.
 */
export function placedEvent(
  target: string,
  leaves: readonly Uint8Array[],
  { reason, by = null }: HoldReason,
): Omit<LogEvent, 'time'> {
  return {
    type: PLACED,
    subject: holdSubject(target),
    details: {
      hold: randomBytes(4).toString('hex'),
      reason,
      entries: leaves.slice(0, MOST_HELD).map((leaf) => Buffer.from(leaf).toString('hex')),
      ...(by !== null && { by }),
    },
    retainUntil: null,
  };
}

export function releasedEvent(
  { id, target }: Pick<LegalHold, 'id' | 'target'>,
  { reason, by = null }: HoldReason,
): Omit<LogEvent, 'time'> {
  return {
    type: RELEASED,
    subject: holdSubject(target),
    details: { hold: id, reason, ...(by !== null && { by }) },
    retainUntil: null,
  };
}
