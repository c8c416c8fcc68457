import { expect, it } from 'vitest';
import * as registry from '../src/index.ts';

it('exports exactly these values', () => {
  expect(Object.keys(registry).sort()).toEqual([
    'LEAST_QUALITY',
    'LOG_PROBLEMS',
    'MOST_DISTANCE',
    'allHolds',
    'allRequests',
    'answerRequest',
    'auditRegistry',
    'createRegistry',
    'exportRegistry',
    'holdsOn',
    'importRegistry',
    'logOperation',
    'openLmdb',
    'openOutbox',
    'openPostgres',
    'openRequest',
    'readRegistry',
    'reportRegistry',
    'requestById',
    'searchRecords',
    'verifyConsistency',
    'verifyInclusion',
    'verifyLog',
    'verifyReceipt',
  ]);
});
