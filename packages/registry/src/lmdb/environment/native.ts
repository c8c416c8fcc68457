import { loadLmdb } from './failure.ts';

/** What lmdb has and its types do not tell. The version is pinned, and a test holds it to this. */
export interface NativeEnvironment {
  open(options: object, flags: number, jsFlags: number): void;
  close(): void;
  beginTxn(flags: number): void;
  abortTxn(): void;
  /** 0: the transaction could not begin. */
  getWriteTxnId(): number;
}

type Native = new () => NativeEnvironment;

const [NO_SUBDIR, READ_ONLY] = [0x4000, 0x20000];
/** lmdb keeps a pointer to it, for keys; there are none. */
const KEY_BYTES = Buffer.alloc(64);

/** @throws ProvenanceError REGISTRY_UNAVAILABLE. */
export async function loadNative(): Promise<Native> {
  const lmdb = (await loadLmdb()) as unknown as { nativeAddon: { Env: Native } };
  return lmdb.nativeAddon.Env;
}

/** An environment without what lmdb puts around it: nothing is read in it, and it can always be closed. */
export function openNative(
  Native: Native,
  path: string,
  { noSubdir = false, readOnly = false }: { noSubdir?: boolean; readOnly?: boolean },
): NativeEnvironment {
  const environment = new Native();
  const flags = (noSubdir ? NO_SUBDIR : 0) | (readOnly ? READ_ONLY : 0);
  environment.open(
    { path, keyBytes: KEY_BYTES, maxDbs: 1, mapSize: 2 ** 17, permissionsMode: 0o600 },
    flags,
    0,
  );
  return environment;
}
