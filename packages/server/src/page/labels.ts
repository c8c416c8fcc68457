import type { LabelReading } from '@provenance/labels';
import { type Code, say } from '@provenance/messages';
import { element, section } from './element.ts';
import { phrase, words } from './words.ts';

/** What somebody wrote into the file, plainly as such. */
export function labelsSection({ labels, unread }: LabelReading): HTMLElement {
  const items = labels.map(({ kind, value, place }) => {
    const label = { code: codeOf(kind), parameters: {} };
    const said = value === '' ? label : say('page.label.value', { label, value });
    return element(
      'li',
      {},
      words(said),
      element('div', { class: 'quiet' }, element('code', {}, `${place.part} ${place.field}`)),
    );
  });
  return section(
    phrase('page.labels'),
    items.length === 0
      ? element('p', {}, phrase('page.labels.none'))
      : element('p', {}, phrase('page.labels.why')),
    items.length === 0 ? null : element('ul', {}, ...items),
    unread.length === 0 ? null : element('p', { class: 'quiet' }, phrase('page.labels.unread')),
  );
}

function codeOf(kind: string): Code {
  const code = LABELS.find((each) => each === `page.label.${kind}`);
  return code ?? 'page.label.no-origin';
}

const LABELS = [
  'page.label.ai-generated',
  'page.label.ai-edited',
  'page.label.ai-possible',
  'page.label.captured',
  'page.label.made-otherwise',
  'page.label.no-origin',
  'page.label.camera',
  'page.label.generator',
  'page.label.software',
  'page.label.ai-detail',
  'page.label.rights-reservation',
  'page.label.rights-statement',
] as const;

/** Whether a label says that AI was used. */
export function saysAi({ labels }: LabelReading): boolean {
  return labels.some(({ kind }) => /^ai-(generated|edited|possible)$/.test(kind));
}
