export interface UploadLimits {
  /** Of one file, in bytes. Default 64 MiB. */
  readonly maxBytes: number;
  /** Files in one form. Default 10. */
  readonly maxFiles: number;
  /** Fields that are no files, of which each has at most 64 KiB and a name of its own. Default 100. */
  readonly maxFields: number;
}

/** A file that has come, on disk. */
export interface ReceivedFile {
  /** Name of the field; `body` where the request was no form. */
  readonly field: string;
  /** As the sender says, without folders; null: it does not. */
  readonly name: string | null;
  /** As the sender says. */
  readonly mediaType: string;
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface Received {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly ReceivedFile[];
}
