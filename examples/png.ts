// A PNG file is a signature and a row of chunks; `caBX` holds the C2PA manifest store.

interface Chunk {
  readonly type: string;
  /** With its length, type and checksum. */
  readonly bytes: Uint8Array;
}

const SIGNATURE_BYTES = 8;

/** `altered` with the manifest of `signed`: what an editor does that keeps chunks it does not know. */
export function keepManifest(altered: Uint8Array, signed: Uint8Array): Uint8Array {
  const manifest = chunks(signed).filter(({ type }) => type === 'caBX');
  const [header, ...rest] = chunks(altered);
  const parts = [header, ...manifest, ...rest].filter((chunk) => chunk !== undefined);
  return Buffer.concat([altered.subarray(0, SIGNATURE_BYTES), ...parts.map(({ bytes }) => bytes)]);
}

/** The picture without its manifest, every pixel as it was. */
export function stripManifest(png: Uint8Array): Uint8Array {
  const rest = chunks(png).filter(({ type }) => type !== 'caBX');
  return Buffer.concat([png.subarray(0, SIGNATURE_BYTES), ...rest.map(({ bytes }) => bytes)]);
}

function chunks(png: Uint8Array): Chunk[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const found: Chunk[] = [];
  for (let at = SIGNATURE_BYTES; at + 12 <= png.length; ) {
    const end = at + 12 + view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    found.push({ type, bytes: png.subarray(at, end) });
    at = end;
  }
  return found;
}
