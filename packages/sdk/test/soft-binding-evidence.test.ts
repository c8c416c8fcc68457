import { render } from '@provenance/messages';
import { SOFT_BINDING_ALGORITHM, type SoftBindingEvidence } from '@provenance/sdk';
import { describe, expect, test } from 'vitest';
import { softBindings } from '../src/evidence/soft-binding.ts';
import { credentials, ingredient, manifest } from './reports.ts';

const ID = '0123456789abcdef';
const value = (id: string) => Buffer.from(id, 'hex').toString('base64');
const binding = (...ids: string[]) => ({ alg: SOFT_BINDING_ALGORITHM, values: ids.map(value) });
const short = (entries: readonly SoftBindingEvidence[]) =>
  entries.map(({ contentIds, active }) => [active, ...contentIds]);

describe('what a manifest says about a watermark', () => {
  test('by this kit, of the active manifest and of what it was made from', () => {
    const manifests = [
      manifest('active', {
        softBindings: [binding(ID)],
        ingredients: [ingredient('parentOf', 'parent'), ingredient('componentOf', 'part')],
      }),
      manifest('parent', { softBindings: [binding('00'.repeat(8))] }),
      manifest('part', {
        softBindings: [binding('11'.repeat(8))],
        ingredients: [ingredient('parentOf', 'grandparent')],
      }),
      manifest('grandparent', { softBindings: [binding('22'.repeat(8))] }),
      manifest('nobody names it', { softBindings: [binding('33'.repeat(8))] }),
    ];
    expect(short(softBindings(credentials({ manifests })))).toEqual([
      [true, ID],
      [false, '00'.repeat(8)],
      [false, '11'.repeat(8)],
      [false, '22'.repeat(8)],
    ]);
  });

  test('nothing where the credential of the ingredient failed; an unknown signer did not', () => {
    const failed = (code: string) =>
      softBindings(
        credentials({
          manifests: [
            manifest('active', { ingredients: [ingredient('parentOf', 'parent', code)] }),
            manifest('parent', { softBindings: [binding(ID)] }),
          ],
        }),
      );
    expect(failed('assertion.dataHash.mismatch')).toEqual([]);
    expect(short(failed('signingCredential.untrusted'))).toEqual([[false, ID]]);
  });

  test('of another algorithm is named and not understood', () => {
    const alg = 'com.example.“other”\x1b[31m';
    const [entry] = softBindings(
      credentials({
        manifests: [manifest('active', { softBindings: [{ alg, values: [value(ID)] }] })],
      }),
    );
    expect(entry).toMatchObject({ contentIds: [], active: true, weight: 'neutral' });
    const statement = render(entry?.says ?? []);
    expect(statement).not.toContain('\x1b');
    expect(statement).not.toContain('“other”');
    const unnamed = manifest('active', { softBindings: [{ alg: null, values: [] }] });
    expect(softBindings(credentials({ manifests: [unnamed] }))).toHaveLength(1);
  });

  test.each(['', 'AAAA', 'not base64', `${value(ID)}=`, value(`${ID}00`), ` ${value(ID)}`, ID])(
    'a value that is no content id names none: %j',
    (text) => {
      const softBinding = { alg: SOFT_BINDING_ALGORITHM, values: [text] };
      const report = credentials({
        manifests: [manifest('active', { softBindings: [softBinding] })],
      });
      expect(softBindings(report)).toMatchObject([{ contentIds: [] }]);
    },
  );
});

describe('a hostile store', () => {
  test('in a circle, or naming itself', () => {
    const circle = [
      manifest('a', { softBindings: [binding(ID)], ingredients: [ingredient('parentOf', 'b')] }),
      manifest('b', {
        ingredients: [ingredient('parentOf', 'a'), ingredient('parentOf', 'b')],
        softBindings: [binding(ID)],
      }),
    ];
    expect(softBindings(credentials({ manifests: circle }))).toHaveLength(2);
  });

  test('without end: deep, wide and long', () => {
    const softBindings_ = [
      binding(...Array.from({ length: 100 }, (_, i) => i.toString(16).padStart(16, '0'))),
    ];
    const deep = Array.from({ length: 20_000 }, (_, i) =>
      manifest(`m${i}`, {
        softBindings: softBindings_,
        ingredients: [ingredient('parentOf', `m${i + 1}`)],
      }),
    );
    const found = softBindings(credentials({ manifests: deep }));
    expect(found.length).toBeLessThanOrEqual(32);
    expect(Math.max(...found.map(({ contentIds }) => contentIds.length))).toBeLessThanOrEqual(16);
    const wide = manifest('m', {
      softBindings: Array.from({ length: 20_000 }, () => binding(ID)),
    });
    expect(softBindings(credentials({ manifests: [wide] })).length).toBeLessThanOrEqual(32);
  });
});
