import * as sdk from '@provenance/sdk';
import * as internal from '@provenance/sdk/internal';
import { expect, test } from 'vitest';

test('the public names are exactly these', () => {
  expect(Object.keys(sdk).sort()).toEqual([
    'ProvenanceError',
    'SOFT_BINDING_ALGORITHM',
    'TEXT_MARK_ALGORITHM',
    'WORKER_CHANNELS',
    'callbackSigner',
    'crJson',
    'createDevelopmentCertificates',
    'createGuard',
    'createMarker',
    'createVerifier',
    'detectMany',
    'detectWatermark',
    'ed25519Signer',
    'embedMany',
    'embedWatermark',
    'hashPrompt',
    'loadTrust',
    'mark',
    'markMany',
    'markTextStream',
    'pemSigner',
    'publicTrustSources',
    'resolve',
    'sign',
    'signText',
    'signTextStream',
    'trace',
    'verify',
    'verifyMany',
  ]);
});

test('behind them are these, for the command and the server', () => {
  expect(Object.keys(internal).sort()).toEqual([
    'ALIKE_BITS',
    'answerSays',
    'answerTo',
    'describeWork',
    'isSameName',
    'judge',
    'keptHolds',
    'lookForGuard',
    'mapOrdered',
    'reportFromCredentials',
    'sourceType',
    'stolenSince',
    'unmarkedSays',
    'unreadReservations',
    'unreadableReport',
  ]);
});
