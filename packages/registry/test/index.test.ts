import { expect, it } from 'vitest';
import * as registry from '../src/index.ts';

it('exports exactly these values', () => {
  expect(Object.keys(registry).sort()).toEqual([
    'GUARD_ACTIONS',
    'LEAST_QUALITY',
    'LOG_ID',
    'LOG_PROBLEMS',
    'MOST_DISTANCE',
    'addWork',
    'allHolds',
    'allRequests',
    'answerRequest',
    'auditRegistry',
    'createRegistry',
    'exportRegistry',
    'hitsOn',
    'holdsOn',
    'importRegistry',
    'logHit',
    'logOperation',
    'openLmdb',
    'openOutbox',
    'openPostgres',
    'openRequest',
    'readRegistry',
    'removeWork',
    'reportRegistry',
    'requestById',
    'searchRecords',
    'verifyConsistency',
    'verifyInclusion',
    'verifyLog',
    'verifyReceipt',
    'workById',
    'workChanges',
  ]);
});
