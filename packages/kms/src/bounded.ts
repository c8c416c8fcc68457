import { ProvenanceError } from '@provenance/content';

const SECONDS = 30;

/** Says nothing of what happened. */
const BARE_NAMES = new Set(['Error', 'TypeError', 'RestError', 'NativeError', 'GaxiosError']);

export interface Bounds {
  /** For the message. */
  readonly service: string;
  readonly seconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A word for an error of this service; undefined: what {@link bounded} finds by itself. */
  readonly reason?: (error: Error) => string | undefined;
}

/**
 * One call of a key service, which ends when `signal` or the time limit says so, whether the service's library heeds
 * the signal or not.
 *
 * @throws ProvenanceError SIGNER_FAILED with the error as cause. The message has a word for it and no more: what services
 *   write in full names accounts, keys and paths.
 * @throws RangeError for a limit that is none.
 */
export async function bounded<T>(
  { service, seconds = SECONDS, signal, reason }: Bounds,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (!(seconds > 0 && seconds <= 3600)) throw new RangeError('seconds must be 0 to 3600.');
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(seconds * 1000);
  const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  let stop = () => {};
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(either.reason);
    either.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([call(either), ended]);
  } catch (cause) {
    signal?.throwIfAborted();
    if (limit.aborted) throw failed(service, `it gave no answer in ${seconds} s`, cause);
    if (cause instanceof ProvenanceError) throw cause;
    const error = cause instanceof Error ? cause : new Error();
    throw failed(service, reason?.(error) ?? wordFor(error), cause);
  } finally {
    either.removeEventListener('abort', stop);
  }
}

export function failed(service: string, why: string, cause?: unknown): ProvenanceError {
  return new ProvenanceError(
    'SIGNER_FAILED',
    `${service} gave no signature or key: ${why}.`,
    ...(cause === undefined ? [] : [{ cause }]),
  );
}

/** `AccessDeniedException`, `Forbidden`, `ECONNREFUSED`: the error's own name or code. */
function wordFor(error: Error): string {
  const { name, code, statusCode } = error as {
    name: string;
    code?: unknown;
    statusCode?: unknown;
  };
  const words = [code, BARE_NAMES.has(name) ? undefined : name, statusCode];
  const word = words.find(
    (each) => typeof each === 'number' || (typeof each === 'string' && /^\w{2,64}$/.test(each)),
  );
  return word === undefined ? 'an error without a name' : String(word);
}
