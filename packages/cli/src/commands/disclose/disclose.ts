import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { readFileContent } from '@provenance/content/node';
import {
  type Answers,
  buildStatement,
  checkAnswers,
  type Drift,
  findChangedPages,
  findDrift,
  formsOf,
  type Gap,
  jsonOf,
  MEASURED,
  MOST_STATEMENT_BYTES,
  type PublishedStatement,
  pagesOf,
  parseStatement,
  STATEMENT_FILE,
  type StatementFile,
  type SystemFacts,
  TITLES,
} from '@provenance/disclosure';
import { type Message, say } from '@provenance/messages';
import { sign } from '@provenance/sdk';
import { type LoadedConfig, loadConfig } from '../../config/config.ts';
import { writeNewFiles } from '../../files/new.ts';
import { signerOf } from '../../options/signer.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { VERSION } from '../../terminal/version.ts';
import { jsonLine } from '../../terminal/visible.ts';
import { words } from '../../terminal/words.ts';
import { type FactOptions, systemFacts } from './facts.ts';

export interface DiscloseOptions extends FactOptions {
  output?: string;
  check?: boolean;
  sign?: boolean;
  json?: boolean;
  config?: string | false;
}

const DISCLOSE_SCHEMA = 'provenance.disclose/1';
const DEFAULT_FOLDER = 'disclosure';
/** Where readers look for the credential of `statement.json`. */
const SIDECAR = 'statement.c2pa';

/**
 * Writes the statement in both languages, or with `check` says where the one that lies there no longer fits.
 * Exit code 2 where an item has no answer: each is named, and nothing is written.
 */
export async function discloseCommand(io: Io, options: DiscloseOptions): Promise<ExitCode> {
  if (options.check && options.sign) throw new UsageError(say('mistake.check-or-sign'));
  const config = await loadConfig(io, options.config);
  const folder = resolve(io.cwd, options.output ?? DEFAULT_FOLDER);
  const answers = answersOf(io, config);
  const facts = await systemFacts(io, config, answers, options);
  const published = await publishedIn(folder);
  const out = { io, json: options.json ?? false, say: (message: Message) => words(io, message) };
  if (options.check) return checked(out, folder, { answers, facts, published });
  return written(out, folder, { answers, facts, published, sign: options.sign ?? false }, config);
}

interface Out {
  readonly io: Io;
  readonly json: boolean;
  readonly say: (message: Message) => string;
}

interface Given {
  readonly answers: Answers;
  readonly facts: SystemFacts;
  readonly published: PublishedStatement | null;
}

/** @throws UsageError without answers; ProvenanceError CONFIG_INVALID naming every field that is wrong. */
function answersOf(io: Io, { disclosure, source }: LoadedConfig): Answers {
  if (disclosure === undefined) {
    throw new UsageError(say('mistake.no-disclosure'));
  }
  const answers = checkAnswers(disclosure);
  const { textProfile } = answers;
  if (textProfile === undefined) return answers;
  // Like all paths of the configuration.
  const folder = source === null ? io.cwd : dirname(resolve(io.cwd, source));
  return { ...answers, textProfile: resolve(folder, textProfile) };
}

async function publishedIn(folder: string): Promise<PublishedStatement | null> {
  const bytes = await contentOf(join(folder, STATEMENT_FILE));
  return bytes && parseStatement(new TextDecoder().decode(bytes));
}

/** Null: it is not there. */
async function contentOf(path: string): Promise<Uint8Array | null> {
  try {
    return await readFileContent(path, { maxBytes: MOST_STATEMENT_BYTES });
  } catch (error) {
    if (error instanceof ProvenanceError && error.code === 'FILE_NOT_FOUND') return null;
    throw error;
  }
}

async function checked(
  out: Out,
  folder: string,
  { published, ...given }: Given,
): Promise<ExitCode> {
  const found = [
    ...findDrift({ ...given, figures: MEASURED, published }),
    ...(published
      ? await findChangedPages(published, (name) => contentOf(join(folder, name)))
      : []),
  ];
  const { io, json, say } = out;
  const notes = found.filter(({ isNote }) => isNote);
  const drift = found.filter(({ isNote }) => !isNote);
  const ok = drift.length === 0;
  if (json) {
    const lines = (of: readonly Drift[]) =>
      of.map(({ kind, says, command }) => ({ kind, says, text: say(says), command }));
    const line = { command: 'check', ok, drift: lines(drift), notes: lines(notes) };
    await io.stdout.write(jsonLine({ schema: DISCLOSE_SCHEMA, ...line }));
  } else {
    await io.stdout.write(checkedText(io, drift, notes));
  }
  return ok ? 0 : 1;
}

