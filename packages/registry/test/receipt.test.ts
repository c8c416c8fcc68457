import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { readSigningCertificate } from '../src/signed/certificate.ts';
import { readErasure, signErasure } from '../src/signed/erasure.ts';
import { readReceipt, signReceipt, verifyReceipt } from '../src/signed/receipt.ts';
import type { OriginRecord } from '../src/signed/record.ts';
import { checkRecord } from '../src/signed/record-check.ts';
import { isOwnSignature, isSignature } from '../src/signed/sign1.ts';
import type { RecordSigner } from '../src/signed/signer.ts';
import { readTreeHead, signTreeHead } from '../src/signed/tree-head.ts';
import { makeRecord as make, sha256 } from './records.ts';
import { makeSigner } from './signers.ts';

const makeRecord = (number: number, changes?: Partial<OriginRecord>) =>
  checkRecord(make(number, changes));

let signer: RecordSigner & { key: string };
let receipt: Uint8Array;
const record = makeRecord(1);

beforeAll(async () => {
  signer = await makeSigner();
  receipt = await signReceipt(record, signer, await readSigningCertificate(signer.certificates));
});

describe('a receipt', () => {
  it('is verified with the certificate alone', async () => {
    expect(await verifyReceipt(receipt, signer.certificates)).toEqual({ verified: true, record });
  });

  it('of a key that somebody else may have does not verify, and says since when', async () => {
    const since = '2026-02-02T00:00:00.000Z';
    const stolen = (certificates: string) => ({
      compromisedSince: async (pem: string) => (pem.includes(body(certificates)) ? since : null),
    });
    const body = (pem: string) => pem.split('\n')[1]!;
    expect(await verifyReceipt(receipt, signer.certificates, stolen(signer.certificates))).toEqual({
      verified: false,
      reason: 'compromised',
      since,
      record,
    });
    const other = await makeSigner();
    const told = await verifyReceipt(receipt, signer.certificates, stolen(other.certificates));
    expect(told).toEqual({ verified: true, record });
    // What does not hold anyway is told as such: nobody has to have stolen a key for it.
    const options = stolen(other.certificates);
    expect(await verifyReceipt(receipt, other.certificates, options)).toMatchObject({
      reason: 'certificate',
    });
  });

  it('is a COSE_Sign1 with its payload, the algorithm, its kind and the thumbprint', async () => {
    const { thumbprint } = await readSigningCertificate(signer.certificates);
    const hex = Buffer.from(receipt).toString('hex');
    expect(hex.startsWith('d284')).toBe(true);
    // {1: -8, 3: content type, 34: [-16, thumbprint]}
    expect(hex.startsWith('a30127037826', 8)).toBe(true);
    expect(hex).toContain(Buffer.from('application/vnd.provenance.record+cbor').toString('hex'));
    expect(hex).toContain(`1822822f5820${Buffer.from(thumbprint).toString('hex')}`);
    expect(hex).toContain(Buffer.from(record.contentHash).toString('hex'));
  });

  it('is not that of another certificate', async () => {
    const other = await makeSigner();
    expect(await verifyReceipt(receipt, other.certificates)).toMatchObject({
      verified: false,
      reason: 'certificate',
    });
  });

  it('does not hold when any bit of it is changed', async () => {
    for (let at = 0; at < receipt.length; at++) {
      const changed = Uint8Array.from(receipt);
      changed[at]! ^= 1 << (at % 8);
      const report = await verifyReceipt(changed, signer.certificates).catch((error) => {
        expect(error.code).toBe('RECORD_MALFORMED');
        return { verified: false };
      });
      expect(report.verified).toBe(false);
    }
  });

  it('names the organization of its certificate', async () => {
    const certificate = await readSigningCertificate(signer.certificates);
    const claimed = makeRecord(2, { issuer: 'Somebody Else' });
    await expectCode('RECORD_MALFORMED', () => signReceipt(claimed, signer, certificate));
    const forged = await signReceipt(claimed, signer, {
      ...certificate,
      organization: claimed.issuer,
    });
    expect(await verifyReceipt(forged, signer.certificates)).toMatchObject({
      verified: false,
      reason: 'issuer',
    });
  });

  it.each([['Example, Inc.'], ['“A” + B; <C>'], ['#1 \\ "D"']])(
    'of %s names it as the certificate does, and not as it is printed',
    async (organization) => {
      const named = await makeSigner(organization.replace(/[\\/+]/g, '\\$&'));
      const certificate = await readSigningCertificate(named.certificates);
      expect(certificate.organization).toBe(organization);
      const own = makeRecord(3, { issuer: organization });
      const signed = await signReceipt(own, named, certificate);
      expect(await verifyReceipt(signed, named.certificates)).toEqual({
        verified: true,
        record: own,
      });
      const other = makeRecord(3, { issuer: organization.replace(/[,+"]/, '') });
      await expectCode('RECORD_MALFORMED', () => signReceipt(other, named, certificate));
    },
  );

  it('that names its issuer as it was printed verifies, and is not written any more', async () => {
    const named = await makeSigner('Example, Inc.');
    const certificate = await readSigningCertificate(named.certificates);
    const printed = makeRecord(3, { issuer: 'Example\\, Inc.' });
    await expectCode('RECORD_MALFORMED', () => signReceipt(printed, named, certificate));
    const before = { ...certificate, organization: printed.issuer };
    const signed = await signReceipt(printed, named, before);
    expect(await verifyReceipt(signed, named.certificates)).toMatchObject({ verified: true });
  });

  it('is of nobody where its certificate names no organization', async () => {
    const anonymous = await makeSigner('');
    const certificate = await readSigningCertificate(anonymous.certificates);
    expect(certificate.organization).toBeNull();
    await expectCode('RECORD_MALFORMED', () => signReceipt(record, anonymous, certificate));
    const named = { ...certificate, organization: record.issuer };
    const forged = await signReceipt(record, anonymous, named);
    expect(await verifyReceipt(forged, anonymous.certificates)).toMatchObject({
      verified: false,
      reason: 'issuer',
    });
  });

  it('needs a certificate that is one, of Ed25519', async () => {
    await expectCode('CERTIFICATE_MALFORMED', () => verifyReceipt(receipt, 'none'));
    const broken = signer.certificates.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA');
    await expectCode('CERTIFICATE_MALFORMED', () => verifyReceipt(receipt, broken));
    await expect(verifyReceipt(receipt, 5 as unknown as string)).rejects.toThrow(TypeError);
  });

  it('is not verified by a certificate that can be parsed and whose key cannot', async () => {
    const der = Buffer.from(signer.certificates.replace(/-----.*-----|\s/g, ''), 'base64');
    // The second of three names of the algorithm is that of the key.
    const ed25519 = Buffer.from('06032b6570', 'hex');
    const at = der.indexOf(ed25519, der.indexOf(ed25519) + 1);
    for (const last of [0x7f, 0x71, 0x6e]) {
      der[at + 4] = last;
      const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
      expect(new X509Certificate(pem).subject).toContain('Example');
      await expectCode('CERTIFICATE_MALFORMED', () => verifyReceipt(receipt, pem));
    }
  });

  it('is malformed where it is too long, or something else', async () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(2 ** 20), receipt.subarray(1)]) {
      await expectCode('RECORD_MALFORMED', () => verifyReceipt(bytes, signer.certificates));
    }
  });
});

describe('signing', () => {
  it('refuses what its signer returns if it is no signature of the certificate', async () => {
    const certificate = await readSigningCertificate(signer.certificates);
    const key = createPrivateKey((await makeSigner()).key);
    const faults: RecordSigner['sign'][] = [
      async (bytes) => sign(null, bytes, key),
      async () => new Uint8Array(64),
      async () => new Uint8Array(10),
      async () => 'signature' as unknown as Uint8Array,
      async () => {
        throw new Error('The key service is down.');
      },
    ];
    for (const fault of faults) {
      const faulty = { ...signer, sign: fault };
      await expectCode('SIGNER_FAILED', () => signReceipt(record, faulty, certificate));
    }
  });

  it('ends with the abort of its signal', async () => {
    const certificate = await readSigningCertificate(signer.certificates);
    const reason = new Error('no longer');
    const aborted = { ...signer, sign: () => Promise.reject(reason) };
    const signal = AbortSignal.abort(reason);
    await expect(signReceipt(record, aborted, certificate, signal)).rejects.toBe(reason);
  });

  it('is for one kind: no signature is taken for one over something else', async () => {
    const certificate = await readSigningCertificate(signer.certificates);
    const head = await signTreeHead(
      { logId: new Uint8Array(16), size: 3, root: sha256('root'), time: record.time },
      signer,
      certificate,
    );
    const erasure = await signErasure(
      { index: 3, leafHash: sha256('leaf'), time: record.time, reason: 'request', by: null },
      signer,
      certificate,
    );
    expect(readTreeHead(head).head.size).toBe(3);
    expect(readErasure(erasure).erasure).toMatchObject({ index: 3, reason: 'request' });
    for (const bytes of [head, erasure]) {
      await expectCode('RECORD_MALFORMED', () => readReceipt(bytes));
    }
    for (const bytes of [receipt, erasure]) {
      await expectCode('RECORD_MALFORMED', () => readTreeHead(bytes));
    }
    for (const bytes of [receipt, head]) {
      await expectCode('RECORD_MALFORMED', () => readErasure(bytes));
    }
  });
});

it('both libraries agree on what a signature is', async () => {
  const certificate = await readSigningCertificate(signer.certificates);
  const { signed } = readReceipt(receipt);
  for (let at = -1; at < 64; at++) {
    const signature = Uint8Array.from(signed.signature);
    if (at >= 0) signature[at]! ^= 1 << (at % 8);
    const strict = await isSignature({ ...signed, signature }, certificate);
    expect(isOwnSignature({ ...signed, signature }, certificate)).toBe(strict);
    expect(strict).toBe(at < 0);
  }
  // s + L fits the equation as well as s does; RFC 8032 5.1.7 refuses it.
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(signed.signature.subarray(32)).reverse().toString('hex')}`);
  const forged = Uint8Array.from(signed.signature);
  forged.set(Buffer.from((s + order).toString(16).padStart(64, '0'), 'hex').reverse(), 32);
  expect(await isSignature({ ...signed, signature: forged }, certificate)).toBe(false);
  expect(isOwnSignature({ ...signed, signature: forged }, certificate)).toBe(false);
});
