import { access, realpath } from 'node:fs/promises';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { isKeyReference } from '@provenance/kms';
import { type Message, say } from '@provenance/messages';
import { namedText } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { checkConfig } from './check.ts';
import { type KeyList, keyListBeside, readKeyList } from './key-list.ts';
import { locatedFrom } from './registry-location.ts';
import type { Config, WatermarkKeyConfig } from './shape.ts';
import { type FolderTrust, trustOfFolder } from './trusted-folder.ts';

export const CONFIG_NAME = 'provenance.config.json';

/** The configuration in force, paths absolute, and where it came from. */
export interface LoadedConfig extends Config {
  /** Relative to the working folder; null without one. */
  readonly source: string | null;
  /** Where each field that is set comes from: the file, or a variable of the environment. */
  readonly sources: Readonly<Partial<Record<ConfigField, string>>>;
  /** Configurations that lie nearer, in folders that the user does not trust: nothing of them counts. */
  readonly passedOver: readonly PassedOver[];
  /** What became of keys over time: of the file beside the configuration. */
  readonly keyList?: KeyList;
}

/** A configuration that was found and not used. */
export interface PassedOver {
  /** Relative to the working folder. */
  readonly file: string;
  readonly why: Exclude<FolderTrust, 'trusted'>;
}

export const CONFIG_FIELDS = [
  'signer.certificates',
  'signer.key',
  'signer.command',
  'signer.timestampUrl',
  'generator.name',
  'generator.version',
  'trust.anchors',
  'trust.allowedList',
  'trust.tsaAnchors',
  'trust.trustConfig',
  'watermark.keys',
  'watermark.visibility',
  'textMark.profiles',
  'registry.location',
  'registry.recordMode',
  'registry.outbox',
  'registry.certificates',
  'registry.key',
  'guard.action',
  'queue.allowHosts',
  'resolvers',
] as const;

export type ConfigField = (typeof CONFIG_FIELDS)[number];

/** The value of a field; undefined where it is not set. */
export function configField(
  config: Config,
  field: ConfigField,
): string | readonly string[] | undefined {
  if (field === 'watermark.keys') return config.watermark?.keys.map(({ key }) => key);
  if (field === 'textMark.profiles') {
    return config.textMark?.profiles.map(({ profile }) => profile);
  }
  if (field === 'resolvers') return config.resolvers?.map(({ url }) => url);
  const [section, key] = field.split('.') as [keyof Config, string];
  const value = (config[section] as Record<string, string | readonly string[]> | undefined)?.[key];
  return value?.length === 0 ? undefined : value;
}

/** What a person has to look at for a field: the variable of the environment that sets it, or the field. */
export function settingName(
  { sources }: Pick<LoadedConfig, 'sources'>,
  field: ConfigField,
): string {
  const variable = VARIABLES[field];
  return variable !== undefined && sources[field] === variable ? variable : field;
}

const LISTS = ['anchors', 'allowedList', 'tsaAnchors'] as const;

const ENVIRONMENT = {
  anchors: 'PROVENANCE_TRUST_ANCHORS',
  allowedList: 'PROVENANCE_ALLOWED_LIST',
  tsaAnchors: 'PROVENANCE_TSA_ANCHORS',
} as const;

/** The same by field, with those that are no lists. */
const VARIABLES: Readonly<Partial<Record<ConfigField, string>>> = {
  'signer.certificates': 'PROVENANCE_CERTIFICATES',
  'signer.key': 'PROVENANCE_SIGNER_KEY',
  'trust.anchors': ENVIRONMENT.anchors,
  'trust.allowedList': ENVIRONMENT.allowedList,
  'trust.tsaAnchors': ENVIRONMENT.tsaAnchors,
  'trust.trustConfig': 'PROVENANCE_TRUST_CONFIG',
  'watermark.keys': 'PROVENANCE_WATERMARK_KEY',
  'registry.location': 'PROVENANCE_REGISTRY',
};

export interface LoadOptions {
  /**
   * What becomes of a configuration that nobody named, in a folder that the user does not trust. `refuse`
   * (default) for what signs, writes or counts on a registry: to go on with half of what was meant would
   * be worse. `pass-over` for what reads: it goes on as if the file were not there.
   */
  readonly untrusted?: 'refuse' | 'pass-over';
}

