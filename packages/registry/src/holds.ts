import { detailsOf, eventsOf } from './event-details.ts';
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

/** The holds on one record or subject, the oldest first. @throws ProvenanceError REGISTRY_CORRUPT. */
export async function holdsOn(
  registry: Pick<RegistryLog, 'events'>,
  target: string,
): Promise<LegalHold[]> {
  const events: FoundEvent[] = [];
  for await (const event of eventsOf(registry, { subject: holdSubject(target) }))
    events.push(event);
  return holdsIn(events);
}

/** All holds, in the order in which they were placed. @throws ProvenanceError REGISTRY_CORRUPT. */
export async function allHolds(registry: Pick<RegistryLog, 'events'>): Promise<LegalHold[]> {
  const events: FoundEvent[] = [];
  for await (const event of eventsOf(registry)) {
    if (isHoldEvent(event)) events.push(event);
  }
  return holdsIn(events);
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
        id: details(event).text('hold'),
        target: targetOf(event.subject),
        placed: event.time,
        ...why(event),
        released: end ? { time: end.time, ...why(end) } : null,
      },
    ];
  });
}

const details = (event: FoundEvent) => detailsOf(event, 'no hold, and no release of one');

const keyOf = (event: FoundEvent): string => `${event.subject} ${details(event).text('hold')}`;

function why(event: FoundEvent): Pick<LegalHold, 'reason' | 'by'> {
  const { text, textOrNull } = details(event);
  return { reason: text('reason'), by: textOrNull('by') };
}
