import { type Claim, readClaim } from './claim.ts';
import { namedManifests, orderOf } from './graph.ts';
import { type Ingredient, readIngredient } from './ingredient.ts';
import { type ClaimSignature, checkSignature } from './signature.ts';
import { makeStatus, type Status } from './status.ts';
import {
  type AssertionBox,
  type ManifestBox,
  type ManifestParts,
  manifestsOf,
  partsOf,
} from './store.ts';
import { assertionUri, hasHash, manifestUri, targetOf } from './uri.ts';

/** A manifest with what of it is under a hash that was computed here. */
export interface SignedManifest {
  readonly label: string;
  readonly isUpdate: boolean;
  readonly claim: Claim;
  /** Null: there is none that could be read. */
  readonly signature: ClaimSignature | null;
  /** Those whose hash is that of the claim. What else stands in the manifest nobody has signed. */
  readonly assertions: readonly AssertionBox[];
  readonly ingredients: readonly SignedIngredient[];
  /** Unchecked: they count only where a hash in an assertion is theirs. */
  readonly dataBoxes: readonly AssertionBox[];
  readonly success: readonly Status[];
  readonly failure: readonly Status[];
}

export interface SignedIngredient extends Ingredient {
  /**
   * Label of its manifest, if its bytes were compared with the hash in the ingredient assertion and are
   * the same; else null, and nothing in that manifest counts.
   */
  readonly activeManifest: string | null;
  /** Why a manifest that it names does not count; null if it does, or it names none. */
  readonly mismatch: Status | null;
}

/** What of a manifest store is signed: by whoever signed the active manifest, directly or through a hash. */
export interface SignedStore {
  readonly active: SignedManifest;
  /** The active manifest, and all below it that are reached through hashes that hold, by label. */
  readonly manifests: ReadonlyMap<string, SignedManifest>;
}

/** More than these are not made by anyone. Each manifest is held against every redaction above it. */
const MOST_MANIFESTS = 2000;
const MOST_REDACTIONS = 1000;

