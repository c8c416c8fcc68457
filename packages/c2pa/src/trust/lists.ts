import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkKnownKeys, type KnownKeys, ProvenanceError } from '@provenance/content';
import { type FileInput, readInput } from '@provenance/content/node';
import { type Certificate, parseCertificates, subjectAttribute } from '@provenance/cose';
import { isDevelopmentName } from '../certificate/development-name.ts';
import { DEFAULT_TRUST_CONFIG } from '../certificate/usages.ts';

/** The largest lists in use have 100 kB. */
const MAX_TRUST_LIST_BYTES = 16 * 2 ** 20;

/** A list under the name that reports are to have for it. */
export interface NamedTrustList {
  readonly name: string;
  /** Day of the list, `YYYY-MM-DD`; null where it has none. */
  readonly date: string | null;
  /** Where it was taken from; absent or null for one that has no address. */
  readonly uri?: string | null;
  readonly pem: string;
}

/** PEM text (it begins with `-----BEGIN` somewhere), or a file or bytes that hold it. */
export type TrustSource = FileInput | NamedTrustList;

export interface TrustSources {
  /** Certificates a signer's chain may end in. */
  readonly anchors?: TrustSource | readonly TrustSource[];
  /**
   * The same of an older list that is frozen: who is on it and on no other is untrusted, and said to be
   * on an older list.
   */
  readonly olderAnchors?: TrustSource | readonly TrustSource[];
  /** Signing certificates that are trusted by themselves: PEM, or base64 SHA-256 a line. */
  readonly allowedList?: TrustSource | readonly TrustSource[];
  /**
   * Extended key usages a signer may have: one OID a line, `//` comments. Default: the usages C2PA
   * names. A list of one's own adds to those; the engine has no way to take one away.
   */
  readonly trustConfig?: TrustSource;
  /** Certificates a time-stamp authority's chain may end in. */
  readonly tsaAnchors?: TrustSource | readonly TrustSource[];
}

/** One list as it was used: enough to say in a report which one it was. */
export interface TrustListDescription {
  /** File name without its folder, or `inline` for PEM text and bytes. */
  readonly source: string;
  /** Day of the list, `YYYY-MM-DD`; null for one that has none. */
  readonly date: string | null;
  /** Where a named list was taken from; null for one of the caller's own, which has no address. */
  readonly uri: string | null;
  /** Certificates (anchors), entries (allowed list) or OIDs (trust config). */
  readonly count: number;
  readonly bytes: number;
  /** Hex SHA-256 of the bytes as they were read. */
  readonly sha256: string;
  /** It holds a development root of this kit. */
  readonly development: boolean;
}

export interface TrustDescription {
  readonly anchors: readonly TrustListDescription[];
  readonly olderAnchors: readonly TrustListDescription[];
  readonly allowedList: readonly TrustListDescription[];
  readonly tsaAnchors: readonly TrustListDescription[];
  readonly trustConfig: TrustListDescription;
}

/** Trust lists, read and checked: make one with {@link loadTrust} and use it for many files. */
export interface Trust {
  readonly description: TrustDescription;
}

/**
 * What goes to the engine. Kept apart from what is shown, and frozen: lists cannot change under a
 * cached setting.
 */
export interface TrustLists {
  /** For signers and for time-stamp authorities: the engine has one list. */
  readonly anchors: string;
  readonly signerAnchors: readonly Certificate[];
  /** The engine is not told of these: it knows one level. */
  readonly olderAnchors: readonly Certificate[];
  readonly tsaAnchors: readonly Certificate[];
  readonly allowedList: string;
  readonly trustConfig: string;
}

const SOURCES_KEYS: KnownKeys<TrustSources> = {
  anchors: true,
  olderAnchors: true,
  allowedList: true,
  trustConfig: true,
  tsaAnchors: true,
};

const lists = new WeakMap<Trust, TrustLists>();

