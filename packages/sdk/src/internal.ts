// What the command line and the server are built of, beside the front door. It is no part of what versions promise.
export { answerSays, answerTo } from './answer.ts';
export { mapOrdered } from './batch/ordered.ts';
export { sourceType } from './claims/source-type.ts';
export { ALIKE_BITS } from './content/fingerprint.ts';
export { keptHolds } from './evidence/record.ts';
export { describeWork, lookForGuard } from './guard.ts';
export { judge } from './judge/judge.ts';
export { unreadReservations } from './judge/policy.ts';
export { isSameName } from './judge/same-name.ts';
export { stolenSince } from './judge/stolen-key.ts';
export { unmarkedSays } from './mark.ts';
export { reportFromCredentials, unreadableReport } from './report/build.ts';