function checkedText(io: Io, drift: readonly Drift[], notes: readonly Drift[]): string {
  const paint = painter(io, io.stdout);
  const lines = (of: readonly Drift[], sign: string) =>
    of.map(({ says, command }) => {
      const mend = command === null ? '' : `\n  ${command}`;
      return `${sign} ${words(io, says)}${mend}\n`;
    });
  const fits = `${paint('green', '✓')} ${words(io, say('disclose.fits'))}\n`;
  return [
    ...lines(drift, paint('red', '✗')),
    ...(drift.length === 0 ? [fits] : []),
    ...lines(notes, paint('yellow', '!')),
  ].join('');
}

async function written(
  out: Out,
  folder: string,
  { published, sign, ...given }: Given & { sign: boolean },
  config: LoadedConfig,
): Promise<ExitCode> {
  const built = buildStatement({ ...given, figures: MEASURED, previous: published, signed: sign });
  if (built.statement === null) return refused(out, built.gaps);
  const { statement } = built;
  const { io, json } = out;
  const seal = sign ? await sealOf(io, config) : null;
  const pages = seal ? await Promise.all(pagesOf(statement).map(seal.page)) : pagesOf(statement);
  const data = jsonOf(statement, pages);
  const files: readonly { readonly name: string; readonly text: string | Uint8Array }[] = [
    ...pages,
    ...formsOf(statement),
    data,
    ...(seal ? [{ name: SIDECAR, text: await seal.beside(data) }] : []),
  ];
  const texts = files.map(({ name, text }) => ({ path: join(folder, name), text }));
  await writeNewFiles(io, texts, { overwrite: true });
  // One of an earlier statement would say that this one was changed.
  if (seal === null) await rm(join(folder, SIDECAR), { force: true });
  const { version, items, changes } = statement;
  const explained = items.filter(({ status }) => status === 'explained').map(({ id }) => id);
  if (json) {
    const names = files.map(({ name }) => name);
    const line = { command: 'write', ok: true, version, signed: sign, explained, files: names };
    await io.stdout.write(jsonLine({ schema: DISCLOSE_SCHEMA, ...line }));
    return 0;
  }
  const isNew = published === null || published.version !== version;
  const [newest] = changes;
  const what = isNew
    ? (newest?.says ?? []).map(({ code, parameters }) => ({ code, parameters }))
    : [];
  const lines = what.map((message) => `  ${out.say(message as Message)}\n`).join('');
  const paint = painter(io, io.stdout);
  const counts = {
    version,
    implemented: items.length - explained.length,
    explained: explained.length,
  };
  const wrote = sign ? say('disclose.wrote.signed', counts) : say('disclose.wrote', counts);
  await io.stdout.write(`${paint('green', '✓')} ${words(io, wrote)}\n${lines}`);
  return 0;
}

async function refused({ io, json, say: shown }: Out, gaps: readonly Gap[]): Promise<ExitCode> {
  if (json) {
    const lines = gaps.map(({ item, why }) => ({ item, says: why, text: shown(why) }));
    const line = { schema: DISCLOSE_SCHEMA, command: 'write', ok: false, gaps: lines };
    await io.stdout.write(jsonLine(line));
  } else {
    const paint = painter(io, io.stderr);
    const lines = gaps.map(({ item, why }) => {
      const text = shown(say('disclosure.drift.gap', { item: TITLES[item], gap: why }));
      return `${paint('red', '✗')} ${text}\n`;
    });
    await io.stderr.write(`${lines.join('')}${words(io, say('disclose.nothing-written'))}\n`);
  }
  return 2;
}

/** Gives what is published a credential. */
interface Seal {
  /** The page with its credential in it. */
  page(page: StatementFile): Promise<StatementFile>;
  /** A manifest store to lie beside: JSON has no place for one that its readers would leave alone. */
  beside(file: StatementFile): Promise<Uint8Array>;
}

/** The statement proves its own origin. @throws UsageError where nobody is configured who could sign. */
async function sealOf(io: Io, config: LoadedConfig): Promise<Seal> {
  const signer = await signerOf(io, {}, config);
  if (signer === null) throw new UsageError(say('mistake.sign-needs-signer'));
  const generator = config.generator ?? { name: 'provenance', version: VERSION };
  const { signal } = io;
  const about = (title: string) =>
    ({ kind: 'created', sourceType: 'algorithmicMedia', generator, title }) as const;
  return {
    async page({ name, text }) {
      const made = await sign({ text, fileName: name }, about(name), { signer, signal });
      return { name, text: made.text };
    },
    async beside({ name, text }) {
      const options = { signer, signal, mediaType: 'text/plain', embed: false } as const;
      const { manifestStore } = await sign({ text, fileName: name }, about(name), options);
      return manifestStore;
    },
  };
}
