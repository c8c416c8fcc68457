export type * from './report.ts';
export * from './origin.ts';
export type * from './signer.ts';
export type * from './trust.ts';
