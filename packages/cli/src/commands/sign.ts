import { mkdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  type Assertion,
  hashPrompt,
  type Origin,
  pemSigner,
  type Signed,
  type Signer,
  type TrainingMining,
} from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import { readFileContent, writeFileAtomically } from '@provenance/content/node';
import { type SignOptions, sign } from '@provenance/sdk';
import { type LoadedConfig, loadConfig } from '../config.ts';
import { type ExitCode, exitCodeOfError, worst } from '../exit-code.ts';
import { type ListedFile, listFiles, STDIN } from '../files.ts';
import { type Io, painter } from '../io.ts';
import { namedFile, namedFiles } from '../named-file.ts';
import { mapOrdered } from '../ordered.ts';
import { Progress } from '../progress.ts';
import { readStdin } from '../stdin.ts';
import { trustOf } from '../trust-options.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';

export interface SignCommandOptions {
  output?: string;
  key?: string;
  cert?: string;
  timestamp?: string;
  model?: string;
  modelVersion?: string;
  modelId?: string;
  oversight?: string;
  generator?: string;
  generatorVersion?: string;
  sourceType?: string;
  parent?: string;
  component?: string[];
  input?: string[];
  trainingMining?: string;
  title?: string;
  hashPrompt?: string;
  prompt?: string;
  assertion?: string[];
  sidecar?: boolean;
  remoteUrl?: string;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
  recursive?: boolean;
  type?: string;
  config?: string;
}

export const SIGN_SCHEMA = 'provenance.sign/1';

const OVERSIGHT = ['fully_autonomous', 'prompt_guided', 'human_validated'] as const;

export async function signCommand(
  io: Io,
  inputs: readonly string[],
  options: SignCommandOptions,
): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const signer = await signerOf(io, options, config);
  const { origin, salt } = await originOf(io, options, config);
  const { files, many } = await listFiles(io, inputs, options);
  if (many && options.output === undefined) throw new UsageError('Several files need -o FOLDER.');
  const trust = await trustOf(io, {}, config);
  const common: SignOptions & { signer: Signer } = {
    signer,
    signal: io.signal,
    ...(trust && { trust }),
    ...(options.type !== undefined && { mediaType: options.type }),
    ...(options.sidecar && { embed: false }),
    ...(options.remoteUrl !== undefined && { remoteUrl: options.remoteUrl }),
  };

  const progress = new Progress(io, files.length, options.quiet ?? false);
  const codes: ExitCode[] = [];
  const signFile = async (file: ListedFile): Promise<Outcome> => {
    const output = outputOf(file, many, options);
    try {
      const signed = await signOne(
        io,
        file.path,
        output,
        titled(file, origin, options),
        common,
        options,
      );
      return { file, output, signed };
    } catch (error) {
      // One bad file must not end a run over many; a single one is the command's own failure.
      if (!many || !(error instanceof ProvenanceError)) throw error;
      return { file, output, error };
    }
  };
  for await (const outcome of mapOrdered(files, availableParallelism(), signFile)) {
    await progress.clear();
    if (outcome.error) {
      codes.push(exitCodeOfError(outcome.error));
      await io.stderr.write(`${outcome.file.path}: ${outcome.error.message}\n`);
    } else if (outcome.output !== STDIN && !options.quiet) {
      await io.stdout.write(resultLine(io, outcome, salt, options));
    }
    await progress.step();
  }
  await progress.clear();
  if (salt !== null && !options.json) {
    await io.stderr.write(`Keep this salt with the prompt; it is not in the file: ${salt}\n`);
  }
  return worst(codes);
}

type Outcome = { file: ListedFile; output: string } & (
  | { signed: Signed; error?: never }
  | { signed?: never; error: ProvenanceError }
);

async function signOne(
  io: Io,
  path: string,
  output: string,
  origin: Origin,
  common: SignOptions & { signer: Signer },
  { force = false, sidecar = false }: SignCommandOptions,
): Promise<Signed> {
  io.signal.throwIfAborted();
  const input = path === STDIN ? await readStdin(io) : resolve(io.cwd, path);
  const target = resolve(io.cwd, output);
  if (output !== STDIN) await mkdir(dirname(target), { recursive: true });
  if (output === STDIN || sidecar) {
    const signed = await sign(input, origin, common);
    const bytes = sidecar ? signed.manifestStore : (signed.bytes as Uint8Array);
    if (output === STDIN) await io.stdout.write(bytes);
    else await writeFileAtomically(target, bytes, { overwrite: force });
    return signed;
  }
  return sign(input, origin, { ...common, output: target, overwrite: force });
}

/** `photo.png` becomes `photo.signed.png`, `photo.c2pa` as a sidecar, or what -o says. */
function outputOf(
  { path, name }: ListedFile,
  many: boolean,
  { output, sidecar }: SignCommandOptions,
): string {
  if (output !== undefined && !many) return output;
  if (path === STDIN) return STDIN;
  const stem = (of: string) => of.slice(0, of.length - extname(of).length);
  if (output !== undefined) return join(output, sidecar ? `${stem(name)}.c2pa` : name);
  return sidecar ? `${stem(path)}.c2pa` : `${stem(path)}.signed${extname(path)}`;
}

