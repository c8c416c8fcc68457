import { type Message, say } from '@provenance/messages';
import { daysBetween, yearAfter } from '../answers/day.ts';
import { isOlder, type Measured } from '../figures/figures.ts';
import { ASSESS, type Grounds } from '../statement/assess.ts';
import { buildStatement } from '../statement/build.ts';
import { isSameFrame, isSameHead, isSameItem } from '../statement/compare.ts';
import { TITLES } from '../statement/items.ts';
import type { Statement } from '../statement/statement.ts';

/** A signing certificate with fewer days left is about to end: time for an authority to renew it. */
const SOON_DAYS = 30;

/** What no longer fits, and what shows it. */
export interface Drift {
  /** Stable: `gap`, `off`, `changed`, `certificate`, `review`, `contact`, `figure`, ... */
  readonly kind: DriftKind;
  readonly says: Message;
  /** What mends it, where a command does. */
  readonly command: string | null;
  /** Whether the business can do nothing about it: the statement fits, and others have to act. */
  readonly isNote: boolean;
}

export type DriftKind =
  | 'missing'
  | 'gap'
  | 'off'
  | 'changed'
  | 'head'
  | 'rules'
  | 'certificate'
  | 'review'
  | 'contact'
  | 'figure'
  | 'version'
  | 'file';

export interface DriftOptions extends Grounds {
  /** The statement that is published; null: there is none. */
  readonly published: Statement | null;
}

/**
 * Where the system is no longer what the statement says, or the statement is due to be made anew. Nothing but
 * notes: it fits.
 */
export function findDrift({ published, ...grounds }: DriftOptions): readonly Drift[] {
  const drift: Drift[] = [];
  const add = (kind: DriftKind, says: Message, command: string | null = null) =>
    drift.push({ kind, says, command, isNote: false });
  if (published === null) add('missing', say('disclosure.drift.missing'));

  // What was published as done and is not, is said before anything else: that is what is not true.
  const off = new Set<string>();
  for (const { id, status } of published?.items ?? []) {
    const assessed = Object.hasOwn(ASSESS, id) ? ASSESS[id](grounds) : null;
    if (status !== 'implemented' || assessed === null || assessed.inUse) continue;
    off.add(id);
    add('off', say('disclosure.drift.off', { item: TITLES[id], why: assessed.why }));
  }
  const { statement, gaps } = buildStatement({ ...grounds, previous: published });
  for (const { item, why } of gaps) {
    if (!off.has(item)) add('gap', say('disclosure.drift.gap', { item: TITLES[item], gap: why }));
  }
  if (published !== null && statement !== null) {
    for (const item of statement.items) {
      const old = published.items.find(({ id }) => id === item.id);
      if (off.has(item.id) || (old !== undefined && isSameItem(item, old))) continue;
      add('changed', say('disclosure.drift.changed', { item: TITLES[item.id] }));
    }
    if (!isSameHead(statement, published)) add('head', say('disclosure.drift.head'));
    if (!isSameFrame(statement, published)) add('rules', say('disclosure.drift.rules'));
  }
  certificate(grounds, add);
  answered(grounds, published, add);
  // Who has them with the software has no way of measuring them again, and the page says how old they are.
  const isNote = grounds.figures.by === 'software';
  measured(grounds, published, (kind, says, command = null) =>
    drift.push({ kind, says, command, isNote }),
  );
  return drift;
}

type Add = (kind: DriftKind, says: Message, command?: string | null) => unknown;

function certificate({ facts: { signer, today } }: Grounds, add: Add): void {
  if (signer === null) return;
  const { to } = signer;
  const days = daysBetween(today, to);
  if (days < 0) add('certificate', say('disclosure.drift.certificate-expired', { to }));
  else if (days < SOON_DAYS) add('certificate', say('disclosure.drift.certificate', { to, days }));
}

/** Those whom the Code gives something to ask for. */
const ASKING = [
  ['rights-holders', say('disclosure.audience.rights-holders')],
  ['users', say('disclosure.audience.users')],
] as const;

function answered({ answers, facts }: Grounds, published: Statement | null, add: Add): void {
  // The page shows its own date: a review that was not published has not been made public.
  const shown = published === null ? answers.reviewed : published.reviewed;
  const due = yearAfter(shown);
  if (facts.today > due) add('review', say('disclosure.drift.review', { due }));
  for (const [who, audience] of ASKING) {
    if (answers.contacts.some((contact) => contact.for === who)) continue;
    add('contact', say('disclosure.drift.contact', { audience }));
  }
}

/** Only of figures that are quoted: those of measures that are in use. */
function measured(grounds: Grounds, published: Statement | null, add: Add): void {
  const { figures, facts } = grounds;
  if (figures.version !== facts.software.version) {
    const versions = { of: figures.version, running: facts.software.version };
    add('version', say('disclosure.drift.version', versions));
  }
  const seen = new Set<Measured>();
  for (const { id } of published?.items ?? []) {
    const assessed = Object.hasOwn(ASSESS, id) ? ASSESS[id](grounds) : null;
    for (const { figure } of assessed?.inUse ? assessed.evidence : []) {
      if (figure === undefined || seen.has(figure)) continue;
      seen.add(figure);
      if (!isOlder(figure)) continue;
      const [of, changed] = [figure.measured.slice(0, 10), figure.changed.slice(0, 10)];
      const figured = { item: TITLES[id], measured: of, changed };
      const says = {
        software: say('disclosure.drift.figure-came', figured),
        business: say('disclosure.drift.figure', figured),
      };
      add('figure', says[figures.by], figure.command);
    }
  }
}
