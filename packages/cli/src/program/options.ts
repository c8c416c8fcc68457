import { isTextType, MEDIA_TYPES } from '@provenance/content';
import { LANGUAGES } from '@provenance/messages';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isHttpUrl } from '../config/check.ts';
import { VISIBILITIES } from '../config/shape.ts';
import { isOperator } from '../options/operator.ts';

export const collect = (value: string, previous: string[] = []): string[] => [...previous, value];

export function positive(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number <= 0) {
    throw new InvalidArgumentError('A positive whole number is needed.');
  }
  return number;
}

/** A day alone is its first moment, in UTC. */
export function time(value: string): Date {
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(value);
  const parsed = new Date(value);
  if (isTime && !Number.isNaN(parsed.getTime())) return parsed;
  throw new InvalidArgumentError('A time is needed: 2026-11-28, or 2026-11-28T09:00:00Z.');
}

export function httpUrl(value: string): string {
  if (!isHttpUrl(value))
    throw new InvalidArgumentError('An http: or https: URL is needed, without a user or password.');
  return value;
}

export function mediaType(value: string): string {
  if (Object.hasOwn(MEDIA_TYPES, value) || isTextType(value)) return value;
  throw new InvalidArgumentError(
    'A media type such as image/jpeg is needed: see `provenance doctor`.',
  );
}

export function filled(value: string): string {
  if (value === '') throw new InvalidArgumentError('It is empty.');
  return value;
}

/** Refuses empty values of all options: in scripts they come from a variable that was never set. */
export function refuseEmpty(command: Command): void {
  for (const option of command.options) {
    if (!option.required) continue;
    const parse = option.parseArg;
    option.argParser((value, previous) => {
      const given = filled(value);
      return parse === undefined ? given : parse(given, previous);
    });
  }
  command.commands.forEach(refuseEmpty);
}

/** X.520 bounds the names in certificates. */
export function organization(value: string): string {
  const { length } = [...value];
  if (length >= 1 && length <= 64 && !/\p{Surrogate}/u.test(value)) return value;
  throw new InvalidArgumentError('1 to 64 characters are needed.');
}

/** ISO 3166. */
export function country(value: string): string {
  if (/^[A-Z]{2}$/.test(value)) return value;
  throw new InvalidArgumentError('Two capital letters are needed: JP.');
}

const OVERSIGHT = ['fully_autonomous', 'prompt_guided', 'human_validated'];

export const choice = (flags: string, help: string, choices: readonly string[]): Option =>
  new Option(flags, help).choices(choices);

export function contentId(value: string): string {
  if (/^[0-9a-f]{16}$/i.test(value)) return value;
  throw new InvalidArgumentError('16 hexadecimal digits are needed: 64 bits.');
}

export const contentIds = (value: string, previous: string[] = []): string[] => [
  ...previous,
  contentId(value),
];

const EFFORTS = ['fast', 'standard', 'exhaustive'];

export const effort = (): Option =>
  choice('--effort <level>', 'how far to look for a watermark; default: standard', EFFORTS);

export const visibility = (): Option =>
  choice(
    '--visibility <level>',
    'how far the watermark may show in flat areas; default: balanced',
    VISIBILITIES,
  );

export const textProfile = (): Option =>
  new Option(
    '--text-profile <file>',
    'a profile of a text watermark to look for (repeatable); default: those of the configuration',
  ).argParser<string[]>(collect);

export const watermarkKey = (): Option =>
  new Option(
    '--watermark-key <file>',
    'look for the marks of this key (repeatable); default: the keys of the configuration',
  ).argParser<string[]>(collect);

export const language = (): Option =>
  choice('--lang <language>', 'of what is told; default: as LC_ALL and LANG say', LANGUAGES);

/** Which signers are trusted. */
export function trusting(command: Command): Command {
  return command
    .option(
      '--trust-anchors <file>',
      'PEM certificates that signers may descend from (repeatable)',
      collect,
    )
    .option(
      '--allowed-list <file>',
      'signing certificates trusted by themselves (repeatable)',
      collect,
    )
    .option('--trust-config <file>', 'key usages that signers may have: one OID a line')
    .option(
      '--tsa-anchors <file>',
      'PEM certificates of time-stamp authorities (repeatable)',
      collect,
    )
    .option('--default-trust', 'trust the public lists beside those that are named')
    .option('--no-default-trust', 'do not trust the public lists');
}

/** Which registry of origin records. */
export function recorded(command: Command, without = true): Command {
  command.option(
    '--registry <location>',
    'the registry: a folder or a postgresql: URL; default: PROVENANCE_REGISTRY, else of the configuration',
  );
  return without ? command.option('--no-registry', 'use no registry') : command;
}

