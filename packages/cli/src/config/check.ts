import type { MarkedKind } from '@provenance/sdk';

import {
  isRegistryLocation,
  RECORD_MODES,
  RETENTION_KINDS,
  type RecordMode,
} from './registry-location.ts';
import { type Config, GUARD_ACTIONS, VISIBILITIES } from './shape.ts';

const LISTS = ['anchors', 'allowedList', 'tsaAnchors'] as const;
const MARKED_KINDS: readonly unknown[] = ['ai-generated', 'ai-edited'] satisfies MarkedKind[];

/** @throws TypeError naming the field. */
export function checkConfig(value: unknown): asserts value is Config {
  const config = object(value, 'it', [
    'signer',
    'generator',
    'trust',
    'defaultTrust',
    'watermark',
    'textMark',
    'registry',
    'guard',
    'queue',
    'disclosure',
    'resolvers',
  ]);
  if (config.signer !== undefined) {
    const signer = object(config.signer, 'signer', [
      'certificates',
      'key',
      'command',
      'timestampUrl',
    ]);
    if (signer.command === undefined) {
      text(signer.certificates, 'signer.certificates');
      text(signer.key, 'signer.key');
    } else {
      text(signer.command, 'signer.command');
      if (signer.certificates !== undefined || signer.key !== undefined) {
        throw new TypeError('signer.command stands alone, or signer.certificates with signer.key.');
      }
    }
    if (signer.timestampUrl !== undefined) text(signer.timestampUrl, 'signer.timestampUrl');
    if (signer.timestampUrl !== undefined && !isHttpUrl(signer.timestampUrl)) {
      throw new TypeError(
        'signer.timestampUrl must be an http: or https: URL, without a user or password.',
      );
    }
  }
  if (config.generator !== undefined) {
    const generator = object(config.generator, 'generator', ['name', 'version']);
    text(generator.name, 'generator.name');
    text(generator.version, 'generator.version');
  }
  if (config.trust !== undefined) {
    const trust = object(config.trust, 'trust', [...LISTS, 'trustConfig']);
    for (const list of LISTS) {
      const paths = trust[list];
      if (paths === undefined) continue;
      if (!Array.isArray(paths)) throw new TypeError(`trust.${list} must be a list of paths.`);
      paths.forEach((path, index) => {
        text(path, `trust.${list}[${index}]`);
      });
    }
    if (trust.trustConfig !== undefined) text(trust.trustConfig, 'trust.trustConfig');
  }
  if (config.defaultTrust !== undefined && typeof config.defaultTrust !== 'boolean') {
    throw new TypeError('defaultTrust must be true or false.');
  }
  if (config.watermark !== undefined) checkWatermark(config.watermark);
  if (config.textMark !== undefined) checkTextMark(config.textMark);
  if (config.registry !== undefined) checkRegistry(config.registry);
  if (config.guard !== undefined) checkGuard(config.guard);
  if (config.queue !== undefined) checkQueue(config.queue);
  // Its fields are checked where it is used: no other command has to load what knows them.
  const { disclosure } = config;
  if (disclosure !== undefined) {
    if (typeof disclosure !== 'object' || disclosure === null || Array.isArray(disclosure)) {
      throw new TypeError('disclosure must be an object.');
    }
  }
  if (config.resolvers !== undefined) checkResolvers(config.resolvers);
}

function checkWatermark(value: unknown): void {
  const { keys, visibility } = object(value, 'watermark', ['keys', 'visibility']);
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new TypeError('watermark.keys must be a list of at least one key.');
  }
  if (visibility !== undefined && !(VISIBILITIES as readonly unknown[]).includes(visibility)) {
    throw new TypeError(`watermark.visibility must be one of ${VISIBILITIES.join(', ')}.`);
  }
  keys.forEach((entry, index) => {
    const name = `watermark.keys[${index}]`;
    const key = object(entry, name, ['key', 'name', 'marks']);
    text(key.key, `${name}.key`);
    if (key.name !== undefined) text(key.name, `${name}.name`);
    if (key.marks !== undefined && !MARKED_KINDS.includes(key.marks)) {
      throw new TypeError(`${name}.marks must be ${MARKED_KINDS.join(' or ')}.`);
    }
  });
}

const PROFILE_FIELDS = ['profile', 'tokenizer', 'tenant', 'vllm', 'sglang', 'name'] as const;

function checkTextMark(value: unknown): void {
  const { profiles } = object(value, 'textMark', ['profiles']);
  if (!Array.isArray(profiles) || profiles.length === 0) {
    throw new TypeError('textMark.profiles must be a list of at least one profile.');
  }
  profiles.forEach((entry, index) => {
    const name = `textMark.profiles[${index}]`;
    const given = object(entry, name, [...PROFILE_FIELDS, 'marks']);
    text(given.profile, `${name}.profile`);
    for (const field of PROFILE_FIELDS) {
      if (given[field] !== undefined) text(given[field], `${name}.${field}`);
    }
    if (given.marks !== undefined && !MARKED_KINDS.includes(given.marks)) {
      throw new TypeError(`${name}.marks must be ${MARKED_KINDS.join(' or ')}.`);
    }
    if (given.vllm !== undefined && given.sglang !== undefined) {
      throw new TypeError(`${name} has the key of one server: vllm or sglang.`);
    }
  });
}

