import { type Code, isCode, say, sayStatus } from '@provenance/messages';
import type { TreeManifest } from './ask.ts';
import { element } from './element.ts';
import { thumbnail } from './thumbnail.ts';
import { phrase, words } from './words.ts';

/** A store can repeat ingredients without end. */
const MOST_NODES = 200;

/** What the content was made from, and that of what; null where nothing is told. */
export function treeOf(manifests: readonly TreeManifest[]): HTMLElement | null {
  const [active] = manifests;
  if (active === undefined || active.ingredients.length === 0) return null;
  const byLabel = new Map(manifests.map((manifest) => [manifest.label, manifest]));
  let count = 0;
  const branches = (manifest: TreeManifest, above: ReadonlySet<string>): HTMLElement | null => {
    if (manifest.ingredients.length === 0) return null;
    const seen = new Set(above).add(manifest.label);
    const items: HTMLElement[] = [];
    for (const {
      title,
      relationship,
      activeManifest,
      failures,
      thumbnail: shown,
    } of manifest.ingredients) {
      if (++count > MOST_NODES) {
        items.push(element('li', {}, phrase('page.tree.more')));
        break;
      }
      const own = activeManifest === null ? undefined : byLabel.get(activeManifest);
      const why = [...new Set(failures)].map(sayStatus);
      items.push(
        element(
          'li',
          {},
          element(
            'div',
            { class: 'node' },
            thumbnail(shown ?? own?.thumbnail ?? null),
            element(
              'div',
              {},
              words({ code: howOf(relationship), parameters: { title: titled(title) } }),
              own === undefined ? quiet(phrase('page.tree.no-credential')) : about(own),
              why.length === 0
                ? null
                : element('div', { class: 'failed' }, words(say('page.tree.failed', { why }))),
            ),
          ),
          own === undefined || seen.has(own.label) ? null : branches(own, seen),
        ),
      );
    }
    return element('ul', {}, ...items);
  };
  const root = element(
    'li',
    {},
    element(
      'div',
      { class: 'node' },
      thumbnail(active.thumbnail),
      element('div', {}, phrase('page.tree.this'), about(active)),
    ),
    branches(active, new Set()),
  );
  return element('ul', { class: 'tree' }, root);
}

function howOf(relationship: string | null): Code {
  const code = `ingredient.${relationship}`;
  return /^(parentOf|componentOf|inputTo)$/.test(relationship ?? '') && isCode(code)
    ? code
    : 'ingredient.other';
}

const titled = (title: string | null) =>
  title === null ? say('ingredient.untitled') : say('ingredient.titled', { title });

function about({ signer, claimGenerator }: TreeManifest): HTMLElement {
  const parts = [
    ...(signer === null ? [] : [words(say('page.tree.signer', { name: signer }))]),
    ...(claimGenerator === null
      ? []
      : [words(say('page.tree.software', { name: claimGenerator.name }))]),
  ];
  return quiet(parts.join(' · '));
}

const quiet = (text: string) => element('div', { class: 'quiet' }, text);
