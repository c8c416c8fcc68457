import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { Origin, SignedBytes, SignedFile, Signer } from '@provenance/c2pa';
import type { ProvenanceError } from '@provenance/content';
import { makeFolder, refuseExisting, writeFileAtomically } from '@provenance/content/node';
import { say } from '@provenance/messages';
import { type SignOptions, sign } from '@provenance/sdk';
import { mapOrdered } from '@provenance/sdk/internal';
import { loadConfig } from '../config/config.ts';
import { type ListedFile, listFiles } from '../files/list.ts';
import { type OutputOptions, type Target, targetsOf } from '../files/output.ts';
import { filesToDo, type ResumeOptions, takenNote } from '../files/resume.ts';
import { readStdin } from '../files/stdin.ts';
import { ingredientNotes } from '../options/ingredients.ts';
import { expiresSoon, expiryNote } from '../options/key-history.ts';
import { type OriginOptions, originOf } from '../options/origin.ts';
import { refuseCredential, titled, writtenNote } from '../options/sign-guard.ts';
import { type SignerOptions, signerOf } from '../options/signer.ts';
import { trustOf } from '../options/trust.ts';
import { originSays } from '../print/origin.ts';
import { errorLine, errorOfFile, fileOf, writeTrace } from '../terminal/error.ts';
import { type ExitCode, exitCodeOfError, worst } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { Progress } from '../terminal/progress.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine } from '../terminal/visible.ts';
import { words } from '../terminal/words.ts';

export interface SignCommandOptions
  extends SignerOptions,
    OriginOptions,
    OutputOptions,
    ResumeOptions {
  remoteUrl?: string;
  thumbnail?: boolean;
  recursive?: boolean;
  type?: string;
  config?: string | false;
}

export const SIGN_SCHEMA = 'provenance.sign/1';

export async function signCommand(
  io: Io,
  inputs: readonly string[],
  options: SignCommandOptions,
): Promise<ExitCode> {
  // The signature would cover the address, and the file beside the sidecar would not have it.
  if (options.sidecar && options.remoteUrl !== undefined) {
    throw new UsageError(say('mistake.remote-and-sidecar'));
  }
  const config = await loadConfig(io, options.config);
  const signer = await signerOf(io, options, config);
  if (signer === null) {
    throw new UsageError(say('mistake.no-signer', { key: '--signer-key' }));
  }
  const { origin, salt } = await originOf(io, options, config);
  const list = await listFiles(io, inputs, options);
  const targets = await targetsOf(io, list, options);
  const trust = await trustOf(io, {}, config);
  const common: SignOptions & { signer: Signer } = {
    signer,
    signal: io.signal,
    ...(trust && { trust }),
    ...(options.type !== undefined && { mediaType: options.type }),
    ...(options.sidecar && { embed: false }),
    thumbnail: options.thumbnail ?? false,
    ...(options.remoteUrl !== undefined && { remoteUrl: options.remoteUrl }),
  };
  if (list.files.length === 0) return 3;
  const files = await filesToDo(io, list, targets, options);
  if (files.length === 0) return 0;

  if (!options.quiet) {
    const expiry = expiryNote(io, signer);
    if (expiry !== null) await io.stderr.write(expiry);
    for (const note of await ingredientNotes(io, options, trust)) await io.stderr.write(note);
  }
  const progress = new Progress(io, files.length, options.quiet ?? false);
  const codes = new Set<ExitCode>();
  let taken = 0;
  const signFile = async (file: ListedFile): Promise<Outcome> => {
    const target = targets.get(file) as Target;
    try {
      const signed = await signOne(io, file, target, titled(origin, file), common, options);
      return { file, target, signed };
    } catch (thrown) {
      // One bad file must not end a run over many; without an engine none of them can be signed.
      const error = errorOfFile(io, thrown);
      if (error.code === 'ENGINE_MISSING') throw error;
      return { file, target, error };
    }
  };
  for await (const outcome of mapOrdered(files, availableParallelism(), signFile)) {
    await progress.clear();
    if (outcome.error) {
      const { error, file, target } = outcome;
      if (error.code === 'FILE_EXISTS') taken++;
      codes.add(exitCodeOfError(error));
      const about = fileOf(error, { input: file.path, output: target.path });
      await io.stderr.write(errorLine(io, about, error));
      await writeTrace(io, error);
    } else {
      codes.add(0);
      if (outcome.target.location === null) await io.stdout.write(bytesOf(outcome.signed, options));
      const beside = { salt, signerExpires: expiresSoon(signer), skipped: list.skipped };
      const text = resultText(io, outcome, origin, beside, options);
      if (text !== null) await io.stdout.write(text);
      const written = options.sidecar
        ? null
        : writtenNote(io, outcome.signed.mediaType, outcome.file.name);
      if (written !== null && !options.quiet) await io.stderr.write(written);
    }
    await progress.step();
  }
  await progress.clear();
  const inTheWay = takenNote(io, taken, list, options);
  if (inTheWay !== null) await io.stderr.write(inTheWay);
  // Without it nobody can show what the prompt was: it is told where nothing else is.
  if (salt !== null && (!options.json || options.quiet) && codes.has(0)) {
    await io.stderr.write(`${words(io, say('marking.salt', { salt }))}\n`);
  }
  return worst(codes);
}

