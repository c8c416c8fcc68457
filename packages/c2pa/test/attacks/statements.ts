import {
  assertionBox,
  assertionsOf,
  type Box,
  claimBox,
  copyOf,
  editAssertion,
  editClaim,
  type Fields,
  find,
  forgeManifest,
  hashBox,
  ingredient,
  kindOf,
  labelOf,
  list,
  resign,
  setAssertions,
  superbox,
} from '../forge.ts';
import type { Host } from '../forge-host.ts';
import {
  type Attack,
  above,
  CAPTURED,
  created,
  honest,
  note,
  put,
  type Relationship,
  type World,
} from './attack.ts';

/** What a signer said, by the kind of the assertion, and how it is rewritten. */
interface Kind {
  readonly name: string;
  readonly label: (host: Host) => string;
  readonly rewrite: (fields: Fields) => void;
}

const KINDS: readonly Kind[] = [
  {
    name: 'the hash over the content',
    label: ({ binding }) => labelOf(binding)!,
    rewrite: (fields) => fields.set('name', 'another'),
  },
  {
    name: 'the list of actions',
    label: () => 'c2pa.actions.v2',
    rewrite: (fields) =>
      fields.set('actions', [{ action: 'c2pa.created', digitalSourceType: CAPTURED }]),
  },
  {
    name: 'an ingredient',
    label: () => 'c2pa.ingredient.v3',
    rewrite: (fields) => fields.set('dc:title', 'another'),
  },
  {
    name: 'any other assertion',
    label: () => 'com.example.note',
    rewrite: (fields) => fields.set('text', 'another'),
  },
];

function uriOf(manifest: Box, assertion: string): string {
  return `self#jumbf=/c2pa/${labelOf(manifest)}/c2pa.assertions/${assertion}`;
}

/** An ingredient of `us`, and what is put in its place: it takes an assertion out of what is above it. */
function redacted({ name, label, rewrite }: Kind, depth: 1 | 2): Attack {
  const make = (host: Host, { us, them }: World, isForged: boolean) => {
    const below = honest(host, them);
    const middle = depth === 1 ? null : above(host, us, 'inputTo', below);
    const active =
      middle === null ? above(host, us, 'inputTo', below) : above(host, us, 'parentOf', middle);
    const between = middle === null ? [] : [middle];
    if (!isForged) return put(host, below, ...between, active);
    const other = forgeManifest(
      {
        label: labelOf(below)!,
        assertions: [created, copyOf(host.binding)],
        claim: { redacted_assertions: [uriOf(active, label(host))] },
      },
      them,
    );
    editAssertion(active, label(host), rewrite);
    return put(host, other, ...between, active);
  };
  const where = depth === 1 ? 'an input' : 'an input of a parent';
  return {
    finding: 'C1',
    name: `${where} redacts ${name} of what is above it, which is rewritten`,
    by: 'anybody',
    forged: (host, world) => make(host, world, true),
    twin: (host, world) => make(host, world, false),
    state: 'refused',
    code: ['assertion.hashedURI.mismatch', 'ingredient.manifest.mismatch'],
  };
}

function rewritten({ name, label, rewrite }: Kind): Attack {
  const make = (host: Host, { us, them }: World) => {
    const below = honest(host, them);
    return { below, active: above(host, us, 'componentOf', below) };
  };
  return {
    finding: 'C1',
    name: `${name} is rewritten`,
    by: 'anybody',
    forged: (host, world) => {
      const { below, active } = make(host, world);
      editAssertion(active, label(host), rewrite);
      return put(host, below, active);
    },
    twin: (host, world) => {
      const { below, active } = make(host, world);
      return put(host, below, active);
    },
    state: 'refused',
    code: 'assertion.hashedURI.mismatch',
  };
}

/** The one manifest of a host, changed by somebody without a key. */
function changed(
  name: string,
  code: string | readonly string[] | null,
  change: (manifest: Box, world: World, host: Host) => void,
  finding: string | null = 'C1',
): Attack {
  return {
    finding,
    name,
    by: 'anybody',
    forged: (host, world) => {
      const manifest = honest(host, world.us, note);
      change(manifest, world, host);
      return put(host, manifest);
    },
    twin: (host, { us }) => put(host, honest(host, us, note)),
    ...(code === null ? { state: 'unreadable' } : { state: 'refused', code }),
  };
}

function exchanged(relationship: Relationship): Attack {
  return {
    finding: 'C1',
    name: `the manifest of an ingredient (${relationship}) is exchanged for another of the same name`,
    by: 'anybody',
    forged: (host, { us, them }) => {
      const below = honest(host, us);
      const other = forgeManifest(
        { label: labelOf(below)!, assertions: [created, note, copyOf(host.binding)] },
        them,
      );
      return put(host, other, above(host, us, relationship, below));
    },
    twin: (host, { us }) => {
      const below = honest(host, us);
      return put(host, below, above(host, us, relationship, below));
    },
    state: 'refused',
    code: 'ingredient.manifest.mismatch',
  };
}

/** A signer that takes out of an ingredient what may be taken out, or may not. */
function redacting(name: string, label: (host: Host) => string, code: string): Attack {
  const make = (host: Host, { us, them }: World, taken: string) => {
    const below = honest(host, them, note);
    const active = above(host, us, 'parentOf', below);
    setAssertions(
      below,
      assertionsOf(below).filter((box) => labelOf(box) !== taken),
    );
    editClaim(active, (claim) => claim.set('redacted_assertions', [uriOf(below, taken)]));
    resign(active, us);
    return put(host, below, active);
  };
  return {
    finding: 'C1',
    name,
    by: 'signer',
    forged: (host, world) => make(host, world, label(host)),
    twin: (host, world) => make(host, world, 'com.example.note'),
    state: 'refused',
    code,
  };
}

