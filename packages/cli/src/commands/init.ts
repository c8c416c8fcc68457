import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { pemSigner, type Signer } from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import { type Message, say } from '@provenance/messages';
import type { RecordSigner } from '@provenance/registry';
import { CONFIG_NAME } from '../config/config.ts';
import type { Config } from '../config/shape.ts';
import { folderNow, trustFolder } from '../config/trusted-folder.ts';
import { writeNewFiles } from '../files/new.ts';
import { registryWriter } from '../registry/open.ts';
import { errorSays } from '../terminal/error.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { note, words } from '../terminal/words.ts';
import {
  developmentKeyFiles,
  developmentKeys,
  KEY_FILES,
  KEY_FOLDER,
  recordKeyFiles,
  watermarkKeyFile,
} from './keys/keys.ts';

const REGISTRY = 'registry';
const DEFAULT_GENERATOR = 'provenance';

export interface InitOptions {
  yes?: boolean;
  force?: boolean;
}

interface Answers {
  organization: string;
  generator: string;
  alg: string;
}

/**
 * Makes a folder ready to mark, sign and verify: a configuration, a development signer, its root, a watermark key
 * and a registry; and the user trust it.
 */
export async function initCommand(io: Io, { yes, force }: InitOptions): Promise<ExitCode> {
  const defaults: Answers = {
    organization: 'Example Organization',
    generator: DEFAULT_GENERATOR,
    alg: 'Ed25519',
  };
  const { organization, generator, alg } = yes ? defaults : await ask(io, defaults);
  if (alg !== 'Ed25519' && alg !== 'ES256') {
    throw new UsageError(say('mistake.init-alg'));
  }
  if ([...organization].length > 64) {
    throw new UsageError(say('mistake.organization-too-long'));
  }
  const folder = join(io.cwd, KEY_FOLDER);
  const made = await developmentKeys({ organization, alg });
  const signer = await pemSigner(made);
  // Records are signed with Ed25519 only.
  const recorder = alg === 'Ed25519' ? null : await recordKey(folder, signer);
  const config: Config = {
    ...(generator !== DEFAULT_GENERATOR && { generator: { name: generator, version: '0.1.0' } }),
    signer: {
      certificates: `${KEY_FOLDER}/${KEY_FILES.certificates}`,
      key: `${KEY_FOLDER}/${KEY_FILES.key}`,
    },
    watermark: {
      keys: [
        { key: `${KEY_FOLDER}/${KEY_FILES.watermark}`, name: organization, marks: 'ai-generated' },
      ],
    },
    trust: { anchors: [`${KEY_FOLDER}/${KEY_FILES.root}`] },
    registry: {
      location: `${KEY_FOLDER}/${REGISTRY}`,
      ...recorder?.config,
    },
  };
  await writeNewFiles(
    io,
    [
      { path: join(io.cwd, CONFIG_NAME), text: `${JSON.stringify(config, null, 2)}\n` },
      // Before the key, so that no key lies where a commit could take it.
      { path: join(folder, '.gitignore'), text: `*.key\n${REGISTRY}*/\n` },
      ...developmentKeyFiles(folder, made),
      ...(recorder?.files ?? []),
      watermarkKeyFile(join(folder, KEY_FILES.watermark)),
    ],
    { overwrite: force ?? false },
  );
  // One that is there stays: with --force too, for nothing could make its records again.
  await makeRegistry(join(folder, REGISTRY), recorder?.signer ?? signer);
  const problem = await trustMade(io);
  const paint = painter(io, io.stdout);
  await io.stdout.write(
    [
      `${paint('green', '✓')} ${words(io, say('init.wrote', { config: CONFIG_NAME, folder: `${KEY_FOLDER}/` }))}`,
      '',
      `  ${words(io, say('init.example.mark'))}`,
      '  provenance verify photo.marked.png',
      '',
      paint('yellow', words(io, say('init.development'))),
      paint('yellow', words(io, say('init.key'))),
      words(io, say('init.registry')),
      '',
    ].join('\n'),
  );
  if (problem !== null) await io.stderr.write(note(io, say('init.not-trusted', { why: problem })));
  return 0;
}

/** Who makes a folder means what is in it. Returns what is wrong; null if nothing. */
async function trustMade(io: Io): Promise<Message | null> {
  try {
    const made = await folderNow(await realpath(io.cwd), CONFIG_NAME);
    return (await trustFolder(io, made)) ? null : say('mistake.no-home');
  } catch (error) {
    // As in a container whose home cannot be written to: everything else is made, and of use.
    if (error instanceof ProvenanceError) return errorSays(error, io.language);
    throw error;
  }
}

/** A key for records that the signer has certified, its files, and where the configuration names them. */
async function recordKey(folder: string, signer: Signer) {
  const { createRecordKey, describeRecordKey, recordKeySigner } = await import(
    '@provenance/registry'
  );
  const made = await createRecordKey(signer);
  const files = recordKeyFiles(folder, made, (await describeRecordKey(made.delegation))!.id);
  const [key, certificates] = files.map(({ path }) => `${KEY_FOLDER}/${basename(path)}`);
  return {
    files,
    config: { certificates: certificates!, key: key! },
    signer: await recordKeySigner(made),
  };
}

async function makeRegistry(location: string, signer: RecordSigner): Promise<void> {
  const registry = registryWriter({ location }, signer, { create: true });
  await registry.open();
  await registry.close();
}

async function ask(io: Io, defaults: Answers): Promise<Answers> {
  if (!io.stdin.isTTY) throw new UsageError(say('mistake.nobody-to-answer'));
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      io.stderr.write(chunk).then(() => done(), done);
    },
  });
  const terminal = createInterface({ input: io.stdin, output, terminal: true, signal: io.signal });
  const lines = terminal[Symbol.asyncIterator]();
  try {
    const question = async (text: string, value: string) => {
      terminal.setPrompt(`${text} [${value}] `);
      terminal.prompt();
      const { value: line, done } = await lines.next();
      // Ctrl-C and Ctrl-D reach the terminal's reader and no signal handler.
      if (done) throw new DOMException('There was no answer.', 'AbortError');
      return line.trim() || value;
    };
    return {
      organization: await question(words(io, say('ask.organization')), defaults.organization),
      generator: await question(words(io, say('ask.generator')), defaults.generator),
      alg: await question(words(io, say('ask.alg')), defaults.alg),
    };
  } finally {
    terminal.close();
  }
}
