import { createHash, createPrivateKey, randomUUID, sign } from 'node:crypto';
import {
  COSE_ALGORITHM,
  hashOf as digestOf,
  keyInput,
  parseCertificates,
  type SigningAlgorithm,
} from '@provenance/cose';
import { decodeCbor, encodeCbor } from '@provenance/cose/cbor';
import { encodeSign1, HEADER, parseSign1, sigStructure } from '@provenance/cose/sign1';

/** A box of a store that can be edited: a superbox has children, any other one data. */
export interface Box {
  type: string;
  data: Buffer;
  children: Box[];
}

/** Whoever signs: any key with any chain, fitting or not. */
export interface Identity {
  readonly alg: SigningAlgorithm;
  /** PKCS#8. */
  readonly key: string;
  /** PEM, leaf first. */
  readonly certificates: string;
}

export type Fields = Map<unknown, unknown>;

const KIND_END = '00110010800000aa00389b71';

export function parseBoxes(bytes: Uint8Array): Box[] {
  const buffer = Buffer.from(bytes);
  const boxes: Box[] = [];
  for (let at = 0; at < buffer.length; ) {
    const length = buffer.readUInt32BE(at);
    if (length < 8 || at + length > buffer.length) throw new RangeError('a forged store is broken');
    const type = buffer.toString('latin1', at + 4, at + 8);
    const contents = buffer.subarray(at + 8, at + length);
    boxes.push(
      type === 'jumb'
        ? { type, data: Buffer.alloc(0), children: parseBoxes(contents) }
        : { type, data: Buffer.from(contents), children: [] },
    );
    at += length;
  }
  return boxes;
}

export function parseStore(bytes: Uint8Array): Box {
  return parseBoxes(bytes)[0]!;
}

