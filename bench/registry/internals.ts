// The only module of the benchmark that looks behind the registry's public functions: it fills backends
// without the registry above them, and opens databases.
export type { Backend, NewEntry } from '../../packages/registry/src/backend/backend.ts';
export { openLmdb } from '../../packages/registry/src/lmdb/backend.ts';
export { Guard } from '../../packages/registry/src/lmdb/guard.ts';
export { keysOf } from '../../packages/registry/src/log/check.ts';
export { appendLeaves, rootOf } from '../../packages/registry/src/log/merkle.ts';
export { openDatabase } from '../../packages/registry/src/postgres/database.ts';
export { openPostgres } from '../../packages/registry/src/postgres/open.ts';
export { readRegistry } from '../../packages/registry/src/read.ts';
export { createRegistry } from '../../packages/registry/src/write.ts';
