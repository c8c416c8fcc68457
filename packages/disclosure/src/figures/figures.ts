/** Something that was measured, and where it comes from. */
export interface Measured {
  /** RFC 3339: when the result was committed, and when the code that it is about was last changed. */
  readonly measured: string;
  readonly changed: string;
  /** What makes it again, in the repository of the software. */
  readonly command: string;
}

/** Whether the code that a figure is about was changed since. */
export function isOlder({ measured, changed }: Measured): boolean {
  return Date.parse(measured) < Date.parse(changed);
}

export interface Share {
  readonly exact: number;
  readonly trials: number;
}

export interface Found {
  readonly found: number;
  readonly trials: number;
}

/** How the watermark's attacks are grouped, as in the results. */
export type WatermarkGroup =
  | 'none'
  | 'codecs'
  | 'sizes'
  | 'crops'
  | 'rotations'
  | 'geometry'
  | 'tone'
  | 'filters'
  | 'local'
  | 'combined'
  | 'pipelines'
  | 'capture';

export type GuardTextGroup =
  | 'same'
  | 'half'
  | 'words-few'
  | 'words-more'
  | 'within-200'
  | 'within-100'
  | 'within-50';

export type GuardGroup =
  | 'same'
  | 'laid'
  | 'cropped'
  | 'half'
  | 'third'
  | 'turned'
  | 'turned-more'
  | 'placed';

/** The committed results that a statement quotes. */
export interface Figures {
  /**
   * Who measured them: who makes the software, with which they came, or the business, which alone can measure its
   * own again.
   */
  readonly by: 'software' | 'business';
  /** Version of the software that they belong to. */
  readonly version: string;
  readonly watermark: Measured & {
    readonly pictures: number;
    /** Kinds of change; besides, pictures were read unchanged. */
    readonly attacks: number;
    readonly all: Share;
    /** Of each group of changes; together they are all trials. */
    readonly groups: Readonly<Record<WatermarkGroup, Share>>;
  };
  /** With smaller pictures. */
  readonly small: Measured & Share;
  readonly negatives: Measured & { readonly count: number; readonly hits: number };
  readonly fuzz: Measured & { readonly made: number; readonly wrong: number };
  readonly likeness: Measured & {
    readonly pictures: number;
    /** Of these, changed and as they were; and those of them whose watermark could still be read: only these are compared. */
    readonly copies: number;
    readonly trials: number;
    readonly same: number;
    readonly others: number;
    readonly wrong: number;
  };
  readonly textPower: Measured & Found & { /** Tokens. */ readonly length: number };
  /** Copies of protected pictures, and what of them was recognised by either fingerprint. */
  readonly guard: Measured & {
    readonly pictures: number;
    /** Of so many files, which are parts of them or whole. */
    readonly files: number;
    /** Besides, that were too plain for the list. */
    readonly plain: number;
    /** Works on the list besides. */
    readonly more: number;
    /** Ways of changing a copy; besides, they were compared unchanged. */
    readonly attacks: number;
    readonly all: Found;
    /** Of each group of changes; together they are all trials. */
    readonly groups: Readonly<Record<GuardGroup, Found>>;
  };
  /** Pictures that are no copies of a work on the list, and how many are taken for one. */
  readonly guardOthers: Measured & { readonly count: number; readonly taken: number };
  /** Copies of protected texts, as of pictures; and passages that are none. */
  readonly guardTexts: Measured & {
    readonly texts: number;
    readonly more: number;
    readonly attacks: number;
    readonly all: Found;
    readonly groups: Readonly<Record<GuardTextGroup, Found>>;
    readonly count: number;
    readonly taken: number;
  };
}
