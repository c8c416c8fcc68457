import { expect, it } from 'vitest';
import * as c2pa from '../src/index.ts';

it('exports exactly these values', () => {
  expect(Object.keys(c2pa).sort()).toEqual([
    'DIGITAL_SOURCE_TYPES',
    'FetchError',
    'SIGNING_ALGORITHMS',
    'buildManifest',
    'callbackSigner',
    'checkOrigin',
    'checkSigningCertificate',
    'createCertificateRequest',
    'createDevelopmentCertificates',
    'describeCertificates',
    'ed25519Signer',
    'engine',
    'fetchPublic',
    'hashPrompt',
    'listResources',
    'loadTrust',
    'packTrust',
    'pemSigner',
    'readCertificates',
    'readCrJson',
    'readCredentials',
    'readResource',
    'readThumbnails',
    'signContent',
    'signText',
    'signTextStream',
    'unpackTrust',
    'verifyText',
  ]);
});
