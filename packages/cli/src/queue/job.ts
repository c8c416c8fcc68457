import { createHash } from 'node:crypto';
import { isAbsolute, join, normalize, posix, relative, resolve, sep } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import type { OriginOptions } from '../options/origin.ts';
import { type JobAddresses, nameOfAddress, parseAddresses, shownAddress } from './address.ts';

/** One picture to mark, as it lies in the database. */
export interface QueueJob {
  /** A path with `/` that begins at the folder that all workers share; of an address, what may be shown of it. */
  readonly input: string;
  /** The same of where the marked file goes. */
  readonly output: string;
  /** Instead of files. */
  readonly addresses?: JobAddresses;
  /** Chosen when the job was made, so that every attempt writes the same record, or finds it there. */
  readonly contentId: string;
  readonly origin: JobOrigin;
  readonly allowLoss: boolean;
  readonly requireMark: boolean;
}

/** What `queue add` can say of where content comes from: nothing in it names another file or holds a prompt. */
export type JobOrigin = Pick<OriginOptions, (typeof ORIGIN_TEXTS)[number] | 'discardCredential'>;

export const ORIGIN_TEXTS = [
  'model',
  'modelVersion',
  'modelId',
  'oversight',
  'generator',
  'generatorVersion',
  'sourceType',
  'trainingMining',
  'title',
] as const satisfies readonly (keyof OriginOptions)[];

const FIELDS = ['input', 'output', 'addresses', 'contentId', 'origin', 'allowLoss', 'requireMark'];
/** As long as a path may be where it may be longest. */
const LONGEST = 4096;

/**
 * The id of a job, made from what it does: the same file to the same place in the same queue is the same job, however
 * often it is added. A UUID of version 8 (RFC 9562), which is what pg-boss has for an id.
 */
export function jobId(
  queue: string,
  { input, output }: Pick<QueueJob, 'input' | 'output'>,
): string {
  const hash = createHash('sha256').update(
    JSON.stringify(['provenance.queue', queue, input, output]),
  );
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([a, b]) => hex.slice(a, b))
    .join('-');
}

/** The name of the file that is marked, for people. */
export function nameOfJob({ input, addresses }: QueueJob): string {
  return addresses === undefined ? posix.basename(input) : nameOfAddress(addresses.url);
}

/** A path within the shared folder as a job has it; null for one that leads out of it. */
export function sharedPath(root: string, path: string): string | null {
  const within = relative(root, path);
  if (within === '' || isAbsolute(within) || within.split(sep)[0] === '..') return null;
  return within.split(sep).join('/');
}

/** @throws ProvenanceError JOB_MALFORMED for a path that leads out of the folder. */
export function placeOf(root: string, path: string): string {
  const place = resolve(root, path);
  if (isAbsolute(path) || sharedPath(root, place) === null || normalize(path) !== join(path)) {
    throw malformed('a path leads out of the shared folder');
  }
  return place;
}

/**
 * What the database says, checked: others may write there.
 *
 * @throws ProvenanceError JOB_MALFORMED.
 */
export function parseJob(data: unknown): QueueJob {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw malformed('it is no object');
  }
  const given = data as Record<string, unknown>;
  const unknown = Object.keys(given).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) throw malformed('it has a field that this version does not know');
  const { input, output, contentId, origin, allowLoss, requireMark } = given;
  for (const path of [input, output]) {
    if (typeof path !== 'string' || path === '' || path.length > LONGEST || path.includes('\0')) {
      throw malformed('a path in it is none');
    }
  }
  if (given.addresses !== undefined) {
    const addresses = parseAddresses(given.addresses);
    if (addresses === null) throw malformed('an address in it is none');
    // What people are shown is what is asked.
    if (shownAddress(addresses.url) !== input || shownAddress(addresses.put) !== output) {
      throw malformed('it names another address than it has');
    }
  } else if (/^https?:\/\//.test(input as string)) {
    throw malformed('its addresses were taken out; add its list again, then put it back');
  }
  if (typeof contentId !== 'string' || !/^[0-9a-f]{16}$/.test(contentId)) {
    throw malformed('its content id is none');
  }
  if (typeof allowLoss !== 'boolean' || typeof requireMark !== 'boolean') {
    throw malformed('a choice in it is neither true nor false');
  }
  if (typeof origin !== 'object' || origin === null) throw malformed('its origin is none');
  for (const [name, value] of Object.entries(origin)) {
    const fits =
      name === 'discardCredential'
        ? typeof value === 'boolean'
        : ORIGIN_TEXTS.some((known) => known === name) && typeof value === 'string';
    if (!fits) throw malformed('its origin has a field that is none');
  }
  return given as unknown as QueueJob;
}

function malformed(why: string): ProvenanceError {
  return new ProvenanceError('JOB_MALFORMED', `A job of the queue is not valid: ${why}.`);
}
