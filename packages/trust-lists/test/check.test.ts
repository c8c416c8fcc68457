import { ProvenanceError } from '@provenance/content';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { checkTrustList, loadTrustList } from '../src/index.ts';
import { bytesOf, certificate } from './certificates.ts';

let [one, two, three] = ['', '', ''];
beforeAll(async () => {
  [one, two, three] = (await Promise.all(
    ['One', 'Two', 'Three'].map((name) => certificate(name)),
  )) as [string, string, string];
});

describe('a list', () => {
  it('is told apart from the one that it replaces', () => {
    const checked = checkTrustList(bytesOf(`# today\n${two}${three}${two}`), {
      previous: { anchors: one + two },
    });
    expect(checked.certificates.map(({ commonName }) => commonName)).toEqual(['Two', 'Three']);
    expect(checked.added).toMatchObject([{ commonName: 'Three', organization: 'Example' }]);
    expect(checked.removed).toMatchObject([{ commonName: 'One' }]);
    expect(checked.expired).toEqual([]);
  });

  it('has expired certificates named, and is refused where all have', async () => {
    const old = await certificate('Old', { notAfter: '2021-01-01' });
    expect(checkTrustList(bytesOf(one + old)).expired).toMatchObject([{ commonName: 'Old' }]);
    await expectCode('TRUST_MALFORMED', () => checkTrustList(bytesOf(old)));
    const before = new Date('2020-06-01');
    expect(checkTrustList(bytesOf(old), { now: before }).expired).toEqual([]);
  });
});

describe('is refused', () => {
  const refused = (text: string) =>
    expectCode('TRUST_MALFORMED', () => checkTrustList(bytesOf(text)));

  it('without a certificate', async () => {
    await refused('<html>404</html>');
    await expectCode('CONTENT_EMPTY', () => checkTrustList(new Uint8Array()));
  });

  it('with a certificate that is of no authority', async () => {
    await refused(one + (await certificate('Leaf', { isAuthority: false })));
  });

  it('with something else than certificates, such as a key', async () => {
    await refused(`${one}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n`);
  });

  it('where the last certificate is cut off', async () => {
    await refused(one + two.slice(0, -40));
  });

  it('where a certificate does not carry its own signature', async () => {
    const lines = one.trim().split('\n');
    const last = lines.at(-2)!;
    lines[lines.length - 2] = `${last.startsWith('A') ? 'B' : 'A'}${last.slice(1)}`;
    await refused(lines.join('\n'));
  });

  it('where it is no text, or too large', async () => {
    const bytes = bytesOf(`${one}?`);
    bytes[bytes.length - 1] = 0xff;
    await expectCode('TRUST_MALFORMED', () => checkTrustList(bytes));
    const large = new Uint8Array(2 ** 20 + 1).fill(0x20);
    await expectCode('CONTENT_TOO_LARGE', () => checkTrustList(large));
  });

  it('with more certificates than any list has', async () => {
    await refused('-----BEGIN CERTIFICATE-----\n'.repeat(1001));
  });
});

it('any change of a byte is refused, or changes what is told of the list', async () => {
  const { anchors, sha256 } = await loadTrustList('interim-tsa');
  const original = bytesOf(anchors);
  fc.assert(
    fc.property(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = Uint8Array.from(original);
      bytes[at] = bytes[at]! ^ change;
      try {
        expect(checkTrustList(bytes).sha256).not.toBe(sha256);
      } catch (error) {
        expect(error).toBeInstanceOf(ProvenanceError);
      }
    }),
  );
});
