import * as sdk from '@provenance/sdk';
import { expect, test } from 'vitest';

test('the public names are exactly these', () => {
  expect(Object.keys(sdk).sort()).toEqual([
    'ALIKE_BITS',
    'ProvenanceError',
    'SOFT_BINDING_ALGORITHM',
    'callbackSigner',
    'createDevelopmentCertificates',
    'detectMany',
    'detectWatermark',
    'ed25519Signer',
    'embedMany',
    'embedWatermark',
    'hashPrompt',
    'judge',
    'keptHolds',
    'loadTrust',
    'mapOrdered',
    'mark',
    'markMany',
    'pemSigner',
    'plainText',
    'quoted',
    'render',
    'reportFromCredentials',
    'sign',
    'signText',
    'signTextStream',
    'sourceType',
    'trace',
    'unmarkedMeaning',
    'unreadableReport',
    'verify',
    'verifyMany',
  ]);
});