function titled({ path, name }: ListedFile, origin: Origin, { title }: SignCommandOptions): Origin {
  if (title !== undefined) return { ...origin, title };
  return path === STDIN ? origin : { ...origin, title: basename(name) };
}

async function signerOf(
  io: Io,
  options: SignCommandOptions,
  config: LoadedConfig,
): Promise<Signer> {
  if ((options.key === undefined) !== (options.cert === undefined)) {
    throw new UsageError('--key and --cert belong together: give both, or neither.');
  }
  const files =
    options.key !== undefined && options.cert !== undefined
      ? {
          key: await namedFile(io, '--key', options.key),
          certificates: await namedFile(io, '--cert', options.cert),
        }
      : config.signer;
  if (files === undefined) {
    throw new UsageError('No signer: run `provenance init`, or give --key PEM --cert PEM.');
  }
  const timestampUrl = options.timestamp ?? config.signer?.timestampUrl;
  const text = async (path: string) =>
    new TextDecoder().decode(await readFileContent(path, { maxBytes: 1 << 20 }));
  return pemSigner({
    certificates: await text(files.certificates),
    key: await text(files.key),
    ...(timestampUrl !== undefined && { timestampUrl }),
  });
}

/** The origin that the flags describe, and the salt of a hashed prompt, which stays with the user. */
async function originOf(
  io: Io,
  options: SignCommandOptions,
  config: LoadedConfig,
): Promise<{ origin: Origin; salt: string | null }> {
  const { parent, component = [], input = [] } = options;
  if (options.modelVersion !== undefined && options.model === undefined) {
    throw new UsageError('--model-version needs --model.');
  }
  const oversight = OVERSIGHT.find((level) => level === options.oversight);
  if (options.oversight !== undefined && oversight === undefined) {
    throw new UsageError(`--oversight takes one of ${OVERSIGHT.join(', ')}.`);
  }
  if (options.prompt !== undefined && options.hashPrompt !== undefined) {
    throw new UsageError('--prompt and --hash-prompt exclude each other.');
  }
  const hashed = options.hashPrompt === undefined ? null : await hashPrompt(options.hashPrompt);
  const salt = hashed?.salt ?? null;
  const common = {
    generator: {
      name: options.generator ?? config.generator?.name ?? 'provenance',
      version: options.generatorVersion ?? config.generator?.version ?? VERSION,
    },
    when: new Date(),
    ...(options.model !== undefined && {
      model: {
        name: options.model,
        version: options.modelVersion ?? 'unspecified',
        ...(options.modelId !== undefined && { identifier: options.modelId }),
      },
    }),
    ...(oversight && { disclosure: { humanOversightLevel: oversight } }),
    ...(options.trainingMining !== undefined && { trainingMining: mining(options.trainingMining) }),
    ...(options.prompt !== undefined && { prompt: { text: options.prompt } }),
    ...(hashed && { prompt: { sha256: hashed.sha256 } }),
    ...(options.assertion && {
      assertions: await Promise.all(options.assertion.map(assertionFile(io))),
    }),
    ...(options.sourceType !== undefined && { sourceType: options.sourceType }),
  };
  if (component.length > 0) {
    if (input.length > 0) throw new UsageError('--input does not go with --component.');
    const components = await namedFiles(io, '--component', component);
    const canvas = parent === undefined ? {} : { parent: await namedFile(io, '--parent', parent) };
    return { origin: { kind: 'composite', ...common, components, ...canvas }, salt };
  }
  const inputs = input.length > 0 ? { inputs: await namedFiles(io, '--input', input) } : {};
  const origin: Origin =
    parent === undefined
      ? { kind: 'created', ...common, ...inputs }
      : { kind: 'edited', ...common, ...inputs, parent: await namedFile(io, '--parent', parent) };
  return { origin, salt };
}

function mining(word: string): TrainingMining {
  if (word === 'allowed' || word === 'notAllowed') return word;
  throw new UsageError(`--training-mining takes "allowed" or "notAllowed", not "${word}".`);
}

function assertionFile(io: Io): (path: string) => Promise<Assertion> {
  return async (path) => {
    let value: unknown;
    try {
      value = JSON.parse(await readFile(resolve(io.cwd, path), 'utf8'));
    } catch (cause) {
      throw new UsageError(`--assertion takes a JSON file: ${basename(path)} is none.`, { cause });
    }
    const { label, data } = (value ?? {}) as Partial<Assertion>;
    if (typeof label !== 'string' || data === undefined) {
      throw new UsageError(`${basename(path)} must hold {"label": "...", "data": ...}.`);
    }
    return { label, data };
  };
}

function resultLine(
  io: Io,
  { file, output, signed }: Outcome,
  salt: string | null,
  { json }: SignCommandOptions,
): string {
  if (json) {
    const { mediaType, activeManifest } = signed as Signed;
    const prompt = salt === null ? {} : { promptSalt: salt };
    const line = {
      schema: SIGN_SCHEMA,
      file: file.path,
      output,
      mediaType,
      activeManifest,
      ...prompt,
    };
    return `${JSON.stringify(line)}\n`;
  }
  return `${painter(io)('green', '✓')} signed ${file.path} as ${output}\n`;
}
