import { ProvenanceError } from '@provenance/content';
import {
  type Cbor,
  cborMap,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import type { SigningCertificate } from './certificate.ts';
import { time } from './record-check.ts';
import { readSign1, type Signed, sign1 } from './sign1.ts';
import type { RecordSigner } from './signer.ts';

/** What a signed tree head says (as RFC 6962 3.5 has it, in CBOR). */
export interface TreeHead {
  /** 16 random bytes: heads of two logs are never compared. */
  readonly logId: Uint8Array;
  /** Entries of the log. */
  readonly size: number;
  /** Root of its Merkle tree: 32 bytes. */
  readonly root: Uint8Array;
  /** RFC 3339 in UTC, to the millisecond. */
  readonly time: string;
}

/** Name of the log's id among the values of a registry. */
export const LOG_ID = 'log-id';
export const LOG_ID_BYTES = 16;
const VERSION = 1;
const MOST_BYTES = 1000;

/** @throws ProvenanceError SIGNER_FAILED. */
export function signTreeHead(
  { logId, size, root, time }: TreeHead,
  signer: RecordSigner,
  certificate: SigningCertificate,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const payload = encodeDeterministic(cborMap({ version: VERSION, logId, size, root, time }));
  return sign1('tree-head', { payload, time }, signer, certificate, signal);
}

/** Takes a signed head apart, unverified. @throws ProvenanceError RECORD_MALFORMED. */
export function readTreeHead(bytes: Uint8Array): { head: TreeHead; signed: Signed } {
  try {
    const signed = readSign1('tree-head', bytes, MOST_BYTES);
    const payload = decodeDeterministic(signed.payload);
    const fields = payload instanceof Map ? (payload as ReadonlyMap<unknown, Cbor>) : new Map();
    const [version, logId, size, root] = ['version', 'logId', 'size', 'root'].map((name) =>
      fields.get(name),
    );
    if (
      fields.size !== 5 ||
      version !== VERSION ||
      !(logId instanceof Uint8Array && logId.length === LOG_ID_BYTES) ||
      !(typeof size === 'number' && size >= 0) ||
      !(root instanceof Uint8Array && root.length === 32)
    ) {
      throw new RangeError('It is no tree head of a registry.');
    }
    const head = { logId, size, root, time: time(Object.fromEntries(fields), 'time') };
    return { head, signed: { ...signed, time: head.time } };
  } catch (cause) {
    throw new ProvenanceError('RECORD_MALFORMED', 'The tree head is none.', { cause });
  }
}
