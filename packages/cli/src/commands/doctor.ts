import {
  describeCertificates,
  type EngineDescription,
  engine,
  type Signer,
} from '@provenance/c2pa';
import { isTextType, MEDIA_TYPES, ProvenanceError } from '@provenance/content';
import { imageLibrary } from '@provenance/image';
import { isKeyReference } from '@provenance/kms';
import { type Message, type MessageLike, say } from '@provenance/messages';
import type { RecordSigner } from '@provenance/registry';
import { createPlan } from '@provenance/watermark';
import {
  CONFIG_FIELDS,
  CONFIG_NAME,
  type ConfigField,
  type LoadedConfig,
  loadConfig,
  passedOverSays,
} from '../config/config.ts';
import { shownField } from '../config/shown.ts';
import { EXPIRES_SOON_DAYS, historyOfWatermark } from '../options/key-history.ts';
import { organizationOf, otherOwner } from '../options/key-owner.ts';
import { serviceKey } from '../options/key-signer.ts';
import { recordSigner } from '../options/record-signer.ts';
import { DEFAULT_RECORD_MODE, registryOf } from '../options/registry.ts';
import { signerOf } from '../options/signer.ts';
import { trustOf } from '../options/trust.ts';
import { watermarkKeys } from '../options/watermark-key.ts';
import { registryStats, statsSays } from '../registry/stats.ts';
import { explained, mistakeText } from '../terminal/error.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { VERSION } from '../terminal/version.ts';
import { jsonLine, visible } from '../terminal/visible.ts';
import { padded } from '../terminal/width.ts';
import { words } from '../terminal/words.ts';

export const DOCTOR_SCHEMA = 'provenance.doctor/1';

const TEXT_TYPES = Object.keys(MEDIA_TYPES).filter(
  (mediaType) => isTextType(mediaType) && mediaType !== 'application/json',
);

interface Formats {
  readonly signs: readonly string[];
  readonly reads: readonly string[];
}

interface Finding {
  /** Of the check; for programs. */
  readonly what: Check;
  readonly value: string;
  /** What is wrong and what to do; null if nothing. */
  readonly problem: string | null;
}

/** What is checked, in order, and what it is called for people. */
const CHECKS = {
  provenance: null,
  'C2PA engine': say('doctor.row.engine'),
  'other engine': say('doctor.row.other-engine'),
  'image library': say('doctor.row.image-library'),
  configuration: say('doctor.row.configuration'),
  signer: say('doctor.row.signer'),
  'trust lists': say('doctor.row.trust-lists'),
  watermark: say('doctor.row.watermark'),
  registry: say('doctor.row.registry'),
} as const;

type Check = keyof typeof CHECKS;