/** Who signed what is said: what a verdict tells of a file is what was signed, or nothing is told. */
export const statementAttacks: readonly Attack[] = [
  ...KINDS.flatMap((kind) => [redacted(kind, 1), redacted(kind, 2)]),
  ...KINDS.map(rewritten),
  changed('an assertion is added that the claim does not list', null, (manifest) =>
    setAssertions(manifest, [
      ...assertionsOf(manifest),
      assertionBox({ label: 'com.example.more', data: { text: 'more' } }),
    ]),
  ),
  changed('before the actions stand others of the same name', null, (manifest) => {
    const others = copyOf(find(manifest, 'c2pa.assertions', 'c2pa.actions.v2'));
    const holder = superbox('c2ma', 'x', superbox('c2as', 'c2pa.assertions', others));
    editAssertion(holder, 'c2pa.actions.v2', KINDS[1]!.rewrite);
    setAssertions(manifest, [others, ...assertionsOf(manifest)]);
  }),
  changed(
    'a second store of assertions stands before the first',
    // By c2pa-node we find it, and c2pa-wasm has given up on the claim before.
    ['manifest.inaccessible.malformed', 'claim.malformed'],
    (manifest) => {
      const others = copyOf(find(manifest, 'c2pa.assertions'));
      const holder = superbox('c2ma', 'x', others);
      editAssertion(holder, 'c2pa.actions.v2', KINDS[1]!.rewrite);
      manifest.children.splice(1, 0, others);
    },
  ),
  changed('an assertion is missing', 'assertion.missing', (manifest) =>
    setAssertions(
      manifest,
      assertionsOf(manifest).filter((box) => labelOf(box) !== 'com.example.note'),
    ),
  ),
  changed('the claim is changed', 'claimSignature.mismatch', (manifest) =>
    editClaim(manifest, (claim) => claim.set('dc:title', 'another')),
  ),
  changed(
    'the claim lists what was changed, and nobody has signed it',
    'claimSignature.mismatch',
    (manifest) => {
      editAssertion(manifest, 'c2pa.actions.v2', KINDS[1]!.rewrite);
      list(manifest);
    },
  ),
  changed('a second claim stands beside the first', 'claim.malformed', (manifest) => {
    manifest.children.splice(2, 0, copyOf(claimBox(manifest)));
  }),
  changed(
    'the signature is that of another claim',
    'claimSignature.mismatch',
    (manifest, { us }, host) => {
      const other = find(honest(host, us), 'c2pa.signature');
      const at = manifest.children.findIndex((box) => kindOf(box) === 'c2cs');
      manifest.children[at] = other;
    },
  ),
  exchanged('parentOf'),
  exchanged('componentOf'),
  exchanged('inputTo'),
  redacting(
    'the actions of a parent are redacted',
    () => 'c2pa.actions.v2',
    'assertion.action.redacted',
  ),
  redacting(
    'the hash of a parent is redacted',
    ({ binding }) => labelOf(binding)!,
    'assertion.dataHash.redacted',
  ),
  {
    finding: 'C1',
    name: 'a claim redacts an assertion of its own',
    by: 'signer',
    forged: (host, { us }) => {
      const manifest = honest(host, us, note);
      const redacted = [uriOf(manifest, 'com.example.note')];
      editClaim(manifest, (claim) => claim.set('redacted_assertions', redacted));
      resign(manifest, us);
      return put(host, manifest);
    },
    twin: (host, { us }) => put(host, honest(host, us, note)),
    state: 'refused',
    code: 'assertion.selfRedacted',
  },
  {
    finding: 'C1',
    name: 'a claim lists an assertion of another manifest',
    by: 'signer',
    forged: (host, { us, them }) => {
      const below = honest(host, them, note);
      const active = above(host, us, 'componentOf', below);
      const other = find(below, 'c2pa.assertions', 'com.example.note');
      editClaim(active, (claim) => {
        const listed = claim.get('created_assertions') as unknown[];
        listed.push({ url: uriOf(below, 'com.example.note'), hash: hashBox(other) });
      });
      resign(active, us);
      return put(host, below, active);
    },
    twin: (host, { us, them }) => {
      const below = honest(host, them, note);
      return put(host, below, above(host, us, 'componentOf', below));
    },
    state: 'refused',
    code: 'assertion.outsideManifest',
  },
  {
    finding: 'M10',
    name: 'an ingredient says that the failures of what is above it were there before',
    by: 'signer',
    forged: (host, { us, them }) => {
      const below = honest(host, them);
      const label = `urn:c2pa:00000000-0000-4000-8000-000000000001`;
      const url = `self#jumbf=/c2pa/${label}/c2pa.assertions/com.example.note`;
      const known = { code: 'assertion.hashedURI.mismatch', url, explanation: 'it was so' };
      const results = { success: [], informational: [], failure: [known] };
      const named = assertionBox({
        label: 'c2pa.ingredient.v3',
        data: ingredient('componentOf', below, { validationResults: { activeManifest: results } }),
      });
      const active = forgeManifest(
        { label, assertions: [created, named, note, copyOf(host.binding)] },
        us,
      );
      editAssertion(active, 'com.example.note', KINDS[3]!.rewrite);
      return put(host, below, active);
    },
    twin: (host, { us, them }) => {
      const below = honest(host, them);
      return put(host, below, above(host, us, 'componentOf', below));
    },
    state: 'refused',
    code: 'assertion.hashedURI.mismatch',
  },
];
