/** The form of metadata that a field is written in. */
export type FieldForm =
  | 'xmp'
  | 'exif'
  | 'iptc-iim'
  | 'png-text'
  | 'id3'
  | 'riff'
  | 'quicktime'
  | 'vorbis-comment'
  | 'pdf-info'
  | 'html-meta'
  | 'front-matter'
  | 'comment'
  | 'segment';

/** A name and a text that somebody wrote into a file: labels are told from these. */
export interface Field {
  readonly form: FieldForm;
  /**
   * The form's own name: `Iptc4xmpExt:DigitalSourceType` (with the usual prefix, whatever the file has),
   * `UserComment`, `parameters`, `TXXX:AIGC`.
   */
  readonly name: string;
  readonly value: string;
  /** The part of the file, in the words of the container: `APP1`, `tEXt`, `moov`. */
  readonly part: string;
}

/** Why a part was not read. */
export type UnreadReason =
  /** It is not of its form: it was read as far as that goes, or not at all. */
  | 'damaged'
  /** It, or all of them together, has more than the limits allow. */
  | 'limit'
  /** The file ends before it does. */
  | 'truncated'
  /** It is compressed in a way that is not undone here. */
  | 'compressed'
  | 'encrypted'
  /** The format is not one that is read here. */
  | 'format'
  /** It lies in another file, or among data that is not followed. */
  | 'elsewhere';

/** A part of a file that may hold labels which nobody has seen. */
export interface UnreadPart {
  /** As in {@link Field}; `file` for the whole. */
  readonly part: string;
  readonly reason: UnreadReason;
}
