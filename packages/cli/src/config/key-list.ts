import { dirname, join, resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { readFileContent, writeFileAtomically } from '@provenance/content/node';

/**
 * What became of keys over time: a file beside the configuration, because it changes more often, and the configuration
 * is trusted by its text.
 */
export const KEY_LIST_NAME = 'provenance.keys.json';
export const KEY_LIST_SCHEMA = 'provenance.keys/1';

/** What became of one key. Both times may be set: one that is retired can be stolen. */
export interface KeyHistory {
  /** RFC 3339: since when nothing new is made with it. What it has made stays as it is. */
  readonly retired?: string;
  /** RFC 3339: since when somebody else may have it. */
  readonly compromised?: string;
}

export interface SignerHistory extends KeyHistory {
  /** Of its certificate, decimal. */
  readonly serial: string;
  /** O of the subject; null: none. */
  readonly organization: string | null;
}

export interface WatermarkHistory extends KeyHistory {
  /** 16 hexadecimal digits. */
  readonly keyId: string;
}

/** A record key, by its delegation. */
export interface RecordKeyHistory extends KeyHistory {
  /** Its id: 64 hexadecimal digits. */
  readonly recordKey: string;
  readonly organization: string;
}

export interface KeyList {
  readonly signers: readonly SignerHistory[];
  readonly watermarks: readonly WatermarkHistory[];
  readonly recordKeys: readonly RecordKeyHistory[];
}

export const NO_KEYS: KeyList = { signers: [], watermarks: [], recordKeys: [] };
/** Tens of thousands of keys. */
const MOST_BYTES = 1 << 22;

/** Beside a configuration. @param source Its path, from `cwd`. */
export const keyListBeside = (cwd: string, source: string): string =>
  join(dirname(resolve(cwd, source)), KEY_LIST_NAME);

/**
 * The list at this place; an empty one where there is none.
 *
 * @throws ProvenanceError CONFIG_INVALID; FILE_* where it is there and cannot be read: a key that was stolen must not
 *   count because a file is not readable.
 */
export async function readKeyList(path: string): Promise<KeyList> {
  let bytes: Uint8Array;
  try {
    bytes = await readFileContent(path, { maxBytes: MOST_BYTES });
  } catch (error) {
    if (error instanceof ProvenanceError && error.code === 'FILE_NOT_FOUND') return NO_KEYS;
    throw error;
  }
  try {
    return checkKeyList(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'no JSON' : (cause as Error).message;
    throw new ProvenanceError('CONFIG_INVALID', `${KEY_LIST_NAME} is not valid: ${why}.`, {
      cause,
    });
  }
}

/** @throws ProvenanceError FILE_*. */
export async function writeKeyList(path: string, list: KeyList): Promise<void> {
  const { recordKeys, ...others } = list;
  // As before there were any, for those who read it with an older version.
  const written = {
    schema: KEY_LIST_SCHEMA,
    ...others,
    ...(recordKeys.length > 0 && { recordKeys }),
  };
  const text = `${JSON.stringify(written, null, 2)}\n`;
  await writeFileAtomically(path, text, { overwrite: true });
}

/** The list with more said of one key: what was said of it before stays, but for the fields that are given. */
export function withSigner(list: KeyList, given: SignerHistory): KeyList {
  const isSame = (one: SignerHistory) =>
    one.serial === given.serial && one.organization === given.organization;
  return { ...list, signers: merged(list.signers, given, isSame) };
}

/** As {@link withSigner}. */
export function withWatermark(list: KeyList, given: WatermarkHistory): KeyList {
  const isSame = (one: WatermarkHistory) => one.keyId === given.keyId;
  return { ...list, watermarks: merged(list.watermarks, given, isSame) };
}

/** As {@link withSigner}. */
export function withRecordKey(list: KeyList, given: RecordKeyHistory): KeyList {
  const isSame = (one: RecordKeyHistory) => one.recordKey === given.recordKey;
  return { ...list, recordKeys: merged(list.recordKeys, given, isSame) };
}

function merged<T>(list: readonly T[], given: T, isSame: (one: T) => boolean): T[] {
  const known = list.find(isSame);
  if (known === undefined) return [...list, given];
  return list.map((one) => (one === known ? { ...known, ...given } : one));
}

function checkKeyList(value: unknown): KeyList {
  const known = ['schema', 'signers', 'watermarks', 'recordKeys'];
  const { schema, signers, watermarks, recordKeys = [] } = fields(value, 'it', known);
  if (schema !== KEY_LIST_SCHEMA) throw new TypeError(`its schema is not ${KEY_LIST_SCHEMA}`);
  return {
    signers: entriesOf(signers, 'signers').map((entry, i) => {
      const name = `signers[${i}]`;
      const one = fields(entry, name, ['serial', 'organization', 'retired', 'compromised']);
      if (typeof one.serial !== 'string' || !/^-?\d+$/.test(one.serial)) {
        throw new TypeError(`${name}.serial is no decimal number`);
      }
      if (one.organization !== null && typeof one.organization !== 'string') {
        throw new TypeError(`${name}.organization is neither a text nor null`);
      }
      return { serial: one.serial, organization: one.organization, ...historyOf(one, name) };
    }),
    watermarks: entriesOf(watermarks, 'watermarks').map((entry, i) => {
      const name = `watermarks[${i}]`;
      const one = fields(entry, name, ['keyId', 'retired', 'compromised']);
      if (typeof one.keyId !== 'string' || !/^[0-9a-f]{16}$/.test(one.keyId)) {
        throw new TypeError(`${name}.keyId is none`);
      }
      return { keyId: one.keyId, ...historyOf(one, name) };
    }),
    recordKeys: entriesOf(recordKeys, 'recordKeys').map((entry, i) => {
      const name = `recordKeys[${i}]`;
      const one = fields(entry, name, ['recordKey', 'organization', 'retired', 'compromised']);
      const { recordKey, organization } = one;
      if (typeof recordKey !== 'string' || !/^[0-9a-f]{64}$/.test(recordKey)) {
        throw new TypeError(`${name}.recordKey is none`);
      }
      if (typeof organization !== 'string') throw new TypeError(`${name}.organization is no text`);
      return { recordKey, organization, ...historyOf(one, name) };
    }),
  };
}

function entriesOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${name} is no list`);
  return value;
}

function historyOf(one: Record<string, unknown>, name: string): KeyHistory {
  const times = (['retired', 'compromised'] as const).flatMap((field) => {
    const time = one[field];
    if (time === undefined) return [];
    if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) {
      throw new TypeError(`${name}.${field} is no time`);
    }
    return [[field, time] as const];
  });
  return Object.fromEntries(times);
}

/** A misspelt field that is passed over in silence would leave a stolen key in use. */
function fields(value: unknown, name: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${name} is no object`);
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new TypeError(`${name} has the unknown field "${unknown}"`);
  return value as Record<string, unknown>;
}
