import * as sdk from '@provenance/sdk';
import { expect, test } from 'vitest';

test('the public names are exactly these', () => {
  expect(Object.keys(sdk).sort()).toEqual([
    'ProvenanceError',
    'callbackSigner',
    'createDevelopmentCertificates',
    'detectWatermark',
    'ed25519Signer',
    'embedWatermark',
    'hashPrompt',
    'judge',
    'loadTrust',
    'pemSigner',
    'plainText',
    'quoted',
    'reportFromCredentials',
    'sign',
    'sourceType',
    'statusMeaning',
    'unreadableReport',
    'verify',
  ]);
});
