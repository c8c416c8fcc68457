import { ProvenanceError } from '@provenance/content';
import type { FoundEvent } from './log/check.ts';
import type { RegistryLog } from './registry.ts';
import {
  holdSubject,
  isHoldEvent,
  type LegalHold,
  PLACED,
  RELEASED,
  targetOf,
} from './signed/hold.ts';

const PAGE = 1000;

/** The holds on one record or subject, the oldest first. @throws ProvenanceError REGISTRY_CORRUPT. */
export async function holdsOn(
  registry: Pick<RegistryLog, 'events'>,
  target: string,
): Promise<LegalHold[]> {
  const events: FoundEvent[] = [];
  for await (const event of eventsOf(registry, holdSubject(target))) events.push(event);
  return holdsIn(events);
}

/** All holds, in the order in which they were placed. @throws ProvenanceError REGISTRY_CORRUPT. */
export async function allHolds(registry: Pick<RegistryLog, 'events'>): Promise<LegalHold[]> {
  const events: FoundEvent[] = [];
  for await (const event of eventsOf(registry, null)) {
    if (isHoldEvent(event)) events.push(event);
  }
  return holdsIn(events);
}

async function* eventsOf(
  registry: Pick<RegistryLog, 'events'>,
  subject: string | null,
): AsyncGenerator<FoundEvent> {
  for (let from = 0; ; ) {
    const events = await registry.events({ subject, from, limit: PAGE });
    yield* events;
    if (events.length < PAGE) return;
    from = events.at(-1)!.logIndex + 1;
  }
}

function holdsIn(events: readonly FoundEvent[]): LegalHold[] {
  const released = new Map(
    events.filter(({ type }) => type === RELEASED).map((event) => [keyOf(event), event]),
  );
  return events.flatMap((event): LegalHold[] => {
    if (event.type !== PLACED) return [];
    const end = released.get(keyOf(event));
    return [
      {
        id: text(event, 'hold'),
        target: targetOf(event.subject),
        placed: event.time,
        reason: text(event, 'reason'),
        by: byOf(event),
        released: end ? { time: end.time, reason: text(end, 'reason'), by: byOf(end) } : null,
      },
    ];
  });
}

const keyOf = (event: FoundEvent): string => `${event.subject} ${text(event, 'hold')}`;

const byOf = (event: FoundEvent): string | null =>
  event.details.by === undefined ? null : text(event, 'by');

function text(event: FoundEvent, name: string): string {
  const value = event.details[name];
  if (typeof value === 'string') return value;
  throw new ProvenanceError(
    'REGISTRY_CORRUPT',
    `Entry ${event.logIndex} is no hold, and no release of one.`,
  );
}
