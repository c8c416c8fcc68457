import { hkdf } from '@noble/hashes/hkdf.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { assertScheme, SCHEMES, type SchemeParameters, type TextMarkScheme } from './scheme.ts';

/** Bytes of a master key: the same that picture watermarks are made with may serve. */
export const MASTER_KEY_BYTES = 32;

/**
 * One key with all that detection has to agree on. The secret is in none of its properties: it may be
 * logged, and cannot be sent to another thread (send what it was made from).
 */
export interface TextMarkKey {
  readonly scheme: TextMarkScheme;
  /** Tokens before a token that its word depends on. */
  readonly contextWidth: number;
  /** Names the key of this scheme without telling it: 16 hexadecimal digits. */
  readonly kid: string;
  readonly parameters: SchemeParameters;
  /** A server key below 2^32, which is found by trying. */
  readonly weak: boolean;
}

export interface TextMarkKeyOptions extends SchemeParameters {
  /** 2 to 64 (servers: 1 to 64); by default 3, for servers 4. */
  readonly contextWidth?: number;
}

export interface DeriveOptions extends TextMarkKeyOptions {
  /** Whom the key is for. With one key for two, each can write the other's mark. */
  readonly tenant?: string;
}

/** A key of a server: a whole number below 2^64. A Number must be a safe integer. */
export type ServerKey = bigint | number | string;

/** What a key stands for. Read-only, and secret. */
export interface KeySecret {
  /** Our own: the 4 words of a SipHash key. Servers: low and high half of the first and second key. */
  readonly words: Int32Array;
  /** Our own: the 16 bytes. */
  readonly bytes: Uint8Array;
}

const secrets = new WeakMap<TextMarkKey, KeySecret>();

/** @throws TypeError for what no function here has made */
export function secretOf(key: TextMarkKey): KeySecret {
  const secret = secrets.get(key);
  if (!secret) {
    throw new TypeError(
      'A text mark key is made by deriveTextMarkKey or serverTextMarkKey, in the same thread.',
    );
  }
  return secret;
}

/** A key as plain data, for another thread or process. It holds the secret. */
export interface PackedTextMarkKey extends TextMarkKeyOptions {
  readonly scheme: TextMarkScheme;
  readonly secret: KeySecret;
  readonly weak: boolean;
}

/**
 * What another thread or process makes the same key of, by {@link unpackTextMarkKey}. Whoever has it has the key.
 *
 * @throws TypeError for what is no key
 */
export function packTextMarkKey(key: TextMarkKey): PackedTextMarkKey {
  const secret = secretOf(key);
  const { scheme, contextWidth, parameters, weak } = key;
  return { ...parameters, scheme, contextWidth, secret, weak };
}

/** @throws TypeError, RangeError for what packTextMarkKey has not made */
export function unpackTextMarkKey({
  scheme,
  secret,
  weak,
  ...options
}: PackedTextMarkKey): TextMarkKey {
  const { words, bytes } = secret;
  if (!(words instanceof Int32Array) || !(bytes instanceof Uint8Array)) {
    throw new TypeError('A packed text mark key has its secret.');
  }
  return makeKey(scheme, words, bytes, options, weak);
}

/** 2^15 compressions of SHA-256 stand between a kid and one guess at a key of 64 bits; about 25 ms. */
const KID_ITERATIONS = 16_384;

/**
 * The key of one scheme, from a master key: HKDF-SHA-256 (RFC 5869) without salt, the info being the
 * scheme, and a zero byte and the tenant if there is one.
 *
 * @param master 32 secret bytes
 * @throws TypeError, RangeError for what is no master key, scheme, width or parameter
 */
export function deriveTextMarkKey(
  master: Uint8Array,
  scheme: TextMarkScheme,
  { tenant, ...options }: DeriveOptions = {},
): TextMarkKey {
  const facts = factsOf(scheme);
  const twice = scheme === 'sglang-dual-gumbel-murmur3-v1' ? 2 : 1;
  const derived = derive(master, scheme, tenant, facts.keyBytes * twice);
  if (facts.keyBytes === 16) return makeKey(scheme, littleEndian(derived), derived, options);
  const [key, keyB] = bigints(derived);
  return serverKey(scheme, key!, keyB, options);
}

/**
 * The number that a server is given as its key so that it writes what
 * {@link deriveTextMarkKey} with the same master, scheme and tenant reads. It is secret.
 *
 * @returns one number below 2^64; for SGLang's two keys both
 * @throws TypeError, RangeError as deriveTextMarkKey, and for a scheme of no server
 */
export function deriveServerKey(
  master: Uint8Array,
  scheme: TextMarkScheme,
  { tenant }: Pick<DeriveOptions, 'tenant'> = {},
): { readonly key: bigint; readonly keyB?: bigint } {
  assertServer(scheme);
  const twice = scheme === 'sglang-dual-gumbel-murmur3-v1' ? 2 : 1;
  const [key, keyB] = bigints(derive(master, scheme, tenant, 8 * twice));
  return keyB === undefined ? { key: key! } : { key: key!, keyB };
}

/**
 * A key as a server has it.
 *
 * @param key a bigint, a decimal string, a hexadecimal string with `0x`, or a safe integer
 * @param options `keyB`: SGLang's second key
 * @throws TypeError, RangeError; no message holds the key
 */
