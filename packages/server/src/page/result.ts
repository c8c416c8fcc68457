import { type Message, say } from '@provenance/messages';
import type { Answer, KnownRecord } from './ask.ts';
import { element, list, section } from './element.ts';
import type { CredentialHere } from './judge-here.ts';
import { labelsSection, saysAi } from './labels.ts';
import type { LocalLook } from './local.ts';
import { mapSection } from './map.ts';
import { type Asking, requestSection, wentWithRequest } from './request.ts';
import { forgetThumbnails } from './thumbnail.ts';
import { treeOf } from './tree.ts';
import { phrase, words } from './words.ts';

/** All that is known of one file or text. Plain data: it is drawn anew in the other language. */
export interface Result {
  /** Null: a text that was typed or pasted. */
  readonly name: string | null;
  readonly time: string;
  /** An address of the picture within this page; null for all else. */
  readonly preview: string | null;
  readonly local: LocalLook;
  /** What the browser made of the credential; null: it was not looked at here. */
  readonly checked: CredentialHere | null;
  /** Of the very bytes. Null: nothing is on record; `unasked`: the registry was not asked, or did not answer. */
  readonly record: KnownRecord | null | 'unasked';
  /** Of what looks or reads alike, as `record`. */
  readonly likeness: KnownRecord | null | 'unasked';
  /** Null: it was not sent. */
  readonly answer: Answer | null;
  /** Null: this server takes no requests, or the hash is not known. */
  readonly asking: Asking | null;
}

/** Draws a result. `sendAll` is what the button for the full check does; `redraw` draws what is typed anew. */
export function draw(
  into: HTMLElement,
  result: Result,
  sendAll: () => void,
  redraw: () => void,
): void {
  const { answer, local, preview, asking } = result;
  forgetThumbnails();
  const tree = treeOf(answer?.manifests ?? []);
  into.replaceChildren(
    verdict(result, sendAll),
    ...(answer === null ? [] : conflicts(answer)),
    ...(answer === null ? [] : details(answer)),
    ...(tree === null ? [] : [section(phrase('page.tree'), tree)]),
    ...(answer?.watermarkMap && preview !== null ? [mapSection(answer.watermarkMap, preview)] : []),
    labelsSection(local.labels),
    checks(result),
    ...(asking === null ? [] : [requestSection(asking, redraw)]),
    about(result),
  );
}

interface Lines {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly badge: string;
  readonly what: string;
  readonly who: string;
  readonly but: string;
  readonly next: string;
}

function verdict(result: Result, sendAll: () => void): HTMLElement {
  const { tone, badge, what, who, but, next } =
    result.answer === null ? linesHere(result) : linesOf(result.answer);
  const print = element('button', { type: 'button' }, phrase('page.print'));
  print.addEventListener('click', () => window.print());
  const all = element('button', { type: 'button', class: 'primary' }, phrase('page.check-all'));
  all.addEventListener('click', sendAll);
  return element(
    'div',
    { class: `verdict ${tone}` },
    element('p', { class: 'badge' }, badge),
    element('h2', { id: 'verdict', tabindex: '-1' }, what),
    list([
      [phrase('line.who'), [who]],
      [phrase('line.but'), [but]],
      [phrase('line.next'), [next]],
    ]),
    element('div', { class: 'actions' }, result.answer === null ? all : null, print),
  );
}

const TONES: Readonly<Record<string, Lines['tone']>> = {
  trusted: 'good',
  altered: 'bad',
  invalid: 'bad',
  contradictory: 'bad',
  'other-signer': 'bad',
  nothing: 'plain',
  'not-checked': 'plain',
};

function linesOf({ summary: { status, label, what, who, but, next } }: Answer): Lines {
  return {
    tone: TONES[status] ?? 'warn',
    badge: words(label),
    what: words(what.says),
    who: words(who.says),
    but: words(but.says),
    next: words(next.says),
  };
}

/** What can be said without the server: never that there is nothing, for not all was looked at. */
function linesHere(result: Result): Lines {
  const { record, likeness, local, checked } = result;
  const isChecked = checked !== null && checked.outcome !== 'undecided';
  const unseen: Message[] = [
    say(isChecked ? 'page.unseen.signer' : 'page.unseen.signature'),
    say('page.unseen.watermark'),
    ...(record === 'unasked' ? [say('page.unseen.record')] : []),
    ...(likeness === 'unasked' ? [say('page.unseen.likeness')] : []),
    ...(local.labels.unread.length > 0 ? [say('page.unseen.labels')] : []),
  ];
  const [what, who] = saidHere(result);
  return {
    tone: checked?.outcome === 'changed' ? 'bad' : 'plain',
    badge: phrase('page.first-look'),
    what: words(what),
    who: words(who),
    but: words(say('page.here.but', { what: unseen })),
    next: phrase('page.here.next'),
  };
}

function saidHere({
  record,
  likeness,
  checked,
  local: { credential, labels },
}: Result): [what: Message, who: Message] {
  if (isKnown(record)) {
    const { issuer, time } = record;
    return [say('page.here.record', { issuer }), say('page.here.who.record', { issuer, time })];
  }
  if (checked?.outcome === 'holds' || checked?.outcome === 'changed') {
    const { outcome, signer, saysAi } = checked;
    const who =
      signer === null
        ? say('page.here.who.credential')
        : say('page.here.who.signer', { name: signer });
    if (outcome === 'changed') return [say('page.here.changed'), who];
    return [say(saysAi ? 'page.here.holds.ai' : 'page.here.holds'), who];
  }
  if (isKnown(likeness)) {
    const { issuer, time } = likeness;
    return [say('page.here.likeness', { issuer }), say('page.here.who.likeness', { issuer, time })];
  }
  if (credential === 'seen') {
    return [say('page.here.credential'), say('page.here.who.credential')];
  }
  if (credential === 'elsewhere') {
    return [say('page.here.elsewhere'), say('page.here.who.credential')];
  }
  if (saysAi(labels)) return [say('page.here.label'), say('page.here.who.label')];
  if (labels.labels.length > 0) return [say('page.here.notes'), say('page.here.who.nobody')];
  return [say('page.here.unknown'), say('page.here.who.nobody')];
}