/** A hundred years: more is a slip. */
const MOST_DAYS = 36_500;

function checkRegistry(value: unknown): void {
  const known = ['location', 'recordMode', 'outbox', 'certificates', 'key', 'retention'];
  const registry = object(value, 'registry', known, { policy: 'registry.recordMode' });
  const { location, recordMode, outbox, certificates, key, retention } = registry;
  // It may be named by the environment or a flag, which keeps a password out of the file.
  if (location !== undefined) {
    text(location, 'registry.location');
    if (!isRegistryLocation(location as string)) {
      throw new TypeError('registry.location must be a folder or a postgresql: URL.');
    }
  }
  if (recordMode !== undefined && !RECORD_MODES.includes(recordMode as RecordMode)) {
    throw new TypeError(`registry.recordMode must be ${RECORD_MODES.join(', ')}.`);
  }
  if (outbox !== undefined) text(outbox, 'registry.outbox');
  if (certificates !== undefined) text(certificates, 'registry.certificates');
  if (key !== undefined) text(key, 'registry.key');
  if ((certificates === undefined) !== (key === undefined)) {
    throw new TypeError('registry.certificates and registry.key belong together: set both.');
  }
  if (retention === undefined) return;
  const days = object(retention, 'registry.retention', RETENTION_KINDS);
  for (const [kind, count] of Object.entries(days)) {
    if (
      !(typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MOST_DAYS)
    ) {
      throw new TypeError(`registry.retention.${kind} must be a number of days, 1..${MOST_DAYS}.`);
    }
  }
}

function checkGuard(value: unknown): void {
  const { action, refreshSeconds, keepDays } = object(value, 'guard', [
    'action',
    'refreshSeconds',
    'keepDays',
  ]);
  if (!GUARD_ACTIONS.some((each) => each === action)) {
    throw new TypeError(`guard.action must be ${GUARD_ACTIONS.join(', ')}.`);
  }
  if (
    refreshSeconds !== undefined &&
    !(typeof refreshSeconds === 'number' && refreshSeconds >= 0)
  ) {
    throw new TypeError('guard.refreshSeconds must be a number of seconds, 0 or more.');
  }
  const isDays = Number.isInteger(keepDays) && (keepDays as number) >= 1;
  if (keepDays !== undefined && !(isDays && (keepDays as number) <= MOST_DAYS)) {
    throw new TypeError(`guard.keepDays must be a number of days, 1..${MOST_DAYS}.`);
  }
}

function checkQueue(value: unknown): void {
  const { allowHosts } = object(value, 'queue', ['allowHosts']);
  if (allowHosts === undefined) return;
  if (!Array.isArray(allowHosts)) throw new TypeError('queue.allowHosts must be a list of hosts.');
  allowHosts.forEach((host, index) => {
    if (!isHost(host)) {
      throw new TypeError(`queue.allowHosts[${index}] must be a host, or a host with its port.`);
    }
  });
}

function checkResolvers(value: unknown): void {
  if (!Array.isArray(value)) throw new TypeError('resolvers must be a list.');
  value.forEach((entry, index) => {
    const name = `resolvers[${index}]`;
    const { url, tokenVariable } = object(entry, name, ['url', 'tokenVariable']);
    if (!isHttpUrl(url) || !isLoopbackOrHttps(url as string)) {
      throw new TypeError(
        `${name}.url must be an https: URL, or http: on this machine, without a user or password.`,
      );
    }
    if (tokenVariable !== undefined) text(tokenVariable, `${name}.tokenVariable`);
  });
}

function object(
  value: unknown,
  name: string,
  known: readonly string[],
  renamed: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${name} must be an object.`);
  }
  // A misspelt field that is passed over in silence would leave a trust list unused.
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    if (Object.hasOwn(renamed, unknown)) {
      throw new TypeError(`${name}.${unknown} is called ${renamed[unknown]} now.`);
    }
    throw new TypeError(
      `${name} has the unknown field "${unknown}"; known are ${known.join(', ')}.`,
    );
  }
  return value as Record<string, unknown>;
}

function text(value: unknown, name: string): void {
  if (typeof value !== 'string' || value === '') throw new TypeError(`${name} must be a text.`);
}

/** Without a user and a password: nothing sends them, and what is asked is shown. */
export function isHttpUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

/** As it is in a URL, with or without a port. */
export function isHost(value: unknown): value is string {
  return typeof value === 'string' && /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.test(value);
}

/** A token, and what is asked, would be read by who carries it. */
export function isLoopbackOrHttps(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(hostname);
}