export function serverTextMarkKey(
  scheme: TextMarkScheme,
  key: ServerKey,
  { keyB, ...options }: TextMarkKeyOptions & { readonly keyB?: ServerKey } = {},
): TextMarkKey {
  assertServer(scheme);
  if ((scheme === 'sglang-dual-gumbel-murmur3-v1') !== (keyB !== undefined)) {
    throw new TypeError('keyB belongs to sglang-dual-gumbel-murmur3-v1, which needs it.');
  }
  const second = keyB === undefined ? undefined : parseServerKey(keyB);
  return serverKey(scheme, parseServerKey(key), second, options);
}

function serverKey(
  scheme: TextMarkScheme,
  key: bigint,
  keyB: bigint | undefined,
  options: TextMarkKeyOptions,
): TextMarkKey {
  const given = keyB === undefined ? [key] : [key, keyB];
  const all = scheme === 'vllm-dual-gumbel-philox-v1' ? vllmKeys(key) : given;
  const words = Int32Array.from(all.flatMap((k) => [Number(k & 0xffffffffn), Number(k >> 32n)]));
  const weak = given.some((k) => k < 2n ** 32n);
  return makeKey(scheme, words, bigEndian(given), options, weak);
}

/** vLLM's two keys: the first 8 bytes of SHA-256 over a name and the configured key. */
function vllmKeys(key: bigint): bigint[] {
  return ['key_a', 'key_b'].map((name) => {
    return bigints(sha256(concatBytes(utf8ToBytes(name), bigEndian([key]))))[0]!;
  });
}

function makeKey(
  scheme: TextMarkScheme,
  words: Int32Array,
  bytes: Uint8Array,
  { contextWidth, ...parameters }: TextMarkKeyOptions,
  weak = false,
): TextMarkKey {
  const facts = factsOf(scheme);
  const width = contextWidth ?? facts.defaultWidth;
  if (!Number.isInteger(width) || width < facts.leastWidth || width > facts.mostWidth) {
    throw new RangeError(
      `The context width of ${scheme} is ${facts.leastWidth} to ${facts.mostWidth} tokens.`,
    );
  }
  const key: TextMarkKey = Object.freeze({
    scheme,
    contextWidth: width,
    kid: kidOf(scheme, facts.keyBytes, bytes),
    parameters: Object.freeze(parametersOf(scheme, parameters)),
    weak,
  });
  secrets.set(key, { words, bytes });
  return key;
}

function kidOf(scheme: TextMarkScheme, keyBytes: 8 | 16, bytes: Uint8Array): string {
  const label = utf8ToBytes(`textmark kid\0${scheme}\0`);
  // Nobody tries 2^128 keys. Of 64 bits a plain hash would be the quickest check of a guess there is.
  const id =
    keyBytes === 16
      ? sha256(concatBytes(label, bytes)).subarray(0, 8)
      : pbkdf2(sha256, bytes, label, { c: KID_ITERATIONS, dkLen: 8 });
  return bytesToHex(id);
}

function parametersOf(scheme: TextMarkScheme, given: SchemeParameters): SchemeParameters {
  const { parameter } = factsOf(scheme);
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && name !== parameter?.name) {
      throw new TypeError(`${scheme} has no parameter ${name}.`);
    }
  }
  if (parameter === null) return {};
  const value = given[parameter.name] ?? parameter.default;
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw new RangeError(`${parameter.name} is a number from 0 to 1.`);
  }
  if (parameter.name === 'mixingProbability' && (value === 0 || value === 1)) {
    throw new RangeError('mixingProbability lies between 0 and 1, both excluded.');
  }
  return { [parameter.name]: value };
}

function factsOf(scheme: TextMarkScheme) {
  assertScheme(scheme);
  return SCHEMES[scheme];
}

function assertServer(scheme: TextMarkScheme): void {
  if (factsOf(scheme).keyBytes !== 8) {
    throw new TypeError(`${scheme} is no scheme of a server: use deriveTextMarkKey.`);
  }
}

function derive(
  master: Uint8Array,
  scheme: TextMarkScheme,
  tenant: string | undefined,
  length: number,
): Uint8Array {
  if (!(master instanceof Uint8Array)) throw new TypeError('A master key is a Uint8Array.');
  if (master.length !== MASTER_KEY_BYTES) {
    throw new RangeError(`A master key has ${MASTER_KEY_BYTES} bytes, this one ${master.length}.`);
  }
  if (tenant !== undefined && (typeof tenant !== 'string' || tenant === '')) {
    throw new TypeError('A tenant is a string that is not empty.');
  }
  const info = tenant === undefined ? scheme : `${scheme}\0${tenant}`;
  return hkdf(sha256, master, undefined, utf8ToBytes(info), length);
}

function parseServerKey(key: ServerKey): bigint {
  let value: bigint;
  if (typeof key === 'bigint') value = key;
  else if (typeof key === 'number') {
    // JSON.parse has rounded what is larger.
    if (!Number.isSafeInteger(key)) {
      throw new RangeError('A server key above 2^53 - 1 is given as a bigint or a string.');
    }
    value = BigInt(key);
  } else if (typeof key === 'string' && /^(?:\d{1,20}|0x[\da-f]{1,16})$/i.test(key)) {
    value = BigInt(key);
  } else {
    throw new TypeError('A server key is a bigint, or digits, or 0x and hexadecimal digits.');
  }
  if (value < 0n || value >= 2n ** 64n) throw new RangeError('A server key is below 2^64.');
  return value;
}

function bigints(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 3 }, (_, i) => view.getBigUint64(8 * i));
}

function bigEndian(keys: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * keys.length);
  keys.forEach((key, i) => {
    new DataView(bytes.buffer).setBigUint64(8 * i, key);
  });
  return bytes;
}

function littleEndian(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getInt32(4 * i, true));
}
