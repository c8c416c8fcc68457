import { expect, it } from 'vitest';
import * as cbor from '../src/cbor.ts';
import * as deterministic from '../src/deterministic.ts';
import * as cose from '../src/index.ts';
import * as sign1 from '../src/sign1.ts';

it('exports these names, and no others', () => {
  expect(Object.keys(cose).sort()).toEqual([
    'COSE_ALGORITHM',
    'EXTENSION',
    'SIGNING_ALGORITHMS',
    'algorithmOfCose',
    'algorithmOfKey',
    'fitsKey',
    'hashOf',
    'integerOf',
    'isSignature',
    'isWeakKey',
    'keyInput',
    'oidOf',
    'parseCertificate',
    'parseCertificates',
    'readDer',
    'scalarLength',
    'signatureLength',
    'subjectAttribute',
    'thumbprintOf',
    'timeOf',
  ]);
  expect(Object.keys(cbor).sort()).toEqual(['Tagged', 'dateTime', 'decodeCbor', 'encodeCbor']);
  expect(Object.keys(deterministic).sort()).toEqual([
    'cborMap',
    'decodeDeterministic',
    'encodeDeterministic',
  ]);
  expect(Object.keys(sign1).sort()).toEqual([
    'HEADER',
    'encodeSign1',
    'parseSign1',
    'sigStructure',
  ]);
});