export function writeBox({ type, data, children }: Box): Buffer {
  const header = Buffer.alloc(8);
  const body = type === 'jumb' ? Buffer.concat(children.map(writeBox)) : data;
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

export function copyOf(box: Box): Box {
  return parseStore(writeBox(box));
}

export function plainBox(type: string, data: Uint8Array): Box {
  return { type, data: Buffer.from(data), children: [] };
}

/** @param kind The first four characters of its UUID. */
export function superbox(kind: string, label: string | null, ...children: Box[]): Box {
  const description = Buffer.concat([
    Buffer.from(kind, 'latin1'),
    Buffer.from(KIND_END, 'hex'),
    Buffer.of(label === null ? 0x01 : 0x03),
    ...(label === null ? [] : [Buffer.from(`${label}\0`)]),
  ]);
  return {
    type: 'jumb',
    data: Buffer.alloc(0),
    children: [plainBox('jumd', description), ...children],
  };
}

export function labelOf(box: Box): string | null {
  const description = box.children[0]?.data;
  if (description === undefined || (description[16]! & 2) === 0) return null;
  return description.toString('utf8', 17, description.indexOf(0, 17));
}

export function kindOf(box: Box): string {
  return box.children[0]?.data.toString('latin1', 0, 4) ?? '';
}

export function setLabel(box: Box, label: string): void {
  const description = box.children[0]!;
  const end = description.data.indexOf(0, 17) + 1;
  description.data = Buffer.concat([
    description.data.subarray(0, 17),
    Buffer.from(`${label}\0`),
    description.data.subarray(end),
  ]);
}

export function setKind(box: Box, kind: string): void {
  box.children[0]!.data.write(kind, 0, 'latin1');
}

export function find(box: Box, ...labels: string[]): Box {
  return labels.reduce((found, label) => {
    const next = found.children.find((child) => child.type === 'jumb' && labelOf(child) === label);
    if (next === undefined) throw new RangeError(`a forged store has no ${label}`);
    return next;
  }, box);
}

/** What a hashed URI is over: a superbox without its header (C2PA 2.4 clause 8.4.2.3). */
export function hashBox(box: Box, alg = 'sha256'): Buffer {
  return createHash(alg).update(writeBox(box).subarray(8)).digest();
}

export interface ForgedAssertion {
  readonly label: string;
  /** CBOR, unless `json` is given. */
  readonly data?: unknown;
  readonly json?: unknown;
}

export function assertionBox({ label, data, json }: ForgedAssertion): Box {
  return json === undefined
    ? superbox('cbor', label, plainBox('cbor', encodeCbor(data)))
    : superbox('json', label, plainBox('json', Buffer.from(JSON.stringify(json))));
}

export interface ForgedManifest {
  readonly assertions: readonly (ForgedAssertion | Box)[];
  readonly label?: string;
  readonly version?: 1 | 2;
  /** Fields of the claim besides those that every claim has. */
  readonly claim?: Readonly<Record<string, unknown>>;
  /** An update manifest. */
  readonly isUpdate?: boolean;
}

/** A manifest as an honest signer writes it. Everything in it can be changed afterwards, and signed anew. */
export function forgeManifest(
  { assertions, version = 2, claim = {}, isUpdate = false, ...named }: ForgedManifest,
  identity: Identity,
): Box {
  const label = named.label ?? `urn:c2pa:${randomUUID()}`;
  const boxes = assertions.map((each) => ('children' in each ? each : assertionBox(each)));
  const generator = { name: 'test', version: '1' };
  const fields = {
    instanceID: `xmp:iid:${randomUUID()}`,
    signature: `self#jumbf=/c2pa/${label}/c2pa.signature`,
    alg: 'sha256',
    ...(version === 2
      ? { claim_generator_info: generator }
      : {
          claim_generator: 'test/1',
          claim_generator_info: [generator],
          'dc:format': 'image/x',
          'dc:title': 'x',
        }),
    ...claim,
  };
  const manifest = superbox(
    isUpdate ? 'c2um' : 'c2ma',
    label,
    superbox('c2as', 'c2pa.assertions', ...boxes),
    superbox(
      'c2cl',
      version === 2 ? 'c2pa.claim.v2' : 'c2pa.claim',
      plainBox('cbor', encodeCbor(fields)),
    ),
    superbox('c2cs', 'c2pa.signature', plainBox('cbor', Buffer.alloc(0))),
  );
  list(manifest);
  resign(manifest, identity);
  return manifest;
}

export function claimBox(manifest: Box): Box {
  return manifest.children.find((box) => box.type === 'jumb' && kindOf(box) === 'c2cl')!;
}

export function claimOf(manifest: Box): Fields {
  return decodeCbor(claimBox(manifest).children[1]!.data) as Fields;
}

export function editClaim(manifest: Box, edit: (claim: Fields) => void): void {
  const content = claimBox(manifest).children[1]!;
  const claim = decodeCbor(content.data) as Fields;
  edit(claim);
  content.data = Buffer.from(encodeCbor(claim));
}

export function assertionsOf(manifest: Box): Box[] {
  return find(manifest, 'c2pa.assertions').children.slice(1);
}

export function assertion(manifest: Box, label: string): Box {
  return find(manifest, 'c2pa.assertions', label);
}

export function setAssertions(manifest: Box, boxes: readonly Box[]): void {
  const store = find(manifest, 'c2pa.assertions');
  store.children = [store.children[0]!, ...boxes];
}

export function editAssertion(manifest: Box, label: string, edit: (fields: Fields) => void): void {
  const content = assertion(manifest, label).children[1]!;
  const fields = decodeCbor(content.data) as Fields;
  edit(fields);
  content.data = Buffer.from(encodeCbor(fields));
}

/** Lists every assertion in the claim, as it is now. The claim has to be signed anew. */
export function list(manifest: Box): void {
  editClaim(manifest, (claim) => {
    const name = labelOf(claimBox(manifest)) === 'c2pa.claim' ? 'assertions' : 'created_assertions';
    claim.delete('gathered_assertions');
    claim.set(
      name,
      assertionsOf(manifest).map((box) => ({
        url: `self#jumbf=c2pa.assertions/${labelOf(box)}`,
        hash: hashBox(box),
      })),
    );
  });
}

function signatureContent(manifest: Box): Box {
  return find(manifest, 'c2pa.signature').children[1]!;
}

/** @param unprotected The header that nobody signs: padding, time stamps. */
export function resign(manifest: Box, identity: Identity, unprotected: Fields = new Map()): void {
  const chain = parseCertificates(identity.certificates).map(({ x509 }) => x509.raw);
  const header = encodeCbor(
    new Map<number, unknown>([
      [HEADER.alg, COSE_ALGORITHM[identity.alg]],
      [HEADER.x5chain, chain.length === 1 ? chain[0] : chain],
    ]),
  );
  const claim = claimBox(manifest).children[1]!.data;
  const key = keyInput(identity.alg, createPrivateKey(identity.key));
  const signature = sign(digestOf(identity.alg), sigStructure(header, claim), key);
  signatureContent(manifest).data = Buffer.from(encodeSign1(header, unprotected, null, signature));
}

/** The unprotected header replaced: no key is needed for it. */
export function setUnprotected(manifest: Box, edit: (header: Fields) => void): void {
  const content = signatureContent(manifest);
  const { protectedBytes, unprotectedHeader, payload, signature } = parseSign1(
    content.data,
    decodeCbor,
  );
  const header = new Map(unprotectedHeader);
  edit(header);
  content.data = Buffer.from(encodeSign1(protectedBytes, header, payload, signature));
}

/** The protected header and the signature, as they are signed and stamped. */
export function signatureOf(manifest: Box): { header: Uint8Array; signature: Uint8Array } {
  const { protectedBytes, signature } = parseSign1(signatureContent(manifest).data, decodeCbor);
  return { header: protectedBytes, signature };
}

/** How an honest signer names another manifest as an ingredient. */
export function ingredient(
  relationship: 'parentOf' | 'componentOf' | 'inputTo',
  manifest: Box,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const url = `self#jumbf=/c2pa/${labelOf(manifest)}`;
  return {
    'dc:title': 'an ingredient',
    'dc:format': 'image/jpeg',
    relationship,
    activeManifest: { url, hash: hashBox(manifest) },
    claimSignature: {
      url: `${url}/c2pa.signature`,
      hash: hashBox(find(manifest, 'c2pa.signature')),
    },
    validationResults: { activeManifest: { success: [], informational: [], failure: [] } },
    ...more,
  };
}

export function storeOf(...manifests: readonly Box[]): Box {
  return superbox('c2pa', 'c2pa', ...manifests);
}

/**
 * The bytes of a store, padded to a length where no signature looks: in the unprotected header of its
 * last manifest.
 */
export function writeStore(store: Box, length?: number): Buffer {
  const bytes = writeBox(store);
  if (length === undefined || bytes.length === length) return bytes;
  const padded = copyOf(store);
  const active = padded.children.at(-1)!;
  const pad = (first: number, second: number) => {
    setUnprotected(active, (header) => {
      header.set('pad', new Uint8Array(first));
      header.delete('pad2');
      if (second >= 0) header.set('pad2', new Uint8Array(second));
    });
    return writeBox(padded);
  };
  const spare = length - pad(0, 0).length;
  // The heads of the two grow with them: a few bytes go from one to the other until it fits.
  for (let second = 0; second < 40; second++) {
    for (let head = 0; head < 6; head++) {
      const first = spare - second - head;
      if (first < 0) continue;
      const written = pad(first, second);
      if (written.length === length) return written;
    }
  }
  throw new RangeError(`a forged store of ${bytes.length} bytes does not fit into ${length}`);
}
