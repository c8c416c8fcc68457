import { describeCertificates, type EngineDescription, engine } from '@provenance/c2pa';
import { isTextType, MEDIA_TYPES, ProvenanceError } from '@provenance/content';
import { imageLibrary } from '@provenance/image';
import { quoted } from '@provenance/sdk';
import { createPlan } from '@provenance/watermark';
import {
  CONFIG_FIELDS,
  CONFIG_NAME,
  type ConfigField,
  type LoadedConfig,
  loadConfig,
  passedOverText,
} from '../config/config.ts';
import { shownField } from '../config/shown.ts';
import { recordSigner } from '../options/record-signer.ts';
import { DEFAULT_POLICY, registryOf } from '../options/registry.ts';
import { signerOf } from '../options/signer.ts';
import { trustOf } from '../options/trust.ts';
import { watermarkKeys } from '../options/watermark-key.ts';
import { registryStats, statsText } from '../registry/stats.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { VERSION } from '../terminal/version.ts';
import { jsonLine, visible } from '../terminal/visible.ts';

/** A signing certificate with fewer days left than this is worth a word. */
const EXPIRES_SOON_DAYS = 30;

export const DOCTOR_SCHEMA = 'provenance.doctor/1';

const TEXT_TYPES = Object.keys(MEDIA_TYPES).filter(
  (mediaType) => isTextType(mediaType) && mediaType !== 'application/json',
);

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
  options: { json?: boolean; config?: string | false },
): Promise<ExitCode> {
  const findings: Finding[] = [];
  const check = async (what: string, look: () => Promise<string>) => {
    try {
      findings.push({ what, value: await look(), problem: null });
    } catch (error) {
      const code = error instanceof ProvenanceError ? ` (${error.code})` : '';
      if (code === '' && !(error instanceof UsageError)) throw error;
      findings.push({ what, value: '-', problem: `${(error as Error).message}${code}` });
    }
  };

  const platform = `${process.platform}-${process.arch}`;
  await check('provenance', async () => `${VERSION}, Node ${process.versions.node}, ${platform}`);
  let reader: EngineDescription | null = null;
  await check('C2PA engine', async () => {
    const description = await engine();
    reader = description;
    const { knownHoles } = description;
    const open = knownHoles.filter(({ covered }) => !covered).map(({ title }) => title);
    const holes = `known holes: ${knownHoles.length}, ${open.length} not made up for here${open.length > 0 ? ` (${open.join('; ')})` : ''}`;
    return `${engineText(description)}, ${holes}`;
  });
  // Said in a row of its own only where there is a first one.
  const { other = null, signs = [], reads = [], knownHoles = [] } = reader ?? {};
  if (other !== null) await check('other engine', async () => otherText(other));
  await check('image library', async () => {
    const { name, version, engine } = await imageLibrary();
    return `${name} ${version} (${engine})`;
  });
  let config: LoadedConfig = { source: null, sources: {}, passedOver: [] };
  await check('configuration', async () => {
    config = await loadConfig(io, options.config, { untrusted: 'pass-over' });
    const [unused] = config.passedOver;
    if (unused !== undefined) throw new UsageError(passedOverText(io, unused));
    return config.source ?? `none (no ${CONFIG_NAME} here or above)`;
  });
  await check('signer', () => signer(io, config));
  await check('trust lists', () => trust(io, config));
  await check('watermark', () => watermark(io, config));
  await check('registry', () => registry(io, config));

  const problem = findings.find((finding) => finding.problem !== null)?.problem ?? null;
  if (options.json) {
    const settings = settingsOf(io, config);
    const ok = problem === null;
    const text = TEXT_TYPES;
    const line = {
      schema: DOCTOR_SCHEMA,
      ok,
      problem,
      findings,
      settings,
      engine: reader && engineFields(reader),
      signs,
      reads,
      text,
      knownHoles,
    };
    await io.stdout.write(jsonLine(line));
  } else {
    await io.stdout.write(text(io, findings, settingsOf(io, config), { signs, reads }, problem));
  }
  return problem === null ? 0 : 2;
}

type EngineName = EngineDescription['other'] | EngineDescription;

function engineText({ name, version, sdkVersion }: EngineName): string {
  return `${name} ${version} (c2pa-rs ${sdkVersion})`;
}

function engineFields({ name, version, sdkVersion, other }: EngineDescription) {
  return { name, version, sdkVersion, other };
}

