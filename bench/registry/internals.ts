// The only module of the benchmark that looks behind the registry's public functions: it fills backends
// without the registry above them, and opens databases.
export type { Backend, NewEntry } from '../../packages/registry/src/backend/backend.ts';
export type { TraitQuery } from '../../packages/registry/src/backend/traits.ts';
export { openLmdb } from '../../packages/registry/src/lmdb/backend.ts';
export { Guard } from '../../packages/registry/src/lmdb/environment/guard.ts';
export { appendLeaves } from '../../packages/registry/src/log/merkle.ts';
export { openDatabase } from '../../packages/registry/src/postgres/connection/database.ts';
export { openPostgres } from '../../packages/registry/src/postgres/open.ts';
export { readRegistry } from '../../packages/registry/src/read.ts';
export type { RecordSigner } from '../../packages/registry/src/signed/signer.ts';
export { createRegistry } from '../../packages/registry/src/write.ts';
