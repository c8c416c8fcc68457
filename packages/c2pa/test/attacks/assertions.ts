import {
  assertion,
  assertionBox,
  assertionsOf,
  type Box,
  claimOf,
  copyOf,
  editAssertion,
  editClaim,
  forgeManifest,
  ingredient,
  labelOf,
  resign,
  setAssertions,
  setLabel,
} from '../forge.ts';
import type { Host } from '../forge-host.ts';
import {
  type Attack,
  above,
  CAPTURE,
  created,
  honest,
  note,
  put,
  referenceTo,
  type World,
} from './attack.ts';

/** Assertions by kind: what is redacted, and how it is rewritten. */
const KINDS: Readonly<Record<string, { label: (host: Host) => string; rewrite: (box: Box) => void }>> = {
  'the hash': {
    label: ({ binding }) => labelOf(binding)!,
    rewrite: (box) => editBox(box, (fields) => fields.set('hash', new Uint8Array(32))),
  },
  'the actions': {
    label: () => 'c2pa.actions.v2',
    rewrite: (box) =>
      editBox(box, (fields) =>
        fields.set('actions', [{ action: 'c2pa.created', digitalSourceType: CAPTURE }]),
      ),
  },
  'an ingredient': {
    label: () => 'c2pa.ingredient.v3',
    rewrite: (box) => editBox(box, (fields) => fields.set('dc:title', 'another')),
  },
  'any other': {
    label: () => 'com.example.note',
    rewrite: (box) => editBox(box, (fields) => fields.set('text', 'another')),
  },
};

function editBox(box: Box, edit: (fields: Map<unknown, unknown>) => void): void {
  const holder = forgeHolder(box);
  editAssertion(holder, labelOf(box)!, edit);
}

/** {@link editAssertion} wants a manifest. */
function forgeHolder(box: Box): Box {
  const store = { type: 'jumb', data: Buffer.alloc(0), children: [nameless, box] };
  const named = copyOf({ ...store, children: [description('c2pa.assertions'), box] });
  named.children[1] = box;
  return { type: 'jumb', data: Buffer.alloc(0), children: [nameless, named] };
}
