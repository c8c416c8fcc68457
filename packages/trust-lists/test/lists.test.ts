import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { ageOf, checkTrustList, loadTrustList, TRUST_LIST_NAMES } from '../src/index.ts';
import { bytesOf } from './certificates.ts';

describe('the lists of the package', () => {
  it.each([
    ['c2pa', 'signers', 'official', 30],
    ['c2pa-tsa', 'time-stamps', 'official', 22],
    ['interim', 'signers', 'older', 18],
    ['interim-tsa', 'time-stamps', 'older', 2],
  ] as const)('%s', async (name, use, level, count) => {
    const list = await loadTrustList(name);
    expect(list).toMatchObject({ name, use, level, count, isBuiltIn: true });
    const checked = checkTrustList(bytesOf(list.anchors), { now: new Date('2026-11-27') });
    expect(checked.sha256).toBe(list.sha256);
    expect(checked.certificates).toHaveLength(count);
    // No list is newer than its date.
    const starts = [...list.anchors.matchAll(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g)].map(
      ([pem]) => new Date(new X509Certificate(pem).validFrom).toISOString().slice(0, 10),
    );
    const newest = starts.sort().at(-1)!;
    if (list.dateFrom === 'newest-certificate') expect(newest).toBe(list.date);
    else expect(newest <= list.date).toBe(true);
  });

  it('has no other names', async () => {
    expect(TRUST_LIST_NAMES).toHaveLength(4);
    await expect(loadTrustList('mozilla' as 'c2pa')).rejects.toThrow(TypeError);
  });

  it('has no letter wrong in the older list: what its roots signed is what stands there', async () => {
    const { anchors } = await loadTrustList('interim');
    const pems = [...anchors.matchAll(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g)];
    expect(pems).toHaveLength(18);
    for (const [pem] of pems) {
      const root = new X509Certificate(pem);
      expect(root.verify(root.publicKey), root.subject).toBe(true);
    }
  });

  it('has authorities on the older list whose issuer signed them', async () => {
    const { anchors } = await loadTrustList('interim-tsa');
    const roots = rootCertificates.map((pem) => new X509Certificate(pem));
    for (const [pem] of anchors.matchAll(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g)) {
      const authority = new X509Certificate(pem);
      const issuer = roots.find(({ subject }) => subject === authority.issuer);
      expect(issuer && authority.verify(issuer.publicKey)).toBe(true);
    }
  });
});

describe('age', () => {
  const list = { date: '2026-08-05', level: 'official' } as const;
  it.each([
    ['2026-08-05T12:00:00Z', 0, 'current'],
    ['2026-11-27T00:00:00Z', 114, 'current'],
    ['2027-08-05T00:00:00Z', 365, 'current'],
    ['2027-08-06T00:00:00Z', 366, 'old'],
    ['2026-08-04T23:59:59Z', 0, 'ahead'],
  ] as const)('at %s', (now, days, state) => {
    expect(ageOf(list, new Date(now))).toEqual({ days, state });
  });

  it('of the older list is no age at all', () => {
    expect(ageOf({ date: '2025-08-13', level: 'older' }, new Date('2025-08-14'))).toEqual({
      days: 1,
      state: 'frozen',
    });
  });

  it('needs a time', () => {
    expect(() => ageOf(list, new Date(Number.NaN))).toThrow(RangeError);
  });
});
