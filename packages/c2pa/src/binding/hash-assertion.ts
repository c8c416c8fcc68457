import { decodeCbor } from '@provenance/cose/cbor';
import type { SignedManifest } from '../store/signed.ts';
import { makeStatus, type Status } from '../store/status.ts';
import { assertionUri } from '../store/uri.ts';

/** The hard binding of a manifest, as it was signed (C2PA 2.4 clause 9.2). */
export interface HashAssertion {
  readonly kind: 'data' | 'boxes' | 'bmff' | 'collection';
  /** Of `bmff`: which of its forms. */
  readonly version: number;
  readonly fields: ReadonlyMap<unknown, unknown>;
  /** As Node names it; null: not one of C2PA. */
  readonly alg: string | null;
  /** A status about it: of a collection `assertion.collectionHash.…`, and so on. */
  status(code: string, explanation: string): Status;
}

const LABEL = /^c2pa\.hash\.(?:(data)|(boxes)|(bmff)(?:\.v(\d))?|(collection)\.data)(?:__\d+)?$/;
/** Hash algorithms of C2PA 2.4 clause 13.1, as Node names them, and the bytes of a hash. */
export const HASH_LENGTHS: ReadonlyMap<unknown, number> = new Map([
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
]);

/** A manifest that is bound in two ways, or in one that is unknown here, is bound in none. */
export class BindingError extends RangeError {
  readonly status: Status;

  constructor(status: Status) {
    super(status.code);
    this.status = status;
  }
}

/**
 * The hash assertion of a manifest; null if it has none.
 *
 * @throws BindingError for several, or one that cannot be read.
 */
export function hashAssertionOf({
  label,
  claim,
  assertions,
}: SignedManifest): HashAssertion | null {
  const found = assertions.filter((assertion) => LABEL.test(assertion.label));
  const [assertion, ...others] = found;
  if (assertion === undefined) return null;
  const url = assertionUri(label, assertion.label);
  if (others.length > 0) {
    const code = 'assertion.multipleHardBindings';
    throw new BindingError(makeStatus(code, url, 'a manifest has one hard binding'));
  }
  const [, data, boxes, bmff, version = '1'] = LABEL.exec(assertion.label) ?? [];
  const kind = data ? 'data' : boxes ? 'boxes' : bmff ? 'bmff' : 'collection';
  const status = (code: string, explanation: string) =>
    makeStatus(`assertion.${kind}Hash.${code}`, url, explanation);
  let fields: unknown;
  try {
    fields = decodeCbor(assertion.content);
  } catch {}
  if (!(fields instanceof Map)) throw new BindingError(status('malformed', 'it cannot be read'));
  const named: unknown = fields.get('alg') ?? claim.alg;
  const alg = HASH_LENGTHS.has(named) ? (named as string) : null;
  return { kind, version: Number(version), fields, alg, status };
}
