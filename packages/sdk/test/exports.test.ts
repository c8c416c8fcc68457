import * as sdk from '@provenance/sdk';
import { expect, test } from 'vitest';

test('the public names are exactly these', () => {
  expect(Object.keys(sdk).sort()).toEqual([
    'ProvenanceError',
    'SOFT_BINDING_ALGORITHM',
    'callbackSigner',
    'createDevelopmentCertificates',
    'detectWatermark',
    'ed25519Signer',
    'embedWatermark',
    'hashPrompt',
    'judge',
    'loadTrust',
    'mark',
    'pemSigner',
    'plainText',
    'quoted',
    'reportFromCredentials',
    'sign',
    'sourceType',
    'statusMeaning',
    'unmarkedMeaning',
    'unreadableReport',
    'verify',
  ]);
});
