import type { Decoder } from 'cbor-x';

let decoder: Promise<Decoder> | undefined;

/** A decoder that keeps maps as maps: keys from a file never become properties of an object. */
export function cborDecoder(): Promise<Decoder> {
  decoder ??= import('cbor-x').then(({ Decoder }) => new Decoder({ mapsAsObjects: false }));
  return decoder;
}
