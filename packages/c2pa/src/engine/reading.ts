import type { EngineKind } from './choice.ts';

/** What an engine is given: content, and the store to judge it by if that is not its own. */
export interface EngineJob {
  readonly source: { readonly buffer: Buffer } | { readonly path: string };
  readonly mediaType: string;
  readonly manifest: Buffer | null;
  /** From {@link settingsFor}. */
  readonly settings: string;
}

/** What an engine found: plain data, which may come from another process. */
export interface EngineReading {
  readonly by: EngineKind;
  /** Its own JSON. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The store was inside the content. */
  readonly embedded: boolean;
  readonly remoteUrl: string | null;
  /** The manifest store that was validated; null where there is no active manifest. */
  readonly store: Buffer | null;
}

/** What goes to a process. */
export interface EngineRequest {
  readonly engine: EngineKind;
  readonly job: EngineJob;
}

/** What comes back from a process: of an error, how the engine says what it means. */
export interface EngineAnswer {
  readonly reading?: EngineReading | null;
  readonly error?: { readonly name: string; readonly message: string };
}