function isKnown(record: Result['record']): record is KnownRecord {
  return record !== null && record !== 'unasked';
}

function conflicts({ verdict }: Answer): HTMLElement[] {
  if (verdict.conflicts.length === 0) return [];
  const items = verdict.conflicts.map((conflict) => element('li', {}, words(conflict)));
  return [section(phrase('page.conflicts'), element('ul', {}, ...items))];
}

function details(answer: Answer): HTMLElement[] {
  const told = (...findings: readonly string[]) =>
    answer.evidence
      .filter(({ finding }) => findings.includes(finding))
      .map(({ says }) => words(says));
  const rows = [
    [phrase('row.signer'), told('signature', 'trust')],
    [phrase('row.when'), told('time')],
    [phrase('row.origin'), told('origin')],
    [phrase('row.done'), [...new Set(told('action'))]],
    [phrase('row.identity'), told('identity')],
    [phrase('row.use'), told('usage')],
    [phrase('row.content'), told('binding', 'warning', 'failure')],
    [phrase('page.parts'), told('part')],
    [phrase('row.record'), (answer.registry?.records.length ?? 0) > 0 ? told('record') : []],
  ] as const;
  return rows.every(([, texts]) => texts.length === 0)
    ? []
    : [section(phrase('page.details'), list(rows))];
}

function checks(result: Result): HTMLElement {
  const { answer, local } = result;
  const row = (name: string, found: readonly string[], can: string) =>
    [name, [...found, element('p', { class: 'can' }, can)]] as const;
  return section(
    phrase('page.checks'),
    list([
      row(phrase('page.check.credential'), credential(result), phrase('page.can.credential')),
      row(phrase('page.check.watermark'), [watermark(answer)], phrase('page.can.watermark')),
      row(phrase('page.check.record'), registry(result), phrase('page.can.record')),
      row(phrase('page.check.labels'), [labelCount(local)], phrase('page.can.labels')),
    ]),
  );
}

function labelCount({ labels: { labels } }: LocalLook): string {
  if (labels.length === 0) return phrase('page.labels.none');
  return words(say('page.check.labels.count', { count: labels.length }));
}

function credential({ answer, local, checked }: Result): string[] {
  if (answer !== null) return said(answer, 'manifest');
  if (checked?.outcome === 'holds') return [phrase('page.check.credential.holds')];
  if (checked?.outcome === 'changed') return [phrase('page.check.credential.changed')];
  return [
    phrase(
      local.credential === 'unseen' ? 'page.check.credential.unseen' : 'page.check.credential.seen',
    ),
  ];
}

function watermark(answer: Answer | null): string {
  if (answer === null) return phrase('page.check.watermark.not-sent');
  const { watermark: found } = answer;
  if (found?.present && found.contentId !== null) {
    return words([
      say('page.check.watermark.present', { contentId: found.contentId }),
      ...(answer.watermarkMap === undefined ? [say('page.map.withheld')] : []),
    ]);
  }
  const told = [...said(answer, 'watermark'), ...said(answer, 'text-watermark')];
  return told[0] ?? phrase('page.check.watermark.pictures');
}

function registry({ answer, record, likeness }: Result): string[] {
  if (answer !== null) {
    // What it says stands above.
    if (answer.registry !== null && answer.registry.records.length > 0) {
      return [phrase('page.check.record.known')];
    }
    const told = said(answer, 'record');
    if (told.length > 0) return told;
    return [
      phrase(
        answer.registry === null ? 'page.check.record.not-asked' : 'page.check.record.not-needed',
      ),
    ];
  }
  if (record === 'unasked') return [phrase('page.check.record.not-asked')];
  if (record !== null) return [words(say('page.here.record', { issuer: record.issuer }))];
  const none = phrase('evidence.record.no-bytes');
  if (likeness === 'unasked') return [none, phrase('evidence.record.not-compared')];
  if (likeness === null) return [none, phrase('page.check.record.no-likeness')];
  return [none, words(say('page.here.likeness', { issuer: likeness.issuer }))];
}

function said({ evidence }: Answer, wanted: string): string[] {
  return evidence.filter(({ finding }) => finding === wanted).map(({ says }) => words(says));
}

function about(result: Result): HTMLElement {
  const { name, time, preview, local, record, likeness, answer, asking } = result;
  const wasSent = answer !== null || (asking !== null && wentWithRequest(asking));
  const asked =
    likeness !== 'unasked'
      ? 'page.kept-here.fingerprint'
      : record === 'unasked'
        ? 'page.kept-here.all'
        : 'page.kept-here';
  return element(
    'section',
    { class: 'about' },
    preview === null
      ? null
      : element('img', { src: preview, alt: phrase('page.preview'), decoding: 'async' }),
    element(
      'div',
      {},
      element('h3', {}, name ?? phrase('page.a-text')),
      element(
        'p',
        {},
        `${local.mediaType ?? phrase('row.unknown-format')}, ${words(say('lists.bytes', { count: local.bytes }))}`,
      ),
      local.sha256 === null
        ? null
        : element('p', {}, 'SHA-256 ', element('code', {}, local.sha256)),
      element('p', {}, phrase(wasSent ? 'page.was-sent' : asked)),
      element('p', {}, words(say('page.checked-at', { time }))),
    ),
  );
}
