import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { writeFileAtomically } from '@provenance/content/node';
import { CONFIG_NAME, type Config } from '../config.ts';
import type { ExitCode } from '../exit-code.ts';
import { type Io, painter } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import { KEY_FILES, writeDevelopmentKeys } from './keys.ts';

const KEY_FOLDER = '.provenance';

export interface InitOptions {
  yes?: boolean;
  force?: boolean;
}

interface Answers {
  organization: string;
  generator: string;
  alg: string;
}

/** Makes a folder ready to sign and verify: a configuration, a development signer and its root. */
export async function initCommand(io: Io, options: InitOptions): Promise<ExitCode> {
  const defaults: Answers = {
    organization: 'Example Organization',
    generator: basename(resolve(io.cwd)) || 'provenance',
    alg: 'Ed25519',
  };
  const answers = options.yes ? defaults : await ask(io, defaults);
  const overwrite = options.force ?? false;
  const config: Config = {
    generator: { name: answers.generator, version: '0.1.0' },
    signer: {
      certificates: `${KEY_FOLDER}/${KEY_FILES.certificates}`,
      key: `${KEY_FOLDER}/${KEY_FILES.key}`,
    },
    trust: { anchors: [`${KEY_FOLDER}/${KEY_FILES.root}`] },
  };
  // The configuration goes first: if there is one already, nothing at all is touched.
  const file = join(io.cwd, CONFIG_NAME);
  await writeFileAtomically(file, `${JSON.stringify(config, null, 2)}\n`, { overwrite });
  const folder = join(io.cwd, KEY_FOLDER);
  await writeDevelopmentKeys(folder, { ...answers, force: overwrite });
  await writeFileAtomically(join(folder, '.gitignore'), '*.key\n', { overwrite: true });
  const paint = painter(io);
  await io.stdout.write(
    [
      `${paint('green', '✓')} Wrote ${CONFIG_NAME} and a development signer in ${KEY_FOLDER}/.`,
      '',
      '  provenance sign photo.png          writes photo.signed.png',
      '  provenance verify photo.signed.png',
      '',
      `${paint('yellow', 'Development certificates')} are trusted by this folder's configuration and by nobody else.`,
      '',
    ].join('\n'),
  );
  return 0;
}

async function ask(io: Io, defaults: Answers): Promise<Answers> {
  if (!io.stdin.isTTY)
    throw new UsageError('Nobody is there to answer: use `provenance init --yes`.');
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      io.stderr.write(chunk).then(() => done(), done);
    },
  });
  const terminal = createInterface({ input: io.stdin, output, terminal: true });
  try {
    const question = async (text: string, value: string) =>
      (await terminal.question(`${text} [${value}] `, { signal: io.signal })).trim() || value;
    return {
      organization: await question('Organization that signs', defaults.organization),
      generator: await question('Application that generates', defaults.generator),
      alg: await question('Signature algorithm, Ed25519 or ES256', defaults.alg),
    };
  } finally {
    terminal.close();
  }
}