/**
 * The configuration: environment over the file that `--config` or PROVENANCE_CONFIG names, else over the
 * nearest `provenance.config.json` from the working folder up, if the user trusts its folder. Flags come
 * on top, in the commands.
 *
 * A file that lies about can be anybody's: it came with an archive, or with somebody's repository. Whoever
 * names it means it.
 *
 * @param named False: none, `--no-config`.
 * @throws ProvenanceError CONFIG_INVALID, naming the file and the field; UsageError if the file cannot be
 *   read or used, or the environment names half a signer.
 */
export async function loadConfig(
  io: Io,
  named?: string | false,
  { untrusted = 'refuse' }: LoadOptions = {},
): Promise<LoadedConfig> {
  const explicit = named === false ? null : (named ?? (io.env.PROVENANCE_CONFIG || undefined));
  if (explicit === undefined) return found(io, untrusted);
  if (explicit === null) return loaded(withEnvironment({}, io), io, null);
  const path = resolve(io.cwd, explicit);
  const source = relative(io.cwd, path) || '.';
  const config = parseConfig(source, await namedText(io, say('mistake.the-configuration'), source));
  return withKeyList(io, loaded(withEnvironment(placedIn(dirname(path), config), io), io, source));
}

async function found(
  io: Io,
  untrusted: NonNullable<LoadOptions['untrusted']>,
): Promise<LoadedConfig> {
  const passedOver: PassedOver[] = [];
  for (let folder = await nearest(io.cwd); folder !== null; folder = await above(folder)) {
    // Its paths are those of the folder that is trusted, whatever a link to it leads to meanwhile.
    const real = await realpath(folder).catch(() => folder);
    const { trust, text } = await trustOfFolder(io, real, CONFIG_NAME);
    const file = relative(io.cwd, join(folder, CONFIG_NAME));
    if (text !== null) {
      const config = placedIn(real, parseConfig(file, text));
      return withKeyList(io, loaded(withEnvironment(config, io), io, file, passedOver));
    }
    const unused: PassedOver = { file, why: trust === 'changed' ? trust : 'untrusted' };
    if (untrusted === 'refuse') throw new UsageError(passedOverSays(io, unused));
    passedOver.push(unused);
  }
  return loaded(withEnvironment({}, io), io, null, passedOver);
}

/** @throws ProvenanceError CONFIG_INVALID, FILE_*. */
async function withKeyList({ cwd }: Io, config: LoadedConfig): Promise<LoadedConfig> {
  if (config.source === null) return config;
  return { ...config, keyList: await readKeyList(keyListBeside(cwd, config.source)) };
}

/** What the user has to know of a configuration that counts for nothing, in one line. */
export function passedOverSays({ cwd }: Io, { file, why }: PassedOver): Message {
  const path = relative(cwd, dirname(resolve(cwd, file)));
  const folder = path && ` ${path}`;
  return why === 'changed'
    ? say('folder.passed-over.changed', { file, folder })
    : say('folder.passed-over.untrusted', { file, folder });
}

function loaded(
  config: Config,
  { env }: Io,
  source: string | null,
  passedOver: readonly PassedOver[] = [],
): LoadedConfig {
  const set = CONFIG_FIELDS.filter((field) => configField(config, field) !== undefined);
  const sources = set.map((field) => {
    const variable = VARIABLES[field];
    return [field, variable !== undefined && env[variable] ? variable : source];
  });
  return { ...config, source, sources: Object.fromEntries(sources), passedOver };
}

/** The nearest folder with a configuration in it, from this one up. */
export async function nearest(folder: string): Promise<string | null> {
  try {
    await access(join(folder, CONFIG_NAME));
    return folder;
  } catch {
    return above(folder);
  }
}

async function above(folder: string): Promise<string | null> {
  const parent = dirname(folder);
  return parent === folder ? null : nearest(parent);
}

/**
 * The text of a configuration, checked.
 *
 * @param source Its path, for the message.
 * @throws ProvenanceError CONFIG_INVALID, naming the file and the field.
 */