/** Checks from the ground up; the first problem is the one to solve first. Exit code 2 with one. */
export async function doctorCommand(
  io: Io,
  options: { json?: boolean; config?: string | false },
): Promise<ExitCode> {
  const findings: Finding[] = [];
  const check = async (what: Check, look: () => Promise<string>) => {
    try {
      findings.push({ what, value: await look(), problem: null });
    } catch (error) {
      findings.push({ what, value: '-', problem: problemText(io, error) });
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
    const said = say('doctor.engine', {
      engine: engineText(description),
      count: knownHoles.length,
      open: open.length,
    });
    return words(
      io,
      open.length > 0 ? say('doctor.engine.open', { said, titles: open.join('; ') }) : said,
    );
  });
  // Said in a row of its own only where there is a first one.
  const { other = null, signs = [], reads = [], knownHoles = [] } = reader ?? {};
  if (other !== null) await check('other engine', async () => words(io, otherSays(other)));
  await check('image library', async () => {
    const { name, version, engine } = await imageLibrary();
    return `${name} ${version} (${engine})`;
  });
  let config: LoadedConfig = { source: null, sources: {}, passedOver: [] };
  await check('configuration', async () => {
    config = await loadConfig(io, options.config, { untrusted: 'pass-over' });
    const [unused] = config.passedOver;
    if (unused !== undefined) throw new UsageError(passedOverSays(io, unused));
    return config.source ?? words(io, say('doctor.no-config', { name: CONFIG_NAME }));
  });
  let by: Signer | null = null;
  await check('signer', async () => {
    by = await signerOf(io, {}, config);
    return signerText(io, config, by);
  });
  await check('trust lists', () => trust(io, config));
  await check('watermark', () => watermark(io, config, by));
  await check('registry', () => registry(io, config, by));

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
function otherSays(other: EngineDescription['other']): Message {
  const engine = engineText(other);
  if (other.missing === null) return say('doctor.other', { engine });
  const [first = ''] = other.missing.split('\n', 1);
  const why = first.slice(0, 200);
  return other.name.endsWith('-node')
    ? say('doctor.other.missing-native', { engine, why })
    : say('doctor.other.missing', { engine, why });
}

/** @throws What is no matter of the user. */
function problemText({ language }: Io, error: unknown): string {
  if (error instanceof UsageError) return mistakeText(error, language);
  if (error instanceof ProvenanceError) return `${explained(error, language)} (${error.code})`;
  throw error;
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
  'registry.recordMode': DEFAULT_RECORD_MODE,
};

async function signerText(io: Io, config: LoadedConfig, signer: Signer | null): Promise<string> {
  if (signer === null) {
    return words(io, say('doctor.no-signer'));
  }
  const [leaf] = await describeCertificates(signer.certificates);
  if (leaf === undefined) return signer.alg;
  const service = await serviceOf(io, config, signer);
  const days = Math.floor((Date.parse(leaf.notAfter) - Date.now()) / 86_400_000);
  const facts = [
    say('doctor.alg', { alg: signer.alg }),
    ...(service === null ? [] : [say('doctor.in-service', { service })]),
    ...(leaf.development ? [say('doctor.development')] : []),
    signer.timestampUrl === null ? say('doctor.no-stamps') : say('doctor.stamps'),
    days < EXPIRES_SOON_DAYS
      ? say('doctor.days.soon', { count: days })
      : say('doctor.days', { count: days }),
  ];
  return words(io, say('doctor.signer', { subject: leaf.subject, facts }));
}

/** Of a key in a service: which, once it has signed something, which is checked with the certificate. Else null. */
async function serviceOf(io: Io, { signer: named }: LoadedConfig, signer: Signer) {
  if (named === undefined || !('key' in named) || !isKeyReference(named.key)) return null;
  await signer.sign(new TextEncoder().encode('provenance doctor'), { signal: io.signal });
  return (await serviceKey(io, named.key)).service;
}

async function trust(io: Io, config: LoadedConfig): Promise<string> {
  const trust = await trustOf(io, {}, config, { reads: true });
  if (trust === null) return words(io, say('doctor.no-trust'));
  const { description } = trust;
  const { anchors, olderAnchors, allowedList, tsaAnchors } = description;
  const lists = [...anchors, ...olderAnchors, ...allowedList, ...tsaAnchors].map(
    ({ source, date, count, development }) => {
      if (development) return say('doctor.list.development', { source, count });
      return date
        ? say('doctor.list.dated', { source, count, date })
        : say('doctor.list', { source, count });
    },
  );
  return words(io, say('doctor.lists', { lists }));
}

async function watermark(io: Io, config: LoadedConfig, signer: Signer | null): Promise<string> {
  const keys = await watermarkKeys(io, '--watermark-key', undefined, config);
  if (keys.length === 0) return words(io, say('doctor.no-key'));
  const who = signer && organizationOf(signer);
  const owner = signer && otherOwner(config, keys, who);
  if (owner !== null) throw new UsageError(say('keys.of-others', { owner, who: who ?? '-' }));
  const lists = keys.map(({ key: bytes, name, marks }) => {
    const bare = say('doctor.key', { keyId: createPlan(bytes).keyId });
    const key = name === undefined ? bare : say('doctor.key.of', { key: bare, name });
    const plain =
      marks === undefined ? key : say('doctor.key.marks', { key, what: say(`what.${marks}`) });
    const { retired, compromised } = historyOfWatermark(config, bytes);
    if (compromised !== undefined) {
      return say('keys.history.compromised', { of: plain, since: compromised });
    }
    return retired === undefined
      ? plain
      : say('keys.history.retired', { of: plain, since: retired });
  });
  return words(io, say('doctor.lists', { lists }));
}

/** @param signer Null: there is none, or what is wrong with it was said of it. */
async function registry(io: Io, config: LoadedConfig, signer: Signer | null): Promise<string> {
  const settings = registryOf(io, {}, config);
  if (settings === null) return words(io, say('doctor.no-registry'));
  const stats = statsSays(await registryStats(settings));
  // Who only verifies needs no key.
  const recorder =
    signer !== null || config.registry?.key !== undefined
      ? await recordSigner(io, config, signer)
      : null;
  const said = say('doctor.registry', { stats, mode: settings.recordMode });
  if (recorder === null) return words(io, said);
  const withKey = await withRecordKey(said, recorder);
  if (withKey !== null) return words(io, withKey);
  const isCalledForRecords = recorder === signer && isAway(config);
  return words(
    io,
    isCalledForRecords ? say('doctor.registry.by-signer', { registry: said }) : said,
  );
}

/** Whether each signature of the signer is a call of something else. */
function isAway({ signer }: LoadedConfig): boolean {
  return signer !== undefined && ('command' in signer || isKeyReference(signer.key));
}

/** How long a record key may still sign. @throws ProvenanceError DELEGATION_EXPIRED for one that may not. */
async function withRecordKey(
  registry: Message,
  { certificates }: RecordSigner,
): Promise<Message | null> {
  const { describeRecordKey } = await import('@provenance/registry');
  const described = await describeRecordKey(certificates);
  if (described === null) return null;
  const count = Math.floor((Date.parse(described.validUntil) - Date.now()) / 86_400_000);
  if (count < 0) throw new ProvenanceError('DELEGATION_EXPIRED');
  const days =
    count < EXPIRES_SOON_DAYS ? say('doctor.days.soon', { count }) : say('doctor.days', { count });
  return say('doctor.registry.record-key', { registry, days });
}

function text(
  io: Io,
  findings: readonly Finding[],
  settings: readonly Setting[],
  { signs, reads }: Formats,
  problem: string | null,
): string {
  const paint = painter(io, io.stdout);
  const named = (message: MessageLike) => padded(words(io, message), 16);
  const rows = findings.map(({ what, value, problem }) => {
    const label = CHECKS[what];
    const name = label === null ? padded(what, 16) : named(label);
    return problem === null
      ? `${paint('green', '✓')} ${name} ${visible(value)}`
      : `${paint('red', '✗')} ${name} ${visible(problem)}`;
  });
  for (const { field, value, source } of settings) {
    const said =
      value === null
        ? say('doctor.unset', { source })
        : say('doctor.setting', { value: [value].flat().join(', '), source });
    rows.push(`    ${field.padEnd(21)} ${words(io, said)}`);
  }
  const only = reads.filter((mediaType) => !signs.includes(mediaType));
  rows.push(
    `  ${named(say('doctor.row.signs'))} ${signs.join(', ')}`,
    `  ${named(say('doctor.row.reads'))} ${words(io, say('doctor.reads-too', { types: only.join(', ') }))}`,
    `  ${named(say('doctor.row.text'))} ${words(io, say('doctor.texts', { types: TEXT_TYPES.join(', ') }))}`,
  );
  const verdict =
    problem === null
      ? words(io, say('doctor.nothing-wrong'))
      : `${paint('red', words(io, say('doctor.first-problem')))} ${visible(problem)}`;
  return `${rows.join('\n')}\n\n${verdict}\n`;
}
