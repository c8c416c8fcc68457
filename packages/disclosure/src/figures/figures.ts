/** Something that was measured, and where it comes from. */
export interface Measured {
  /** RFC 3339: when the result was committed, and when the code that it is about was last changed. */
  readonly measured: string;
  readonly changed: string;
  /** What makes it again, in the repository of the software. */
  readonly command: string;
}

export interface Share {
  readonly exact: number;
  readonly trials: number;
}

/** The committed results that a statement quotes. */
export interface Figures {
  /** Version of the software that they belong to. */
  readonly version: string;
  readonly watermark: Measured & {
    /** Kinds of change. */
    readonly attacks: number;
    readonly all: Share;
    readonly codecs: Share;
    readonly crops: Share;
    readonly rotations: Share;
    readonly geometry: Share;
    readonly pipelines: Share;
  };
  readonly negatives: Measured & { readonly count: number; readonly hits: number };
  readonly fuzz: Measured & { readonly made: number; readonly wrong: number };
  readonly likeness: Measured & {
    readonly trials: number;
    readonly same: number;
    readonly others: number;
    readonly wrong: number;
  };
  readonly textPower: Measured & {
    /** Tokens. */
    readonly length: number;
    readonly found: number;
    readonly trials: number;
  };
}
