/**
 * What of a file is no longer there, or no longer true, when its pixels are written anew:
 * - `frames`: every frame of an animation but the first.
 * - `pages`: nothing goes, but only the first of several pages gets the new pixels.
 * - `separations`: CMYK, which becomes RGB.
 * - `colours`: what says how its colours are meant, such as HDR transfer.
 * - `pictures`: other pictures beside it, such as a gain map, depth or a thumbnail.
 * - `parts`: parts whose meaning is not known here and that hang on the picture data.
 */
export type LossKind = 'frames' | 'pages' | 'separations' | 'colours' | 'pictures' | 'parts';

export interface Loss {
  readonly kind: LossKind;
  /** The format's own names of what goes, for example `dSIG` or `tmap`. */
  readonly parts: readonly string[];
}
