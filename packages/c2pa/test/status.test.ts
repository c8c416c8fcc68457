import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../src/read/public-fetch.ts';
import { readStatus, readStatuses, type Statuses, stateOf } from '../src/report/status.ts';

const status = (code: string) => ({ code, url: null, explanation: null });
const sound: Statuses = {
  success: [
    'claimSignature.validated',
    'claimSignature.insideValidity',
    'signingCredential.trusted',
  ].map(status),
  informational: [],
  failure: [],
  ingredientFailures: [],
};
const untrusted = status('signingCredential.untrusted');

describe('the state', () => {
  it.each<[string, Partial<Statuses>, string]>([
    ['nothing fails', {}, 'Trusted'],
    [
      'the signer is unknown',
      { success: sound.success.slice(0, 2), failure: [untrusted] },
      'Valid',
    ],
    ['an ingredient’s signer is unknown', { ingredientFailures: [untrusted] }, 'Valid'],
    ['only an identity fails', { failure: [status('cawg.identity.pad.invalid')] }, 'Valid'],
    ['a hash fails', { failure: [status('assertion.dataHash.mismatch')] }, 'Invalid'],
    [
      'an ingredient’s hash fails',
      { ingredientFailures: [status('assertion.hashedURI.mismatch')] },
      'Invalid',
    ],
    ['the signature was not checked', { success: [] }, 'Invalid'],
  ])('if %s', (_, change, expected) => {
    expect(stateOf({ ...sound, ...change })).toBe(expected);
  });

  it.each([
    ['Invalid', undefined],
    ['Invalid', { activeManifest: { failure: [] } }],
    ['', { activeManifest: sound }],
    [undefined, { activeManifest: sound }],
  ])('is never valid if the engine says %o and not why', (state, results) => {
    const statuses = readStatuses(results as Parameters<typeof readStatuses>[0], state);
    expect(statuses.failure).toMatchObject([{ code: 'general.error' }]);
  });
});

describe('codes of identity assertions', () => {
  const assertions = 'self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions';
  it.each([
    [`${assertions}/cawg.identity`, 'cawg.x509.credential.untrusted'],
    [`${assertions}/cawg.identity__2`, 'cawg.x509.credential.untrusted'],
    ['self#jumbf=/c2pa/urn:c2pa:1/c2pa.signature', 'signingCredential.untrusted'],
    // A label that a file may choose must not make its own failure look like somebody else's.
    [`${assertions}/cawg.identity/c2pa.signature`, 'signingCredential.untrusted'],
    ['self#jumbf=/c2pa/cawg.identity/c2pa.signature', 'signingCredential.untrusted'],
  ])('%s', (url, code) => {
    expect(readStatus({ code: 'signingCredential.untrusted', url }).code).toBe(code);
  });
});

it.each([
  ['8.8.8.8', true],
  ['2606:4700::1', true],
  ...[
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'localhost',
    '',
  ].map((address): [string, boolean] => [address, false]),
])('%s is a public address: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});
