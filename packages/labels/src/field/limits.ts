/** What is read at most. All are whole numbers from 1. */
export interface LabelLimits {
  /** Bytes of one block of metadata, uncompressed. Default 4 MiB: a ComfyUI workflow may have 1 MiB. */
  readonly blockBytes?: number;
  /** Bytes of all blocks together, uncompressed. Default 16 MiB. */
  readonly totalBytes?: number;
  /** Fields of the whole file. Default 2000. */
  readonly fields?: number;
  /** Characters (UTF-16) of a value that is handed out; what is longer is cut. Default 500. */
  readonly valueLength?: number;
}

export const DEFAULT_LIMITS: Required<LabelLimits> = {
  blockBytes: 4 * 2 ** 20,
  totalBytes: 16 * 2 ** 20,
  fields: 2000,
  valueLength: 500,
};

/** @throws RangeError for a limit that is no whole number from 1; TypeError for one that is unknown. */
export function checkLimits(limits: LabelLimits): Required<LabelLimits> {
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) throw new TypeError(`There is no limit "${name}".`);
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`The limit ${name} must be a whole number from 1.`);
    }
  }
  return { ...DEFAULT_LIMITS, ...limits };
}
