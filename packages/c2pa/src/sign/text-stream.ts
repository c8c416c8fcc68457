import { checkKnownKeys } from '@provenance/content';
import { buildManifest } from '../manifest/definition.ts';
import type { Origin } from '../manifest/origin.ts';
import { checkSigner, type Signer } from '../signer/signer.ts';
import { trustListsOf } from '../trust/lists.ts';
import { type SignTextStreamOptions, STREAM_KEYS } from './options.ts';

/**
 * Signs plain text as it streams (C2PA 2.4 A.8): every chunk is passed on at once and unchanged, and
 * at the end comes one more with the wrapper. Chunks are strings (of AI SDKs) or UTF-8 bytes (of
 * `fetch` and Node), cut anywhere; the wrapper is of the kind that came. Memory does not grow with the
 * text. A stream that is aborted, or whose signing fails, has no part of a wrapper; one without text
 * stays empty.
 *
 * The text is not changed, so what is not in NFC stays so: it is hashed in NFC as the specification
 * says and verifies with {@link verifyText}, but not with engines that hash text as it is stored.
 *
 * The stream fails with a ProvenanceError: TEXT_MALFORMED; CREDENTIAL_NOT_CARRIED for text that has a
 * wrapper already (a second would make both void); SIGNER_FAILED, KEY_MISMATCH or
 * TIMESTAMP_FAILED; what reading a parent or an ingredient throws; and what `onSigned` does.
 *
 * @throws ProvenanceError MANIFEST_REFUSED
 * @throws TypeError or RangeError for an origin, a signer or options that are none.
 */
export function signTextStream<Chunk extends string | Uint8Array>(
  origin: Origin,
  signer: Signer,
  options: SignTextStreamOptions = {},
): TransformStream<Chunk, Chunk> {
  checkKnownKeys('options', options, STREAM_KEYS);
  if (options.onSigned !== undefined && typeof options.onSigned !== 'function') {
    throw new TypeError('options.onSigned must be a function.');
  }
  if (options.trust !== undefined) trustListsOf(options.trust);
  checkSigner(signer);
  const plan = buildManifest(origin);
  // Only who has a text waits until this is loaded.
  const loading = import('./streamed-text.ts').then(
    ({ StreamedText }) => new StreamedText(plan, signer, options),
  );
  return new TransformStream<Chunk, Chunk>({
    start(controller) {
      // At once, and not after a text that then cannot be signed.
      loading.then(({ ingredients }) => ingredients).catch((error) => controller.error(error));
    },
    async transform(chunk, controller) {
      (await loading).pass(chunk);
      controller.enqueue(chunk);
    },
    async flush(controller) {
      const wrapper = await (await loading).sign();
      if (wrapper !== null) controller.enqueue(wrapper as Chunk);
    },
  });
}