/** What the engine that does not read here would say, or why it cannot. */
function otherText(other: EngineDescription['other']): string {
  if (other.missing === null) {
    return `${engineText(other)}, would read in its place, two to four times slower`;
  }
  const isNative = other.name.endsWith('-node');
  const [why = ''] = other.missing.split('\n', 1);
  const use = isNative
    ? 'it reads two to four times as fast, and signs sound and film'
    : 'not needed';
  return `${engineText(other)} cannot be loaded (${why.slice(0, 200)}): ${use}`;
}

interface Setting {
  readonly field: ConfigField;
  readonly value: string | readonly string[] | null;
  /** A variable of the environment, the configuration's path, or `default`. */
  readonly source: string;
}

/** What is in force, field by field. Flags of the other commands come on top. */
function settingsOf({ cwd }: Io, config: LoadedConfig): Setting[] {
  return CONFIG_FIELDS.map((field) => {
    const value = shownField(cwd, config, field) ?? DEFAULTS[field] ?? null;
    return { field, value, source: config.sources[field] ?? 'default' };
  });
}

const DEFAULTS: Readonly<Partial<Record<ConfigField, string>>> = {
  'generator.name': 'provenance',
  'generator.version': VERSION,
  'registry.policy': DEFAULT_POLICY,
};

async function signer(io: Io, config: LoadedConfig): Promise<string> {
  const signer = await signerOf(io, {}, config);
  if (signer === null) {
    return 'none: `provenance sign` needs --key and --cert, or `provenance init`';
  }
  const [leaf] = await describeCertificates(signer.certificates);
  if (leaf === undefined) return signer.alg;
  const days = Math.floor((Date.parse(leaf.notAfter) - Date.now()) / 86_400_000);
  const soon = days < EXPIRES_SOON_DAYS ? ' (renew it soon)' : '';
  const development = leaf.development ? ', development' : '';
  const stamped = signer.timestampUrl === null ? 'no time stamps' : 'with time stamps';
  return `${leaf.subject}; ${signer.alg}${development}; ${stamped}; valid for ${days} days${soon}`;
}

async function trust(io: Io, config: LoadedConfig): Promise<string> {
  const trust = await trustOf(io, {}, config, { reads: true });
  if (trust === null) return 'none: every signer will be untrusted';
  const { description } = trust;
  return [
    ...description.anchors,
    ...description.olderAnchors,
    ...description.allowedList,
    ...description.tsaAnchors,
  ]
    .map(
      ({ source, date, count, development }) =>
        `${source} (${count}${date ? `, of ${date}` : ''}${development ? ', development' : ''})`,
    )
    .join(', ');
}

async function watermark(io: Io, config: LoadedConfig): Promise<string> {
  const keys = await watermarkKeys(io, '--key', undefined, config);
  if (keys.length === 0) return 'none: `provenance mark` needs --key, or `provenance init`';
  return keys
    .map(({ key, name, marks }) => {
      const whose = name === undefined ? '' : ` of ${quoted(name)}`;
      return `key ${createPlan(key).keyId}${whose}${marks === undefined ? '' : `, marks ${marks}`}`;
    })
    .join('; ');
}

async function registry(io: Io, config: LoadedConfig): Promise<string> {
  const settings = registryOf(io, {}, config);
  if (settings === null) return 'none: nothing is recorded; see `provenance init`';
  const stats = statsText(await registryStats(settings));
  const signer = await signerOf(io, {}, config);
  // Who only verifies needs no key.
  if (signer !== null || config.registry?.key !== undefined) await recordSigner(io, config, signer);
  return `${stats}; policy ${settings.policy}`;
}

function text(
  io: Io,
  findings: readonly Finding[],
  settings: readonly Setting[],
  { signs, reads }: Formats,
  problem: string | null,
): string {
  const paint = painter(io, io.stdout);
  const rows = findings.map(({ what, value, problem }) =>
    problem === null
      ? `${paint('green', '✓')} ${what.padEnd(14)} ${visible(value)}`
      : `${paint('red', '✗')} ${what.padEnd(14)} ${visible(problem)}`,
  );
  for (const { field, value, source } of settings) {
    const shown = value === null ? 'none' : [value].flat().join(', ');
    rows.push(`    ${field.padEnd(21)} ${visible(shown)} (${visible(source)})`);
  }
  const only = reads.filter((mediaType) => !signs.includes(mediaType));
  const verdict =
    problem === null
      ? 'Nothing is wrong.'
      : `${paint('red', 'First problem:')} ${visible(problem)}`;
  return `${rows.join('\n')}\n  ${'signs'.padEnd(14)} ${signs.join(', ')}\n  ${'reads'.padEnd(14)} those, and ${only.join(', ')}\n  ${'text'.padEnd(14)} ${TEXT_TYPES.join(', ')}, other text as plain or by its comments; JSON beside a sidecar\n\n${verdict}\n`;
}