export function day(value: string): string {
  const time = Date.parse(`${value}T00:00:00Z`);
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(`${value}T`)) return value;
  throw new InvalidArgumentError('A day is needed: YYYY-MM-DD.');
}

export function month(value: string): string {
  if (/^\d{4}-\d\d$/.test(value)) return day(`${value}-01`).slice(0, 7);
  throw new InvalidArgumentError('A month is needed: YYYY-MM.');
}

export function sha256(value: string): string {
  if (/^[0-9a-f]{64}$/i.test(value)) return value;
  throw new InvalidArgumentError('64 hexadecimal digits are needed.');
}

/** As an origin record can hold it. */
export function requestId(value: string): string {
  if (value !== '' && Buffer.byteLength(value) <= 256 && !/[\p{Cc}\p{Cs}]/u.test(value))
    return value;
  throw new InvalidArgumentError('1 to 256 bytes without control characters are needed.');
}

export const requestIds = (value: string, previous: string[] = []): string[] => [
  ...previous,
  requestId(value),
];

/** A record, or a request. */
export function heldId(value: string): string {
  if (/^([0-9a-f]{12}|[0-9a-f]{16})$/i.test(value)) return value;
  throw new InvalidArgumentError(
    '16 hexadecimal digits of a record are needed, or 12 of a request.',
  );
}

export function holdId(value: string): string {
  if (/^[0-9a-f]{8}$/i.test(value)) return value;
  throw new InvalidArgumentError('8 hexadecimal digits are needed.');
}

/** As an event of the log can hold it. */
export function reason(value: string): string {
  if (value !== '' && Buffer.byteLength(value) <= 4096 && !/[\p{Cc}\p{Cs}]/u.test(value))
    return value;
  throw new InvalidArgumentError('1 to 4096 bytes without line ends are needed.');
}

export const operator = (): Option =>
  new Option(
    '--operator <name>',
    'who does it, for the log; default: PROVENANCE_OPERATOR, else the user of the system',
  ).argParser((value) => {
    if (isOperator(value)) return value;
    throw new InvalidArgumentError('1 to 256 bytes without control characters are needed.');
  });

const RULE_SETS = ['jp', 'eu', 'ca', 'cn', 'kr', 'in'] as const;

export type RuleSetName = (typeof RULE_SETS)[number];

export function ruleSets(value: string): RuleSetName[] {
  const named = [...new Set(value.toLowerCase().split(','))];
  const known = RULE_SETS.filter((set) => named.includes(set));
  if (known.length === named.length) return known;
  throw new InvalidArgumentError(
    `A list of these is needed, with commas: ${RULE_SETS.join(', ')}.`,
  );
}

/** What formats that look alike are, and text without a name. */
export function typed(command: Command): Command {
  return command.option(
    '--type <media-type>',
    'what the file is, where formats look alike (DNG and TIFF, text/markdown of standard input)',
    mediaType,
  );
}

/** Where content comes from: what the manifest will say. */
export function originating(command: Command): Command {
  return command
    .option('--title <text>', 'title of the content; default: the file name')
    .option('--model <name>', 'the model that made it')
    .option('--model-version <version>', 'of the model')
    .option('--model-id <uri>', 'purl or URI of the model; with --oversight')
    .addOption(choice('--oversight <level>', 'write an AI disclosure: who looked at it', OVERSIGHT))
    .option('--generator <name>', 'the application; default: of the configuration, else provenance')
    .option('--generator-version <version>', 'of the application')
    .option(
      '--source-type <term>',
      'IPTC digital source type: trainedAlgorithmicMedia (the default), compositeWithTrainedAlgorithmicMedia (of an edit), digitalCapture, digitalCreation, algorithmicMedia, humanEdits, ...',
    )
    .option('--parent <file>', 'it is an edit of this file')
    .option('--discard-credential', 'sign a file anew that carries a credential, which is lost')
    .option('--component <file>', 'it contains this file (repeatable)', collect)
    .option('--input <file>', 'this file went into the model (repeatable)', collect)
    .addOption(
      choice('--training-mining <use>', 'may others train on it', ['allowed', 'notAllowed']),
    )
    .option('--prompt <text>', 'put the prompt in, readable by everyone')
    .option('--hash-prompt <text>', 'put in a salted hash of the prompt; the salt is printed')
    .option(
      '--assertion <file>',
      'JSON {"label", "data"} of another assertion (repeatable)',
      collect,
    );
}