export function parseConfig(source: string, text: string): Config {
  const invalid = (why: string) =>
    new ProvenanceError('CONFIG_INVALID', `The configuration ${source} is not valid: ${why}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('it is not JSON.');
  }
  try {
    checkConfig(value);
  } catch (error) {
    throw error instanceof TypeError ? invalid(error.message) : error;
  }
  return value;
}

/** A configuration with its paths absolute: they are relative to its folder. */
export function placedIn(folder: string, config: Config): Config {
  const { signer, trust, watermark, textMark, registry } = config;
  const at = (path: string) => resolve(folder, path);
  return {
    ...config,
    ...(signer && {
      signer:
        'command' in signer
          ? signer
          : { ...signer, certificates: at(signer.certificates), key: keyFrom(folder, signer.key) },
    }),
    ...(trust && {
      trust: {
        ...Object.fromEntries(LISTS.map((list) => [list, (trust[list] ?? []).map(at)])),
        ...(trust.trustConfig !== undefined && { trustConfig: at(trust.trustConfig) }),
      },
    }),
    ...(watermark && {
      watermark: {
        ...watermark,
        keys: watermark.keys.map((entry) => ({ ...entry, key: at(entry.key) })),
      },
    }),
    ...(textMark && {
      textMark: {
        profiles: textMark.profiles.map(({ profile, tokenizer, vllm, sglang, ...known }) => ({
          ...known,
          profile: at(profile),
          ...(vllm !== undefined && { vllm: at(vllm) }),
          ...(sglang !== undefined && { sglang: at(sglang) }),
          // Else it is the name of an encoding.
          ...(tokenizer !== undefined && {
            tokenizer: /\.json$/i.test(tokenizer) ? at(tokenizer) : tokenizer,
          }),
        })),
      },
    }),
    ...(registry && {
      registry: {
        ...registry,
        ...(registry.location && { location: locatedFrom(folder, registry.location) }),
        ...(registry.outbox && { outbox: at(registry.outbox) }),
        ...(registry.certificates && { certificates: at(registry.certificates) }),
        ...(registry.key && { key: keyFrom(folder, registry.key) }),
      },
    }),
  };
}

/** The path of a key; one in a service has none. */
function keyFrom(folder: string, key: string): string {
  return isKeyReference(key) ? key : resolve(folder, key);
}

function withEnvironment(config: Config, { env, cwd }: Io): Config {
  const trust: Record<string, unknown> = { ...config.trust };
  for (const list of LISTS) {
    const paths = env[ENVIRONMENT[list]];
    if (paths) trust[list] = pathsOf(paths, cwd);
  }
  const trustConfig = env.PROVENANCE_TRUST_CONFIG;
  if (trustConfig) trust.trustConfig = resolve(cwd, trustConfig);
  const keys = env.PROVENANCE_WATERMARK_KEY;
  const location = env.PROVENANCE_REGISTRY;
  return {
    ...config,
    trust,
    ...signerOfEnvironment(config, env, cwd),
    ...(keys && {
      watermark: { ...config.watermark, keys: knownKeys(config, pathsOf(keys, cwd)) },
    }),
    ...(location && { registry: { ...config.registry, location: locatedFrom(cwd, location) } }),
  };
}

/** Keys by their files, with what the configuration says about them. */
export function knownKeys(
  { watermark }: Config,
  paths: readonly string[],
): readonly WatermarkKeyConfig[] {
  return paths.map((path) => watermark?.keys.find(({ key }) => key === path) ?? { key: path });
}

function pathsOf(list: string, cwd: string): string[] {
  return list
    .split(delimiter)
    .filter(Boolean)
    .map((path) => resolve(cwd, path));
}

function signerOfEnvironment(
  { signer }: Config,
  { PROVENANCE_CERTIFICATES: certificates, PROVENANCE_SIGNER_KEY: key }: Io['env'],
  cwd: string,
): Pick<Config, 'signer'> {
  if (!certificates && !key) return signer ? { signer } : {};
  if (!certificates || !key) {
    throw new UsageError(say('mistake.signer-variables'));
  }
  const stamps = signer?.timestampUrl;
  return {
    signer: {
      certificates: resolve(cwd, certificates),
      key: keyFrom(cwd, key),
      ...(stamps !== undefined && { timestampUrl: stamps }),
    },
  };
}