/** A URN, with whatever old writers put before and behind it: one step of a path (C2PA 2.4 clause 8.2). */
const MANIFEST_LABEL = /^[^\p{C}\s/#=]+$/u;

/** Labels of what may never be redacted (C2PA 2.4 clause 6.8). */
const NOT_REDACTABLE = /^c2pa\.(actions|hash\.)/;

/**
 * Reads from a manifest store what was signed, and nothing else, whatever an engine says of it:
 * - an assertion counts if its hash is in the claim (C2PA 2.4 clause 15.10.3);
 * - a redaction counts if it is of a manifest strictly below the claim that redacts (15.10.3.3);
 * - a manifest of an ingredient counts if its bytes have the hash that the ingredient assertion names
 *   (15.11.3), or, where something in it was redacted, its signature has.
 *
 * Pure, and in proportion to the store: every manifest is looked at once.
 *
 * @throws StoreError, RangeError or a zlib error for a store that cannot be read as far as the claim of
 *   its active manifest.
 */
export function readSigned(store: Uint8Array): SignedStore {
  const boxes = new Map<string, ManifestBox>();
  for (const box of manifestsOf(store)) {
    // Whoever looks one up by its name would find one or the other; or something within another one.
    if (boxes.has(box.label)) throw new RangeError('Two manifests have one label');
    if (!MANIFEST_LABEL.test(box.label))
      throw new RangeError('A manifest has a label that is none');
    boxes.set(box.label, box);
  }
  const active = [...boxes.keys()].at(-1);
  if (active === undefined) throw new RangeError('The store has no manifest');
  if (boxes.size > MOST_MANIFESTS) throw new RangeError('There are too many manifests');
  const parts = new Map<string, ManifestParts>();
  for (const [label, box] of boxes) {
    try {
      parts.set(label, partsOf(box));
    } catch (error) {
      if (label === active) throw error;
    }
  }
  const named = new Map([...parts].map(([label, each]) => [label, namedManifests(each)]));
  const graph = orderOf(active, named);
  if (graph === null) throw new RangeError('Manifests name each other in a circle');

  const manifests = new Map<string, SignedManifest>();
  const redactions = new Map<string, Set<string>>([[active, new Set()]]);
  for (const label of graph.order) {
    // Nothing that holds leads to it.
    const above = redactions.get(label);
    if (above === undefined) continue;
    let claim: Claim;
    try {
      claim = readClaim(parts.get(label)!);
    } catch (error) {
      if (label === active) throw error;
      continue;
    }
    const redactedBelow = new Set([...above, ...claim.redactions.map(absoluteUri)]);
    if (redactedBelow.size > MOST_REDACTIONS) throw new RangeError('There are too many redactions');
    const resolve = (ingredient: Ingredient) =>
      resolveManifest(ingredient, claim, parts, redactedBelow);
    const manifest = checkManifest(parts.get(label)!, claim, above, resolve);
    manifests.set(label, manifest);
    for (const { activeManifest } of manifest.ingredients) {
      if (activeManifest === null) continue;
      const known = redactions.get(activeManifest) ?? [];
      redactions.set(activeManifest, new Set([...known, ...redactedBelow]));
    }
  }
  return { active: manifests.get(active)!, manifests };
}

/** One manifest against its own claim. */
function checkManifest(
  parts: ManifestParts,
  claim: Claim,
  redactions: ReadonlySet<string>,
  resolve: (ingredient: Ingredient) => SignedIngredient,
): SignedManifest {
  const { label } = parts;
  const success: Status[] = [];
  const failure: Status[] = [];
  const fail = (code: string, url: string, why: string) => failure.push(makeStatus(code, url, why));
  const signature = readSignature(parts, claim, fail);
  const byLabel = new Map<string, AssertionBox[]>();
  for (const box of parts.assertions)
    byLabel.set(box.label, [...(byLabel.get(box.label) ?? []), box]);

  const assertions: AssertionBox[] = [];
  const listed = new Set<string>();
  for (const reference of claim.assertions) {
    const target = targetOf(reference.url);
    const [store, name, ...rest] = target?.path ?? [];
    if (target === null || store !== 'c2pa.assertions' || name === undefined || rest.length > 0) {
      fail('assertion.inaccessible', reference.url, 'the claim names no assertion of this store');
      continue;
    }
    const url = assertionUri(label, name);
    if (target.manifest !== null && target.manifest !== label) {
      fail('assertion.outsideManifest', reference.url, 'the assertion is of another manifest');
      continue;
    }
    listed.add(name);
    const [box, ...twins] = byLabel.get(name) ?? [];
    const isRedacted = redactions.has(url);
    if (box === undefined) {
      if (!isRedacted) fail('assertion.missing', url, 'the claim lists it, and it is not there');
      continue;
    }
    if (twins.length > 0) {
      fail('assertion.undeclared', url, 'two assertions have this label');
      continue;
    }
    if (isRedacted) {
      const isGone = box.kind !== 'other' && box.content.every((byte) => byte === 0);
      if (!isGone) fail('assertion.notRedacted', url, 'it was redacted, and is there');
      continue;
    }
    const matches = hasHash(box.hashed, reference, claim.alg);
    if (matches === null) fail('algorithm.unsupported', url, 'the hash algorithm');
    else if (!matches) fail('assertion.hashedURI.mismatch', url, 'it is not what the claim lists');
    else {
      success.push(makeStatus('assertion.hashedURI.match', url, 'it is what the claim lists'));
      if (!assertions.includes(box)) assertions.push(box);
    }
  }
  for (const name of byLabel.keys()) {
    if (!listed.has(name)) {
      fail('assertion.undeclared', assertionUri(label, name), 'the claim does not list it');
    }
  }
  checkRedactions(claim, label, fail);
  return {
    label,
    isUpdate: parts.isUpdate,
    claim,
    signature,
    assertions,
    ingredients: ingredientsOf(assertions, resolve, label, fail),
    dataBoxes: parts.dataBoxes,
    success,
    failure,
  };
}

type Fail = (code: string, url: string, explanation: string) => void;

function readSignature(parts: ManifestParts, claim: Claim, fail: Fail): ClaimSignature | null {
  const url = `${manifestUri(parts.label)}/c2pa.signature`;
  const target = targetOf(claim.signature);
  const isOwn = target?.manifest === null || target?.manifest === parts.label;
  if (parts.signature === null || !isOwn || target?.path.join('/') !== 'c2pa.signature') {
    fail('claimSignature.missing', url, 'the claim has no signature in its manifest');
    return null;
  }
  try {
    const signature = checkSignature(parts.signature.content, claim);
    if (!signature.holds) fail('claimSignature.mismatch', url, 'it is not over this claim');
    return signature;
  } catch {
    fail('claimSignature.mismatch', url, 'it cannot be read');
    return null;
  }
}

function checkRedactions(claim: Claim, label: string, fail: Fail): void {
  for (const url of claim.redactions) {
    const target = targetOf(url);
    const name = target?.path.at(-1) ?? '';
    if (target?.manifest === null || target?.manifest === label) {
      fail('assertion.selfRedacted', url, 'a claim redacts what it lists itself');
    } else if (NOT_REDACTABLE.test(name)) {
      const isAction = name.startsWith('c2pa.actions');
      const code = isAction ? 'assertion.action.redacted' : 'assertion.dataHash.redacted';
      fail(code, url, 'actions and hashes may not be redacted');
    }
  }
}

function ingredientsOf(
  assertions: readonly AssertionBox[],
  resolve: (ingredient: Ingredient) => SignedIngredient,
  label: string,
  fail: Fail,
): SignedIngredient[] {
  return assertions.flatMap((assertion) => {
    const url = assertionUri(label, assertion.label);
    let ingredient: Ingredient | null;
    try {
      ingredient = readIngredient(assertion);
    } catch {
      fail('assertion.ingredient.malformed', url, 'the ingredient cannot be read');
      return [];
    }
    return ingredient === null ? [] : [resolve(ingredient)];
  });
}

/** Finds the manifest that an ingredient names, if it is the one that was there when it was added. */
function resolveManifest(
  ingredient: Ingredient,
  claim: Claim,
  parts: ReadonlyMap<string, ManifestParts>,
  redactions: ReadonlySet<string>,
): SignedIngredient {
  const { manifest } = ingredient;
  if (manifest === null) return { ...ingredient, activeManifest: null, mismatch: null };
  const label = targetOf(manifest.url)?.manifest ?? null;
  const found = parts.get(label ?? '');
  if (found && isSameManifest(found, ingredient, claim, redactions)) {
    return { ...ingredient, activeManifest: label, mismatch: null };
  }
  const code = found ? 'ingredient.manifest.mismatch' : 'ingredient.manifest.missing';
  const why = found ? 'it is not the manifest that was there' : 'the store does not have it';
  return { ...ingredient, activeManifest: null, mismatch: makeStatus(code, manifest.url, why) };
}

function isSameManifest(
  parts: ManifestParts,
  { manifest, claimSignature }: Ingredient,
  { alg }: Claim,
  redactions: ReadonlySet<string>,
): boolean {
  const { label, hashed, claims, signature } = parts;
  if (manifest === null) return false;
  if (hashed.some((bytes) => hasHash(bytes, manifest, alg))) return true;
  const [claim] = claims;
  // Before C2PA 1.1 the hash was over the claim alone.
  if (claim?.label === 'c2pa.claim' && hasHash(claim.content, manifest, alg)) return true;
  // What was redacted has changed the box, and not the signature (15.11.3.2).
  const prefix = `${manifestUri(label)}/`;
  if (![...redactions].some((url) => url.startsWith(prefix))) return false;
  if (claimSignature === null || signature === null) return false;
  return hasHash(signature.hashed, claimSignature, alg) === true && isClaimSigned(parts);
}

/** The hash of a signature stands for a claim only where the signature is over that claim. */
function isClaimSigned(parts: ManifestParts): boolean {
  try {
    return checkSignature(parts.signature!.content, readClaim(parts)).holds;
  } catch {
    return false;
  }
}

/** One form for what may be written in several; what is none stays as it is, and is found nowhere. */
function absoluteUri(url: string): string {
  const target = targetOf(url);
  return target?.manifest ? [manifestUri(target.manifest), ...target.path].join('/') : url;
}
