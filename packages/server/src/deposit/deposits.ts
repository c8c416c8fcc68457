import { createHash } from 'node:crypto';
import { access, constants, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { makeFolder, writeFileAtomically } from '@provenance/content/node';
import { z } from 'zod';

/** A soft binding: an algorithm, and its value in standard base64. */
export interface Binding {
  readonly alg: string;
  readonly value: string;
}

export interface Deposit {
  /** Label of the active manifest. */
  readonly label: string;
  /** RFC 3339. */
  readonly time: string;
  /** SHA-256 of the store, hexadecimal. */
  readonly sha256: string;
  /** What its active manifest claims. */
  readonly claims: readonly Binding[];
  /** By what it is found now. */
  readonly bindings: readonly Binding[];
}

/** Manifest stores that others have left here, with what leads to them. */
export interface Deposits {
  get(label: string): Promise<Deposit | null>;
  store(label: string): Promise<Uint8Array | null>;
  /** Newest first. */
  byBinding(binding: Binding): Promise<readonly Deposit[]>;
  /** Resolves when it is on disk. The label must be new. */
  add(deposit: Omit<Deposit, 'time' | 'sha256' | 'bindings'>, store: Uint8Array): Promise<void>;
  /** @returns false: there was none. */
  remove(label: string): Promise<boolean>;
  bind(label: string, binding: Binding): Promise<void>;
  /** From now on the value leads to this manifest alone. */
  rebind(label: string, binding: Binding): Promise<void>;
  /** Looks whether deposits can be kept: a server asks when it starts. @throws ProvenanceError where they cannot. */
  ready?(): Promise<void>;
}

const BINDING = z.strictObject({ alg: z.string(), value: z.string() });
const DEPOSIT = z.strictObject({
  label: z.string(),
  time: z.string(),
  sha256: z.string(),
  claims: z.array(BINDING),
  bindings: z.array(BINDING),
});

const hashOf = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

/** Of one value no more are looked at. */
const MOST_FOUND = 100;

/**
 * Deposits in a folder: a file for each store, one for what is known of it, and an empty one in the folder
 * of each value for each manifest that it leads to. Names are hashes, so that no label becomes a path. What
 * is known of a deposit is written last and decides: after a crash nothing that was acknowledged is gone.
 *
 * Writes of one process come one after the other; several processes may read, and one should write.
 *
 * @throws ProvenanceError from its methods: REGISTRY_CORRUPT for a deposit that is damaged; from `ready`,
 *   CONFIG_INVALID for what is no folder, or may not be read and written.
 */
export function depositFolder(folder: string): Deposits {
  const manifest = (label: string, extension: string) =>
    join(folder, 'manifests', `${hashOf(label)}.${extension}`);
  const valueFolder = ({ alg, value }: Binding) =>
    join(folder, 'bindings', hashOf(alg, Buffer.from(value, 'base64')));
  const same = (a: Binding) => (b: Binding) => a.alg === b.alg && a.value === b.value;

  const read = async (path: string): Promise<Deposit | null> => {
    const text = await readFile(path, 'utf8').catch(orNull);
    return text === null ? null : depositIn(text);
  };
  const save = (deposit: Deposit) =>
    writeFileAtomically(manifest(deposit.label, 'json'), JSON.stringify(deposit), {
      overwrite: true,
    });
  const get = (label: string) => read(manifest(label, 'json'));
  const lead = async (label: string, binding: Binding) => {
    const place = valueFolder(binding);
    await makeFolder(place);
    await writeFileAtomically(join(place, hashOf(label)), '', { overwrite: true });
  };
  const found = async (binding: Binding): Promise<Deposit[]> => {
    const names = await readdir(valueFolder(binding)).catch(orNull);
    const deposits = await Promise.all(
      (names ?? [])
        .filter((name) => /^[0-9a-f]{64}$/.test(name))
        .slice(0, MOST_FOUND)
        .map((name) => read(join(folder, 'manifests', `${name}.json`))),
    );
    return deposits
      .filter((each): each is Deposit => each?.bindings.some(same(binding)) === true)
      .sort((a, b) => (a.time < b.time ? 1 : -1));
  };

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  const withBinding = async (label: string, binding: Binding) => {
    const deposit = await get(label);
    if (deposit === null || deposit.bindings.some(same(binding))) return;
    await lead(label, binding);
    await save({ ...deposit, bindings: [...deposit.bindings, binding] });
  };

  return {
    get,
    ready: async () => {
      for (const name of ['', 'manifests', 'bindings']) await checkFolder(join(folder, name));
    },
    store: (label) => readFile(manifest(label, 'c2pa')).catch(orNull),
    byBinding: found,
    add: (deposit, store) =>
      inTurn(async () => {
        await makeFolder(join(folder, 'manifests'));
        await writeFileAtomically(manifest(deposit.label, 'c2pa'), store, { overwrite: true });
        for (const binding of deposit.claims) await lead(deposit.label, binding);
        const [time, sha256] = [new Date().toISOString(), hashOf(store)];
        await save({ ...deposit, time, sha256, bindings: deposit.claims });
      }),
    remove: (label) =>
      inTurn(async () => {
        const deposit = await get(label);
        if (deposit === null) return false;
        await unlink(manifest(label, 'json'));
        await unlink(manifest(label, 'c2pa')).catch(orNull);
        for (const binding of deposit.bindings) {
          await unlink(join(valueFolder(binding), hashOf(label))).catch(orNull);
        }
        return true;
      }),
    bind: (label, binding) => inTurn(() => withBinding(label, binding)),
    rebind: (label, binding) =>
      inTurn(async () => {
        await withBinding(label, binding);
        for (const deposit of await found(binding)) {
          if (deposit.label === label) continue;
          const bindings = deposit.bindings.filter((each) => !same(binding)(each));
          await save({ ...deposit, bindings });
        }
      }),
  };
}

/** A folder that is not there is made with the first deposit. */
async function checkFolder(path: string): Promise<void> {
  try {
    const status = await stat(path).catch(orNull);
    if (status === null) return;
    // Of what is no folder, the system says so.
    await readdir(path);
    await access(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const said = 'The folder of the deposits is none, or may not be read and written.';
    throw new ProvenanceError('CONFIG_INVALID', said, { cause });
  }
}

/** What the parsers say quotes the file: nothing of that is told. */
function depositIn(text: string): Deposit {
  try {
    return DEPOSIT.parse(JSON.parse(text));
  } catch {
    throw new ProvenanceError('REGISTRY_CORRUPT', 'A deposit is damaged.');
  }
}

function orNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
