import { beforeAll, describe, expect, it } from 'vitest';
import { readSigned } from '../src/store/signed.ts';
import { makeCertificates } from './certificates.ts';
import {
  assertionBox,
  assertionsOf,
  type Box,
  claimBox,
  copyOf,
  editAssertion,
  editClaim,
  find,
  forgeManifest,
  type Identity,
  ingredient,
  kindOf,
  labelOf,
  plainBox,
  resign,
  setAssertions,
  setLabel,
  storeOf,
  writeBox,
} from './forge.ts';

let us: Identity;
beforeAll(async () => {
  us = { alg: 'ES256', ...(await makeCertificates('ES256')) };
});

const note = { label: 'com.example.note', data: { text: 'as it was' } };
const more = { label: 'com.example.more', data: { text: 'more' } };
const made = (...assertions: (Box | { label: string; data: unknown })[]) =>
  forgeManifest({ assertions }, us);
const above = (below: Box, ...others: Box[]) =>
  made(
    note,
    assertionBox({ label: 'c2pa.ingredient.v3', data: ingredient('componentOf', below) }),
    ...others,
  );

/** What counts of a store: the assertions of each manifest that is reached, and what failed. */
function whatCounts(...manifests: Box[]) {
  const { active, manifests: reached } = readSigned(writeBox(storeOf(...manifests)));
  return {
    active: active.label,
    holds: active.signature?.holds ?? null,
    assertions: active.assertions.map(({ label }) => label),
    below: [...reached.keys()].slice(1),
    failure: [...reached.values()].flatMap(({ failure }) => failure.map(({ code }) => code)),
  };
}

describe('what was signed', () => {
  it('is what the claim lists, and whatever that leads to', () => {
    const below = made(note);
    const active = above(below);
    expect(whatCounts(below, active)).toEqual({
      active: labelOf(active),
      holds: true,
      assertions: ['com.example.note', 'c2pa.ingredient.v3'],
      below: [labelOf(below)],
      failure: [],
    });
  });

  it('is not an assertion that was changed', () => {
    const manifest = made(note, more);
    editAssertion(manifest, 'com.example.note', (fields) => fields.set('text', 'another'));
    const { assertions, failure } = whatCounts(manifest);
    expect(assertions).toEqual(['com.example.more']);
    expect(failure).toEqual(['assertion.hashedURI.mismatch']);
  });

  it('is not an assertion that the claim does not list', () => {
    const manifest = made(note);
    setAssertions(manifest, [...assertionsOf(manifest), assertionBox(more)]);
    const { assertions, failure } = whatCounts(manifest);
    expect(assertions).toEqual(['com.example.note']);
    expect(failure).toEqual(['assertion.undeclared']);
  });

  it('is neither of two assertions of one name', () => {
    const manifest = made(note);
    const other = assertionBox({ ...note, data: { text: 'another' } });
    setAssertions(manifest, [other, ...assertionsOf(manifest)]);
    const { assertions, failure } = whatCounts(manifest);
    expect(assertions).toEqual([]);
    expect(failure).toEqual(['assertion.undeclared']);
  });

  it('is nothing of an ingredient whose manifest is another', () => {
    const below = made(note);
    const active = above(below);
    const other = forgeManifest({ label: labelOf(below)!, assertions: [note, more] }, us);
    const { active: reached, manifests } = readSigned(writeBox(storeOf(other, active)));
    expect([...manifests.keys()]).toEqual([labelOf(active)]);
    expect(reached.ingredients).toMatchObject([
      { activeManifest: null, mismatch: { code: 'ingredient.manifest.mismatch' } },
    ]);
  });

  it('is not what a manifest below has redacted of one above', () => {
    const below = made(note);
    const active = above(below);
    const url = `self#jumbf=/c2pa/${labelOf(active)}/c2pa.assertions/com.example.note`;
    const other = forgeManifest(
      { label: labelOf(below)!, assertions: [note], claim: { redacted_assertions: [url] } },
      us,
    );
    editAssertion(active, 'com.example.note', (fields) => fields.set('text', 'another'));
    const { assertions, below: reached, failure } = whatCounts(other, active);
    expect(assertions).toEqual(['c2pa.ingredient.v3']);
    expect(reached).toEqual([]);
    expect(failure).toEqual(['assertion.hashedURI.mismatch']);
  });

  it('is what is left of an ingredient after a redaction that counts', () => {
    const below = made(note, more);
    const active = above(below);
    const url = `self#jumbf=/c2pa/${labelOf(below)}/c2pa.assertions/com.example.note`;
    editClaim(active, (claim) => claim.set('redacted_assertions', [url]));
    resign(active, us);
    setAssertions(
      below,
      assertionsOf(below).filter((box) => labelOf(box) !== 'com.example.note'),
    );
    const { below: reached, failure } = whatCounts(below, active);
    expect(reached).toEqual([labelOf(below)]);
    expect(failure).toEqual([]);
    // Without the redaction it is another manifest.
    const silent = above(made(note, more));
    expect(whatCounts(below, silent).below).toEqual([]);
  });

  it('is not a claim that was changed, and no signature without its manifest', () => {
    const manifest = made(note);
    editClaim(manifest, (claim) => claim.set('dc:title', 'another'));
    expect(whatCounts(manifest)).toMatchObject({
      holds: false,
      failure: ['claimSignature.mismatch'],
    });
    const other = made(note);
    other.children = other.children.filter((box) => kindOf(box) !== 'c2cs');
    expect(whatCounts(other)).toMatchObject({ holds: null, failure: ['claimSignature.missing'] });
    const broken = made(note);
    find(broken, 'c2pa.signature').children[1] = plainBox('cbor', Buffer.of(0xff));
    expect(whatCounts(broken)).toMatchObject({ holds: null, failure: ['claimSignature.mismatch'] });
  });

  it.each<[string, (manifest: Box) => Box[]]>([
    ['two claims', (manifest) => [insert(manifest, 2, copyOf(claimBox(manifest)))]],
    [
      'two stores of assertions',
      (manifest) => [insert(manifest, 1, copyOf(find(manifest, 'c2pa.assertions')))],
    ],
    [
      'two manifests of one name',
      (manifest) => {
        const other = made(more);
        setLabel(other, labelOf(manifest)!);
        return [other, manifest];
      },
    ],
    [
      'a claim of a kind that is not known',
      (manifest) => {
        setLabel(claimBox(manifest), 'c2pa.claim.v9');
        return [manifest];
      },
    ],
    ['no manifest', () => []],
    [
      'manifests that name each other',
      (manifest) => {
        const active = above(manifest);
        const back = assertionBox({
          label: 'c2pa.ingredient.v3',
          data: ingredient('componentOf', active),
        });
        setAssertions(manifest, [...assertionsOf(manifest), back]);
        return [manifest, active];
      },
    ],
  ])('is nothing of a store with %s', (_, make) => {
    expect(() => whatCounts(...make(made(note)))).toThrow(RangeError);
  });
});

function insert(manifest: Box, at: number, box: Box): Box {
  manifest.children.splice(at, 0, box);
  return manifest;
}
