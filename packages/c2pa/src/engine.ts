export interface EngineDescription {
  readonly name: string;
  /** Of the npm package. */
  readonly version: string;
  /** Of c2pa-rs, the library inside. */
  readonly sdkVersion: string;
  /** Media types it can read and sign. */
  readonly formats: readonly string[];
}

/** @throws ProvenanceError ENGINE_MISSING */
export declare function engine(): Promise<EngineDescription>;