/** @throws TypeError for what {@link loadTrust} has not made. */
export function trustListsOf(trust: Trust): TrustLists {
  const found = lists.get(trust);
  if (!found) throw new TypeError('trust must be what loadTrust() resolves to.');
  return found;
}

/**
 * Reads and checks trust lists. Nothing is fetched, and none is built in: a signer is trusted only by
 * what the caller hands in. Anchors of signers vouch for no time stamp, and those of time-stamp
 * authorities for no signer.
 *
 * @throws ProvenanceError TRUST_MALFORMED, or what reading a file throws (FILE_*, CONTENT_*).
 * @throws TypeError for a key that is none of {@link TrustSources}.
 */
export async function loadTrust(sources: TrustSources): Promise<Trust> {
  checkKnownKeys('sources', sources, SOURCES_KEYS);
  const [anchors, olderAnchors, allowedList, tsaAnchors, trustConfig] = await Promise.all([
    loadAll(sources.anchors, readAnchors),
    loadAll(sources.olderAnchors, readAnchors),
    loadAll(sources.allowedList, readAllowedList),
    loadAll(sources.tsaAnchors, readAnchors),
    load(sources.trustConfig ?? DEFAULT_TRUST_CONFIG, readTrustConfig),
  ]);
  const trust: Trust = Object.freeze({
    description: Object.freeze({
      anchors: anchors.map(({ description }) => description),
      olderAnchors: olderAnchors.map(({ description }) => description),
      allowedList: allowedList.map(({ description }) => description),
      tsaAnchors: tsaAnchors.map(({ description }) => description),
      trustConfig:
        sources.trustConfig === undefined
          ? { ...trustConfig.description, source: 'default' }
          : trustConfig.description,
    }),
  });
  lists.set(trust, {
    signerAnchors: anchors.flatMap(({ certificates }) => certificates),
    olderAnchors: olderAnchors.flatMap(({ certificates }) => certificates),
    tsaAnchors: tsaAnchors.flatMap(({ certificates }) => certificates),
    anchors: [...anchors, ...tsaAnchors].map(({ text }) => text).join(''),
    allowedList: allowedList.map(({ text }) => text).join(''),
    trustConfig: trustConfig.text,
  });
  return trust;
}

/** Trust lists as plain data, to be sent to a process of one's own: {@link unpackTrust} makes them whole. */
export interface PackedTrust {
  readonly description: TrustDescription;
  /** PEM. */
  readonly anchors: string;
  /** PEM. */
  readonly olderAnchors: string;
  /** PEM. */
  readonly tsaAnchors: string;
  readonly allowedList: string;
  readonly trustConfig: string;
}

/** @throws TypeError for what {@link loadTrust} has not made. */
export function packTrust(trust: Trust): PackedTrust {
  const { signerAnchors, olderAnchors, tsaAnchors, allowedList, trustConfig } = trustListsOf(trust);
  const pem = (all: readonly Certificate[]) => all.map(({ x509 }) => x509.toString()).join('');
  return {
    description: trust.description,
    anchors: pem(signerAnchors),
    olderAnchors: pem(olderAnchors),
    tsaAnchors: pem(tsaAnchors),
    allowedList,
    trustConfig,
  };
}

/**
 * Trust lists that were packed in another process, with the description they had there. Only for what
 * {@link packTrust} made: the description is not compared with the lists.
 *
 * @throws ProvenanceError TRUST_MALFORMED for what is no list.
 */
export function unpackTrust(packed: PackedTrust): Trust {
  const parsed = (pem: string) => (pem === '' ? [] : parseTrusted(pem, 'packed'));
  const trust: Trust = Object.freeze({ description: Object.freeze(packed.description) });
  lists.set(trust, {
    signerAnchors: parsed(packed.anchors),
    olderAnchors: parsed(packed.olderAnchors),
    tsaAnchors: parsed(packed.tsaAnchors),
    anchors: packed.anchors + packed.tsaAnchors,
    allowedList: packed.allowedList,
    trustConfig: packed.trustConfig,
  });
  return trust;
}

