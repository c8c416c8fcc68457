import { ProvenanceError } from '@provenance/content';
import type { Backend, StoredEntry } from '../backend/backend.ts';
import { Bitmap } from '../log/bitmap.ts';
import { storedCertificates } from '../log/certificates.ts';
import { readErasure } from '../signed/erasure.ts';
import { readEvent } from '../signed/event.ts';
import { readReceipt } from '../signed/receipt.ts';
import { LOG_ID, readTreeHead } from '../signed/tree-head.ts';
import { encodeItem } from './item.ts';

/**
 * All of a registry as bytes: a header, every entry with its receipt and manifest store, every signed
 * head after the entries that it covers, and each certificate chain before what it signed. As far as
 * the log went when it was called; others may write meanwhile. What is exported is not verified:
 * `importRegistry` and `verifyLog` do that.
 *
 * @throws ProvenanceError REGISTRY_CORRUPT where an entry is missing or cannot be read.
 */
export async function* exportRegistry(backend: Backend): AsyncGenerator<Uint8Array> {
  const find = storedCertificates(backend);
  const written = new Set<string>();
  const certificateOf = async (thumbprint: Uint8Array): Promise<Uint8Array[]> => {
    const key = Buffer.from(thumbprint).toString('hex');
    if (written.has(key)) return [];
    written.add(key);
    const certificate = await find(thumbprint);
    if (!certificate) throw corrupt('A certificate of the registry is missing.');
    return [encodeItem({ kind: 'certificates', pem: certificate.pem })];
  };

  const logId = await backend.getMeta(LOG_ID);
  const { unguarded, ...stats } = await backend.stats();
  let end = stats.entries;
  if (!logId) {
    if (end > 0) throw corrupt('The log has no id.');
    return;
  }
  yield encodeItem({ kind: 'header', logId, unguarded });
  const gone = new Bitmap();
  // Records that were found gone, and whose erasure is still to come.
  let unexplained = 0;
  let [size, covered] = [0, 0];
  for await (const entry of backend.entries()) {
    // Erased while this went on: then the log goes on as far as that is said.
    if (size === end && unexplained > 0) ({ entries: end } = await backend.stats());
    if (size === end || entry.index !== size) break;
    if (!entry.bytes) {
      gone.add(size);
      unexplained++;
    } else {
      yield* await certificateOf(thumbprintOf(entry.kind, entry.bytes));
      if (entry.kind === 'erasure' && gone.has(readErasure(entry.bytes).erasure.index))
        unexplained--;
    }
    yield encodeItem({ kind: 'entry', entry });
    size++;
    const head = await backend.headUpTo(size);
    if (head && head.size > covered) {
      covered = head.size;
      yield* await certificateOf(thumbprintOf('head', head.bytes));
      yield encodeItem({ kind: 'head', bytes: head.bytes });
    }
  }
  if (size < end) throw corrupt(`Entry ${size} is missing.`);
  yield encodeItem({ kind: 'end', entries: size });
}

function thumbprintOf(kind: StoredEntry['kind'] | 'head', bytes: Uint8Array): Uint8Array {
  const read = { record: readReceipt, erasure: readErasure, event: readEvent, head: readTreeHead }[
    kind
  ];
  try {
    return read(bytes).signed.thumbprint;
  } catch (cause) {
    throw corrupt('A receipt or a head cannot be read.', cause);
  }
}

function corrupt(detail: string, cause?: unknown): ProvenanceError {
  return new ProvenanceError('REGISTRY_CORRUPT', detail, { cause });
}