type Signed = SignedBytes | SignedFile;

type Outcome = { readonly file: ListedFile; readonly target: Target } & (
  | { readonly signed: Signed; readonly error?: never }
  | { readonly signed?: never; readonly error: ProvenanceError }
);

async function signOne(
  io: Io,
  file: ListedFile,
  target: Target,
  origin: Origin,
  common: SignOptions & { signer: Signer },
  { force: overwrite = false, sidecar = false, discardCredential }: SignCommandOptions,
): Promise<Signed> {
  io.signal.throwIfAborted();
  if (target.location !== null && !overwrite) await refuseExisting(target.location);
  const input = file.location ?? (await readStdin(io));
  if (!discardCredential) await refuseCredential(input, origin, readOptions(io, common));
  if (target.location !== null) {
    await makeFolder(dirname(target.location));
    if (!sidecar) return sign(input, origin, { ...common, output: target.location, overwrite });
  }
  const signed = await sign(input, origin, common);
  if (target.location !== null) {
    const like = file.location ?? undefined;
    await writeFileAtomically(target.location, bytesOf(signed, { sidecar }), { overwrite, like });
  }
  return signed;
}

function bytesOf(
  { manifestStore, bytes }: Signed,
  { sidecar }: Pick<SignCommandOptions, 'sidecar'>,
): Uint8Array {
  return sidecar ? manifestStore : (bytes as Uint8Array);
}

function readOptions({ signal }: Io, { mediaType }: SignOptions) {
  return { door: 'command' as const, signal, ...(mediaType !== undefined && { mediaType }) };
}

/** Null where standard output has the file itself, or nothing is to be said. */
function resultText(
  io: Io,
  { file, target, signed }: Outcome,
  origin: Origin,
  {
    salt,
    skipped,
    signerExpires,
  }: { salt: string | null; skipped: number; signerExpires: string | null },
  { json, quiet, sidecar }: SignCommandOptions,
): string | null {
  if (quiet) return null;
  if (json) {
    const { mediaType, activeManifest } = signed as Signed;
    return jsonLine({
      schema: SIGN_SCHEMA,
      file: file.path,
      output: target.path,
      mediaType,
      activeManifest,
      ...(salt !== null && { promptSalt: salt }),
      ...(signerExpires !== null && { signerExpires }),
      ...(skipped > 0 && { passedOver: skipped }),
    });
  }
  if (target.location === null) return null;
  const mark = painter(io, io.stdout)('green', '✓');
  const said = say(sidecar ? 'marking.signed-beside' : 'marking.signed', {
    from: file.path,
    to: target.path,
    facts: [originSays(origin)],
  });
  return `${mark} ${words(io, said)}\n`;
}
