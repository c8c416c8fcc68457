import { access, constants } from 'node:fs/promises';
import { describeCertificates, engine, pemSigner, type TrustDescription } from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import { readFileContent } from '@provenance/content/node';
import { imageLibrary } from '@provenance/image';
import { CONFIG_NAME, type LoadedConfig, loadConfig } from '../config.ts';
import type { ExitCode } from '../exit-code.ts';
import { type Io, painter } from '../io.ts';
import { trustOf } from '../trust-options.ts';
import { VERSION } from '../version.ts';

/** A signing certificate with fewer days left than this is worth a word. */
const EXPIRES_SOON_DAYS = 30;

export const DOCTOR_SCHEMA = 'provenance.doctor/1';

interface Formats {
  readonly signs: readonly string[];
  readonly reads: readonly string[];
}

interface Finding {
  readonly what: string;
  readonly value: string;
  /** What is wrong and what to do; null if nothing. */
  readonly problem: string | null;
}

/** Checks from the ground up; the first problem is the one to solve first. Exit code 2 with one. */
export async function doctorCommand(
  io: Io,
  options: { json?: boolean; config?: string },
): Promise<ExitCode> {
  const findings: Finding[] = [];
  const check = async (what: string, look: () => Promise<string>) => {
    try {
      findings.push({ what, value: await look(), problem: null });
    } catch (error) {
      if (!(error instanceof ProvenanceError)) throw error;
      findings.push({ what, value: '-', problem: `${error.message} (${error.code})` });
    }
  };

  const platform = `${process.platform}-${process.arch}`;
  await check('provenance', async () => `${VERSION}, Node ${process.versions.node}, ${platform}`);
  let formats: Formats = { signs: [], reads: [] };
  await check('C2PA engine', async () => {
    const description = await engine();
    formats = { signs: description.signs, reads: description.reads };
    return `${description.name} ${description.version} (c2pa-rs ${description.sdkVersion})`;
  });
  await check('image library', async () => {
    const { name, version, engine } = await imageLibrary();
    return `${name} ${version} (${engine})`;
  });
  let config: LoadedConfig = { source: null };
  await check('configuration', async () => {
    config = await loadConfig(io, options.config);
    return config.source ?? `none (no ${CONFIG_NAME} here or above)`;
  });
  await check('signer', () => signer(config));
  await check('trust lists', () => trust(io, config));

  const problem = findings.find((finding) => finding.problem !== null)?.problem ?? null;
  if (options.json) {
    const line = { schema: DOCTOR_SCHEMA, ok: problem === null, problem, findings, ...formats };
    await io.stdout.write(`${JSON.stringify(line)}\n`);
  } else {
    await io.stdout.write(text(io, findings, formats, problem));
  }
  return problem === null ? 0 : 2;
}

async function signer({ signer }: LoadedConfig): Promise<string> {
  if (signer === undefined)
    return 'none: `provenance sign` needs --key and --cert, or `provenance init`';
  await access(signer.key, constants.R_OK).catch(() => {
    throw new ProvenanceError(
      'FILE_NOT_FOUND',
      'The private key of the configuration is not there.',
    );
  });
  const read = async (path: string) =>
    new TextDecoder().decode(await readFileContent(path, { maxBytes: 1 << 20 }));
  const certificates = await read(signer.certificates);
  const { alg, timestampUrl } = await pemSigner({
    certificates,
    key: await read(signer.key),
    ...(signer.timestampUrl !== undefined && { timestampUrl: signer.timestampUrl }),
  });
  const [leaf] = await describeCertificates(certificates);
  if (leaf === undefined) return alg;
  const days = Math.floor((Date.parse(leaf.notAfter) - Date.now()) / 86_400_000);
  const soon = days < EXPIRES_SOON_DAYS ? ' (renew it soon)' : '';
  const development = leaf.development ? ', development' : '';
  const stamped = timestampUrl === null ? 'no time stamps' : 'with time stamps';
  return `${leaf.subject}; ${alg}${development}; ${stamped}; valid for ${days} days${soon}`;
}

async function trust(io: Io, config: LoadedConfig): Promise<string> {
  const trust = await trustOf(io, {}, config);
  if (trust === null) return 'none: every signer will be untrusted';
  const { description } = trust;
  return [...description.anchors, ...description.allowedList, ...description.tsaAnchors]
    .map(
      ({ source, count, development }: TrustDescription['anchors'][number]) =>
        `${source} (${count}${development ? ', development' : ''})`,
    )
    .join(', ');
}

function text(
  io: Io,
  findings: readonly Finding[],
  { signs, reads }: Formats,
  problem: string | null,
): string {
  const paint = painter(io);
  const rows = findings.map(({ what, value, problem }) =>
    problem === null
      ? `${paint('green', '✓')} ${what.padEnd(14)} ${value}`
      : `${paint('red', '✗')} ${what.padEnd(14)} ${problem}`,
  );
  const only = reads.filter((mediaType) => !signs.includes(mediaType));
  const verdict =
    problem === null ? 'Nothing is wrong.' : `${paint('red', 'First problem:')} ${problem}`;
  return `${rows.join('\n')}\n  ${'signs'.padEnd(14)} ${signs.join(', ')}\n  ${'reads'.padEnd(14)} those, and ${only.join(', ')}\n\n${verdict}\n`;
}
