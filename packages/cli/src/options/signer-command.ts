import { type ChildProcess, spawn } from 'node:child_process';
import { callbackSigner, type Signer } from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import { Complaint } from './complaint.ts';

/** Of one call. A key service that asks a person for a PIN takes a while. */
const SECONDS = 60;
const MOST_INFO_BYTES = 2 ** 20;
const MOST_SIGNATURE_BYTES = 2 ** 14;

const ALGORITHMS = {
  es256: 'ES256',
  es384: 'ES384',
  es512: 'ES512',
  ps256: 'PS256',
  ps384: 'PS384',
  ps512: 'PS512',
  ed25519: 'Ed25519',
} as const;

export interface CommandOptions {
  /** The folder in which the program runs. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Instead of the `tsa_url` that the program tells. */
  readonly timestampUrl?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Limit of one call. Default 60. */
  readonly seconds?: number;
}

/**
 * A signer that is a program, by the protocol of c2patool's `--signer-path` (its docs/signing.md): with
 * `--signer-info` it prints JSON with `alg`, `sign_cert` and perhaps `tsa_url`; without, it signs what comes on
 * stdin and prints the signature, raw. No shell is between: `command` is a program and its arguments, in quotation
 * marks where they have blanks in them. `reserve_size` is not needed, as the size follows from certificate and key.
 *
 * @throws ProvenanceError SIGNER_FAILED, and what {@link callbackSigner} throws for the certificate. Its `sign` throws
 *   SIGNER_FAILED with the reason as cause: an exit code, no answer in time, no or too much output.
 */
export async function commandSigner(command: string, options: CommandOptions): Promise<Signer> {
  const { alg, certificates, timestampUrl } = await signerInfo(command, options);
  const stamped = options.timestampUrl ?? timestampUrl;
  return callbackSigner({
    alg,
    certificates,
    ...(stamped !== undefined && { timestampUrl: stamped }),
    sign: (bytes, { signal = options.signal }) =>
      commandSignature(command, bytes, { ...options, signal }),
  });
}

/** What the program makes of `bytes`. @throws ProvenanceError SIGNER_FAILED. */
export function commandSignature(
  command: string,
  bytes: Uint8Array,
  options: CommandOptions,
): Promise<Uint8Array> {
  return ask(command, [], bytes, MOST_SIGNATURE_BYTES, options);
}

/** What the program tells of itself. @throws ProvenanceError SIGNER_FAILED. */
export async function signerInfo(command: string, options: CommandOptions) {
  const asked = ['--signer-info'];
  const told = await ask(command, asked, new Uint8Array(), MOST_INFO_BYTES, options);
  let info: unknown;
  try {
    info = JSON.parse(new TextDecoder().decode(told));
  } catch (cause) {
    throw failed('what it prints for --signer-info is no JSON', cause);
  }
  const { alg, sign_cert, tsa_url } = (info ?? {}) as Record<string, unknown>;
  if (typeof alg !== 'string' || !Object.hasOwn(ALGORITHMS, alg.toLowerCase())) {
    throw failed(`its alg is none of ${Object.keys(ALGORITHMS).join(', ')}`);
  }
  if (typeof sign_cert !== 'string') throw failed('it tells no sign_cert');
  if (tsa_url !== undefined && tsa_url !== null && typeof tsa_url !== 'string') {
    throw failed('its tsa_url is no text');
  }
  return {
    alg: ALGORITHMS[alg.toLowerCase() as keyof typeof ALGORITHMS],
    certificates: sign_cert,
    timestampUrl: tsa_url ?? undefined,
  };
}

/** Words of a command line. @throws ProvenanceError SIGNER_FAILED where there is none. */
function wordsOf(command: string): [string, ...string[]] {
  const words = (command.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) =>
    /^(["']).*\1$/s.test(word) ? word.slice(1, -1) : word,
  );
  const [program, ...rest] = words;
  if (program === undefined || program === '') throw failed('it is empty');
  return [program, ...rest];
}

function ask(
  command: string,
  asked: readonly string[],
  input: Uint8Array,
  most: number,
  { cwd, env, signal, seconds = SECONDS }: CommandOptions,
): Promise<Uint8Array> {
  const [program, ...given] = wordsOf(command);
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child: ChildProcess = spawn(program, [...given, ...asked], { cwd, env });
    const parts: Buffer[] = [];
    let length = 0;
    const complaint = new Complaint();
    const end = (error: unknown) => {
      child.kill('SIGKILL');
      // What it has started may hold them open.
      child.stdout?.destroy();
      child.stderr?.destroy();
      settle(() => reject(error));
    };
    const timer = setTimeout(
      () => end(failed(`it gave no answer in ${seconds} s`)),
      seconds * 1000,
    );
    const abort = () => end(signal?.reason);
    const settle = (how: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      how();
    };
    signal?.addEventListener('abort', abort, { once: true });
    child.stdout?.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > most) end(failed(`it printed more than ${most} bytes`));
      else parts.push(chunk);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => complaint.add(text));
    child.once('error', (cause) => end(failed('it cannot be started', cause)));
    child.once('close', (code, killed) => {
      const text = complaint.text();
      const said = text === '' ? '' : `, and said: ${text}`;
      if (code !== 0) end(failed(`it ended with ${code ?? killed}${said}`));
      else if (length === 0) end(failed('it printed nothing'));
      else settle(() => resolve(new Uint8Array(Buffer.concat(parts))));
    });
    // One that ends without reading closes the pipe; its exit code says more.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function failed(why: string, cause?: unknown): ProvenanceError {
  return new ProvenanceError(
    'SIGNER_FAILED',
    `The signer command does not work: ${why}. Run it by hand with --signer-info, and correct it.`,
    ...(cause === undefined ? [] : [{ cause }]),
  );
}
