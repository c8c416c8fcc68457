import { createRequire } from 'node:module';
import { ProvenanceError } from '@provenance/content';

/**
 * What reads manifest stores: c2pa-rs as a native library, or as WebAssembly, which runs everywhere and is
 * two to four times slower.
 */
export type EngineKind = 'native' | 'wasm';

/** An npm package and the c2pa-rs release it is built from. */
export interface EngineName {
  readonly name: string;
  /** Of the npm package. */
  readonly version: string;
  /** Of c2pa-rs, the library inside. */
  readonly sdkVersion: string;
}

/**
 * The next native one, c2pa-node 0.9.8 (c2pa-rs 0.91.0), is not taken yet: it depends on a package that is
 * not on npm (`@contentauth/c2pa-utilities`), so that it cannot be installed, and asks for Node 22. With its
 * library in the place of this one's (`C2PA_LIBRARY_PATH`) all is read as before, and what is signed by
 * the engine cannot be read: "claim_cbor: unexpected trailing data: 16 bytes remaining".
 */
export const ENGINES: Readonly<Record<EngineKind, EngineName>> = {
  native: { name: '@contentauth/c2pa-node', version: '0.8.0', sdkVersion: '0.90.1' },
  wasm: { name: '@contentauth/c2pa-wasm', version: '0.15.0', sdkVersion: '0.92.0' },
};

/**
 * `off`: as if the native engine were not installed. For the runs that hold the other one against the same
 * files (`.ci/run`), and for nothing else.
 */
const SWITCH = 'PROVENANCE_NATIVE_ENGINE';

let choosing: Promise<EngineKind> | undefined;
let chosen: EngineKind = 'native';

/**
 * The engine that reads here: the native one where it loads, else WebAssembly. Chosen once, on first use.
 *
 * @throws ProvenanceError ENGINE_MISSING where neither is here.
 */
export function readingEngine(): Promise<EngineKind> {
  choosing ??= choose();
  return choosing;
}

/** What {@link readingEngine} has chosen; before that, its first choice. */
export function chosenEngine(): EngineName {
  return ENGINES[chosen];
}

// biome-ignore lint/suspicious/noTsIgnore: it stands in the declarations, where the package may be missing.
/** @ts-ignore: npm leaves it out where it does not fit. */
type Native = typeof import('@contentauth/c2pa-node');
let loading: Promise<Native> | undefined;

/** Loaded on first use: 70 ms. @throws Error saying why it cannot be used. */
export function loadNative(): Promise<Native> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Native> {
  if (process.env[SWITCH] === 'off') throw new Error(`switched off by ${SWITCH}`);
  const engine = await import('@contentauth/c2pa-node');
  // The binary is opened on first use: this is the first use.
  engine.Builder.new();
  return engine;
}

/** Where the WebAssembly lies. @throws Error where it is not installed. */
export function wasmPath(): string {
  return createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm');
}

/** Whether WebAssembly is installed. It is loaded where it runs: in a process of its own. */
export function hasWasm(): boolean {
  try {
    wasmPath();
    return true;
  } catch {
    return false;
  }
}

async function choose(): Promise<EngineKind> {
  try {
    await loadNative();
    return 'native';
  } catch (native) {
    try {
      // It is loaded where it runs: in a process of its own.
      wasmPath();
    } catch (wasm) {
      const cause = new AggregateError([native, wasm], 'neither engine can be loaded');
      throw new ProvenanceError('ENGINE_MISSING', undefined, { cause });
    }
    chosen = 'wasm';
    return chosen;
  }
}
