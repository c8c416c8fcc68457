import type { Decoder } from 'cbor-x';

/** A decoder that keeps maps as maps: keys from a file never become properties of an object. */
export async function cborDecoder(): Promise<Decoder> {
  const { Decoder } = await import('cbor-x');
  return new Decoder({ mapsAsObjects: false });
}