interface LoadedList {
  readonly text: string;
  /** Empty for lists of something else. */
  readonly certificates: readonly Certificate[];
  readonly description: TrustListDescription;
}

type ListReader = (
  text: string,
  name: string,
) => {
  text: string;
  certificates?: readonly Certificate[];
  count: number;
  development: boolean;
};

function loadAll(
  sources: TrustSource | readonly TrustSource[] | undefined,
  read: ListReader,
): Promise<LoadedList[]> {
  const all = sources === undefined ? [] : Array.isArray(sources) ? sources : [sources];
  return Promise.all(all.map((source) => load(source, read)));
}

async function load(given: TrustSource, read: ListReader): Promise<LoadedList> {
  const isNamed = isNamedList(given);
  const source = isNamed ? given.pem : given;
  const inline = isNamed || (typeof source === 'string' && /-----BEGIN|\n|^[\d.]+$/.test(source));
  const bytes = inline
    ? Buffer.from(source as string)
    : await readInput(source, { maxBytes: MAX_TRUST_LIST_BYTES });
  const name = isNamed ? given.name : inline ? 'inline' : sourceName(source);
  const { text, certificates = [], ...described } = read(Buffer.from(bytes).toString('utf8'), name);
  return {
    text,
    certificates,
    description: Object.freeze({
      source: name,
      date: isNamed ? given.date : null,
      uri: (isNamed && given.uri) || null,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ...described,
    }),
  };
}

function isNamedList(source: TrustSource): source is NamedTrustList {
  return (
    typeof source === 'object' &&
    !(source instanceof URL) &&
    !(source instanceof Uint8Array) &&
    'pem' in source
  );
}

/** Reports are shown to strangers: the name of the file, and nothing of where it lies. */
function sourceName(source: FileInput): string {
  if (typeof source === 'string') return basename(source);
  return source instanceof URL ? basename(fileURLToPath(source)) : 'inline';
}

/** Only certificates are taken over: a private key that stands beside them stays where it is. */
function readAnchors(text: string, name: string) {
  const certificates = parseTrusted(text, name);
  return {
    text: certificates.map(({ x509 }) => x509.toString()).join(''),
    certificates,
    count: certificates.length,
    development: certificates.some((each) => isDevelopmentName(subjectAttribute(each, 'CN'))),
  };
}

/** SHA-256 in base64, in which two slashes in a row begin no comment. */
const HASH = /^[A-Za-z0-9+/]{43}=$/;

function readAllowedList(text: string, name: string) {
  if (text.includes('-----BEGIN')) return readAnchors(text, name);
  const hashes = contentLines(text, (line) => HASH.test(line));
  for (const hash of hashes) {
    if (!HASH.test(hash)) {
      throw malformed(name, 'allowed list of PEM certificates or base64 SHA-256 hashes');
    }
  }
  if (hashes.length === 0) throw malformed(name, 'allowed list: it is empty');
  return { text: `${hashes.join('\n')}\n`, count: hashes.length, development: false };
}

function readTrustConfig(text: string, name: string) {
  const oids = contentLines(text);
  for (const oid of oids) {
    if (!/^[0-2](\.\d+)+$/.test(oid)) {
      throw malformed(name, 'trust config with one OID a line');
    }
  }
  if (oids.length === 0) throw malformed(name, 'trust config: it is empty');
  return { text: oids.join('\n'), count: oids.length, development: false };
}

/** @param isWhole tells a line that has no comment, whatever is in it */
function contentLines(text: string, isWhole = (_line: string) => false): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => (isWhole(line.trim()) ? line : line.replace(/(\/\/|#).*$/, '')).trim())
    .filter((line) => line !== '');
}

function parseTrusted(text: string, name: string) {
  try {
    return parseCertificates(text);
  } catch (cause) {
    throw malformed(name, 'list of PEM certificates', cause);
  }
}

function malformed(name: string, what: string, cause?: unknown): ProvenanceError {
  return new ProvenanceError('TRUST_MALFORMED', `"${name}" is no ${what}.`, { cause });
}
