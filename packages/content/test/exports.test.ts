import * as index from '@provenance/content';
import * as node from '@provenance/content/node';
import { expect, test } from 'vitest';

test('the public names are exactly these', () => {
  expect(Object.keys(index).sort()).toEqual([
    'DEFAULT_MAX_BYTES',
    'ERROR_CODES',
    'MEDIA_TYPES',
    'MEDIA_TYPE_HEADER_BYTES',
    'ProvenanceError',
    'checkKnownKeys',
    'checkLength',
    'checkMaxBytes',
    'checkObject',
    'detectMediaType',
    'isTextType',
    'looksLikeText',
    'mediaTypeOfName',
    'readContent',
  ]);
  expect(Object.keys(node).sort()).toEqual([
    'detectInputType',
    'fileError',
    'isTemporaryName',
    'makeFolder',
    'openFile',
    'readFileContent',
    'readInput',
    'refuseExisting',
    'removeAbandoned',
    'settingsFolder',
    'writeFileAtomically',
    'writeFileThrough',
  ]);
});
