import { crc32 } from 'node:zlib';
import { encodeWrapper } from '@provenance/text';
import { type Origin, type Signer, signContent } from '../src/index.ts';
import { assertionsOf, type Box, labelOf, parseStore, writeStore } from './forge.ts';
import { makeFiles } from './pictures.ts';

/** A signed file whose store can be exchanged for any other of the same length: no hash sees it. */
export interface Host {
  /** Name of the format in a table. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** The assertion with the hash over this very file. */
  readonly binding: Box;
  readonly storeLength: number;
  /** The file with another store, or beside another store. */
  with(store: Buffer): { readonly bytes: Buffer; readonly manifest?: Buffer };
}

/** Room for the stores of the tests. More than one segment of a JPEG holds. */
const ROOM = 'x'.repeat(70_000);

const origin: Origin = {
  kind: 'created',
  generator: { name: 'test', version: '1' },
  assertions: [{ label: 'com.example.room', data: { room: ROOM } }],
};

const TEXTS: Readonly<Record<string, string>> = {
  'text/plain': 'An honest answer.\nOf two lines.\n',
  'text/html': '<!doctype html><html><head><title>a</title></head><body>An answer.</body></html>\n',
  'text/markdown': '# An answer\n\nOf two paragraphs.\n',
};

/** One signed file of every format, and one with its store beside it. */
export async function makeHosts(signer: Signer): Promise<Host[]> {
  const files: Record<string, Buffer> = await makeFiles();
  for (const [type, text] of Object.entries(TEXTS)) files[type] = Buffer.from(text);
  const hosts: Host[] = [];
  for (const [mediaType, file] of Object.entries(files)) hosts.push(await host(mediaType, file));
  return [...hosts, await sidecar(files['image/jpeg']!)];

  async function host(mediaType: string, file: Buffer): Promise<Host> {
    const { bytes, manifestStore } = await signContent(file, origin, signer, { mediaType });
    return makeHost(mediaType, mediaType, Buffer.from(bytes), Buffer.from(manifestStore));
  }

  async function sidecar(file: Buffer): Promise<Host> {
    const { manifestStore } = await signContent(file, origin, signer, { embed: false });
    return {
      ...makeHost('beside a JPEG', 'image/jpeg', file, Buffer.from(manifestStore), 'beside'),
      with: (manifest) => ({ bytes: file, manifest }),
    };
  }
}

export function makeHost(
  name: string,
  mediaType: string,
  bytes: Buffer,
  store: Buffer,
  place: 'inside' | 'beside' = 'inside',
): Host {
  const manifest = parseStore(store).children.at(-1)!;
  const binding = assertionsOf(manifest).find((box) => labelOf(box)?.startsWith('c2pa.hash.'))!;
  const put = place === 'inside' ? putter(mediaType, bytes, store) : () => bytes;
  return {
    name,
    mediaType,
    bytes,
    binding,
    storeLength: store.length,
    with: (other) => {
      if (other.length !== store.length) throw new RangeError('the store has another length');
      return { bytes: put(other) };
    },
  };
}

/** A host's file with a forged store, padded to the length of its own. */
export function inHost(host: Host, store: Box) {
  return host.with(writeStore(store, host.storeLength));
}

/** Puts another store where one is, in the way the format has it. */
function putter(mediaType: string, bytes: Buffer, store: Buffer): (other: Buffer) => Buffer {
  const replaced = (from: Uint8Array, to: Uint8Array) => {
    const at = bytes.indexOf(from);
    if (at === -1 || from.length !== to.length) throw new RangeError('the store is not found');
    return Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + to.length)]);
  };
  const base64 = (each: Buffer) => Buffer.from(each.toString('base64'));
  switch (mediaType) {
    case 'image/jpeg':
      return (other) => spread(bytes, app11Ranges(bytes), other);
    case 'image/gif':
      return (other) => spread(bytes, subBlockRanges(bytes), other);
    case 'image/svg+xml':
    case 'text/html':
    case 'text/markdown':
      return (other) => replaced(base64(store), base64(other));
    case 'text/plain':
      return (other) => replaced(encodeWrapper(store), encodeWrapper(other));
    case 'image/png':
      return (other) => withCrc(replaced(store, other));
    default:
      return (other) => replaced(store, other);
  }
}

type Range = readonly [start: number, end: number];

function spread(bytes: Buffer, ranges: readonly Range[], store: Buffer): Buffer {
  const result = Buffer.from(bytes);
  let at = 0;
  for (const [start, end] of ranges) {
    store.copy(result, start, at, at + end - start);
    at += end - start;
  }
  if (at !== store.length) throw new RangeError('the place has another length');
  return result;
}

/** What APP11 segments hold of a store: each repeats its first eight bytes (C2PA 2.4 A.3.1). */
export function app11Ranges(bytes: Buffer): Range[] {
  const ranges: Range[] = [];
  for (let at = 2; bytes[at] === 0xff && bytes[at + 1] !== 0xda; ) {
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (bytes[at + 1] === 0xeb) ranges.push([at + (ranges.length === 0 ? 12 : 20), end]);
    at = end;
  }
  return ranges;
}

function subBlockRanges(bytes: Buffer): Range[] {
  const ranges: Range[] = [];
  for (let at = bytes.indexOf('C2PA_GIF') + 11; bytes[at] !== 0; at += 1 + bytes[at]!) {
    ranges.push([at + 1, at + 1 + bytes[at]!]);
  }
  return ranges;
}

function withCrc(png: Buffer): Buffer {
  const at = png.indexOf('caBX');
  const end = at + 4 + png.readUInt32BE(at - 4);
  png.writeUInt32BE(crc32(png.subarray(at, end)), end);
  return png;
}
