/**
 * Every code a {@link ProvenanceError} can carry: what happened, and what to do next. The table in
 * docs/errors.md is generated from it; codes are stable from 0.1.
 */
export const ERROR_CODES = {
  FILE_NOT_FOUND: ['There is no such file.', 'Check the path.'],
  FILE_NOT_REGULAR: ['The path is a directory, a device or a pipe.', 'Give a regular file.'],
  FILE_PERMISSION: ['The file may not be read or written.', 'Check the permissions.'],
  FILE_EXISTS: [
    'The output exists already.',
    'Allow overwriting (overwrite, --force), or choose another output.',
  ],
  FILE_NO_SPACE: ['The disk is full.', 'Free space and repeat; nothing was half-written.'],
  FILE_IO: ['The system could not read or write the file.', 'See the cause.'],
  CONTENT_EMPTY: ['The input has no bytes.', 'Check how the file was made or transferred.'],
  CONTENT_TOO_LARGE: [
    'The input has more bytes than the limit.',
    'Raise the limit (maxBytes, --max-bytes, or the one that is named).',
  ],
  CONTENT_UNSUPPORTED: [
    'The format is not one that can be handled here.',
    'See `provenance doctor` for the list of formats.',
  ],
  CONTENT_NOT_BOUND: [
    'The content has media that no hash would cover.',
    'Write it anew with a usual tool, so that its media lies in the boxes for it, and sign that.',
  ],
  TEXT_MALFORMED: ['The text is not well-formed.', 'Correct the text, and repeat.'],
  CREDENTIAL_NOT_CARRIED: [
    'The text has no place for a credential.',
    'Sign it with a sidecar (embed: false, `provenance sign --sidecar`).',
  ],
  IMAGE_CORRUPT: ['The picture cannot be decoded.', 'Get the file again from its source.'],
  IMAGE_TOO_LARGE: ['The picture has more pixels than the limit.', 'Raise maxPixels.'],
  IMAGE_TOO_MANY_FRAMES: ['The picture has more frames than the limit.', 'Raise maxFrames.'],
  IMAGE_TIMEOUT: ['Decoding took longer than the limit.', 'Raise timeoutSeconds.'],
  IMAGE_ENCODE: ['The picture cannot be written in this format.', 'See the message for the limit.'],
  IMAGE_LIBRARY_MISSING: [
    'The image library sharp cannot be loaded.',
    'Run `npm install --include=optional sharp` on this platform; see the cause.',
  ],
  WATERMARK_NOT_CARRIED: [
    'The content cannot carry a watermark.',
    'Sign it without one (cannotCarry, no --require-mark), or give a larger or less compressed picture.',
  ],
  ENGINE_MISSING: [
    'No C2PA engine can be loaded.',
    'Install @contentauth/c2pa-wasm, which runs on every platform; see the cause.',
  ],
  ENGINE_NATIVE_MISSING: [
    'This format is signed by the native C2PA engine, which is not here.',
    'Install @contentauth/c2pa-node, or set C2PA_LIBRARY_PATH to a binary that you built or checked: see docs/operator.md.',
  ],
  ENGINE_FAILED: ['The C2PA engine failed.', 'Report it with the file if you can.'],
  CERTIFICATE_MALFORMED: [
    'A certificate cannot be parsed.',
    'Give PEM text: the signing certificate first, then its issuers.',
  ],
  CERTIFICATE_REFUSED: [
    'C2PA validators would refuse this signing certificate.',
    'The message names the rule; ask the authority for a certificate that meets it.',
  ],
  DELEGATION_MALFORMED: [
    'What certifies a record key does not hold.',
    'Get it again from its source, or make a new one with `provenance keys record`.',
  ],
  DELEGATION_EXPIRED: [
    'The record key may not sign now: its time is over, or that of the certificate of the signer.',
    'Make a new one with `provenance keys record`.',
  ],
  KEY_MALFORMED: [
    'The private key cannot be parsed.',
    'Give an unencrypted PKCS#8 key in PEM, a 32-byte Ed25519 seed, or the reference of a key in a service.',
  ],
  KEY_MISMATCH: [
    'The private key does not belong to the signing certificate.',
    'Give the key and certificate that were made together.',
  ],
  SIGNER_FAILED: ['The signer gave no usable signature.', 'Check the key service.'],
  TIMESTAMP_FAILED: [
    'The time-stamp authority gave no usable answer.',
    'Check its address, or sign without a time stamp.',
  ],
  MANIFEST_REFUSED: [
    'This manifest would not validate.',
    'The message names the rule it breaks; change what the origin says (its fields, or the flags).',
  ],
  CREDENTIAL_PRESENT: [
    'The file carries a content credential, which would be lost.',
    'Name the file that it was made from as its parent, or have its credential discarded on purpose.',
  ],
  RESOURCE_NOT_FOUND: [
    'The manifest holds no such resource.',
    'List them (listResources, `provenance inspect`).',
  ],
  TRUST_MALFORMED: [
    'A trust list cannot be parsed.',
    'Anchors are PEM certificates; a trust config is a list of OIDs.',
  ],
  TRUST_UNAVAILABLE: [
    'The trust list cannot be fetched.',
    'Check its address and the network, or get the file another way and give that; see the cause.',
  ],
  REGISTRY_MISSING: [
    'There is no registry at this place.',
    'Make one with `provenance registry init`, or correct the place.',
  ],
  REGISTRY_UNAVAILABLE: ['The registry cannot be reached.', 'Check that it runs and may be used.'],
  REGISTRY_CORRUPT: [
    'The registry contradicts itself.',
    'Restore it from a backup or an export; `provenance log verify` names what is wrong, as far as it can be read.',
  ],
  RECORD_EXISTS: [
    'Other content has this content id already.',
    'Let mark() choose the content id, or give a new one.',
  ],
  RECORD_MALFORMED: [
    'An origin record or receipt is not valid.',
    'The message names the field; get it again from its source.',
  ],
  RECORD_HELD: [
    'A legal hold keeps this from being erased.',
    '`provenance registry holds` shows it; whoever may end it does so with `provenance registry release`.',
  ],
  EVENT_MALFORMED: [
    'An event of the log is not valid.',
    'The message says what is wrong with it; correct that, or get it again from its source.',
  ],
  GUARD_BLOCKED: [
    'The content is like a protected work, and is not handed out.',
    'Generate something else; `provenance guard list` shows whose work it is, and `provenance guard remove` takes it off the list.',
  ],
  GUARD_TOO_PLAIN: [
    'There is too little in the work by which it could be recognised.',
    'Give a picture with more in it, or a text of more than some hundred letters.',
  ],
  WORKER_FAILED: [
    'A worker process ended while it worked.',
    'Other calls are not affected. A file that does so again and again is to be reported.',
  ],
  WORKER_NOT_STARTED: [
    'No worker process can be started.',
    'See the cause: its file is missing, as in a bundle without it, or the machine has no room for a process.',
  ],
  WORKER_TIMEOUT: [
    'The work took longer than the limit, and the worker was ended.',
    'Raise deadlineSeconds, or give a smaller file.',
  ],
  WORKER_MEMORY: [
    'The work took more memory than the limit, and the worker was ended.',
    'Raise memoryMegabytes, or give a smaller file.',
  ],
  WORKER_OVERLOADED: [
    'All workers are busy, and enough calls wait already.',
    'Try again later; raise workers or queue where the machine has room.',
  ],
  WORKER_CLOSED: [
    'The verifier or marker was closed.',
    'Make another one, or close it after its last call.',
  ],
  JOB_MALFORMED: [
    'A job of the queue is not valid.',
    'Look who writes into its database, and update the version that adds or works.',
  ],
  ADDRESS_REFUSED: [
    'The address does not give the file, or does not take it.',
    'Check that it is right and still valid; add the job again with a new one, and put it back with `provenance queue retry`.',
  ],
  ADDRESS_UNAVAILABLE: [
    'The address cannot be reached, or its server has no answer.',
    'Try again later; see the cause.',
  ],
  CONFIG_INVALID: ['The configuration is not valid.', 'Correct the field that the message names.'],
  STATEMENT_MALFORMED: [
    'The file statement.json is no public statement of this software.',
    'Get it back from where it was published, so that its log of changes goes on; or move it away, and the next statement is version 1.',
  ],
  UNEXPECTED_ERROR: [
    'Something went wrong that should not.',
    'Report it with the file if you can.',
  ],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * Bad input: a file, key, certificate or configuration that cannot be used. A caller's mistake is a
 * `TypeError` or `RangeError` instead, and "verified: no" is a report and never an exception.
 *
 * The message holds no path and no key material, so it may be shown to whoever sent the input. What
 * the system said is in `cause`, which is for logs.
 */
export class ProvenanceError extends Error {
  readonly code: ErrorCode;

  /**
   * @param code Stable; compare with this and not with the message.
   * @param detail What is wrong here. Defaults to the code's meaning; the remedy is appended.
   */
  constructor(code: ErrorCode, detail?: string, options?: { cause?: unknown }) {
    const [meaning, remedy] = ERROR_CODES[code];
    super(`${detail ?? meaning} ${remedy}`, options);
    this.name = 'ProvenanceError';
    this.code = code;
  }
}
