import { ProvenanceError } from '@provenance/content';
import {
  type Cbor,
  cborMap,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import type { SigningCertificate } from './certificate.ts';
import { text, time } from './record-check.ts';
import { readSign1, type Signed, sign1 } from './sign1.ts';
import type { RecordSigner } from './signer.ts';

/** Why a record was erased: somebody asked for it, or the day it was kept until is over. */
export type ErasureReason = 'request' | 'retention';

/**
 * What the log says in place of a record that is gone. It is an entry of the log itself, signed by the
 * issuer: a record that is gone without one was taken out by somebody else.
 */
export interface Erasure {
  /** Of the record in the log. */
  readonly index: number;
  /** Of the record: all that is left of it. */
  readonly leafHash: Uint8Array;
  /** RFC 3339 in UTC, to the millisecond. */
  readonly time: string;
  readonly reason: ErasureReason;
  /** Who did it: 1 to 256 bytes of UTF-8. It stays in the log for good. Null: nobody said. */
  readonly by: string | null;
}

const REASONS: readonly unknown[] = ['request', 'retention'] satisfies ErasureReason[];
/** 1 has no `by`, and is still written where there is none to say. */
const VERSIONS = [1, 2] as const;
export const MOST_OPERATOR_BYTES = 256;
export const MOST_ERASURE_BYTES = 1000;

/** @throws ProvenanceError SIGNER_FAILED; RECORD_MALFORMED for a name that is none. */
export function signErasure(
  { index, leafHash, time, reason, by }: Erasure,
  signer: RecordSigner,
  certificate: SigningCertificate,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const fields = { index, leafHash, time, reason };
  const payload = encodeDeterministic(
    cborMap(
      by === null
        ? { version: VERSIONS[0], ...fields }
        : { version: VERSIONS[1], ...fields, by: text({ by }, 'by', MOST_OPERATOR_BYTES) },
    ),
  );
  return sign1('erasure', { payload, time }, signer, certificate, signal);
}

/** Takes a signed erasure apart, unverified. @throws ProvenanceError RECORD_MALFORMED. */
export function readErasure(bytes: Uint8Array): { erasure: Erasure; signed: Signed } {
  try {
    const signed = readSign1('erasure', bytes, MOST_ERASURE_BYTES);
    const payload = decodeDeterministic(signed.payload);
    const fields = payload instanceof Map ? (payload as ReadonlyMap<unknown, Cbor>) : new Map();
    const [version, index, leafHash, reason] = ['version', 'index', 'leafHash', 'reason'].map(
      (name) => fields.get(name),
    );
    const named = fields.has('by');
    if (
      fields.size !== (named ? 6 : 5) ||
      version !== VERSIONS[named ? 1 : 0] ||
      !(typeof index === 'number' && index >= 0) ||
      !(leafHash instanceof Uint8Array && leafHash.length === 32) ||
      !REASONS.includes(reason)
    ) {
      throw new RangeError('It is no erasure of a registry.');
    }
    const erasure = {
      index,
      leafHash,
      time: time(Object.fromEntries(fields), 'time'),
      reason: reason as ErasureReason,
      by: named ? text(Object.fromEntries(fields), 'by', MOST_OPERATOR_BYTES) : null,
    };
    return { erasure, signed: { ...signed, time: erasure.time } };
  } catch (cause) {
    throw new ProvenanceError('RECORD_MALFORMED', 'The erasure is none.', { cause });
  }
}
