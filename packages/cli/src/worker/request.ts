import { resolve } from 'node:path';
import type { Origin } from '@provenance/c2pa';
import type { RawPixels } from '@provenance/sdk';

/** One line that a pipeline sends. `id` comes back with the answer, whatever it is. */
export type WorkerRequest = { readonly id: string | number } & (
  | {
      readonly do: 'mark';
      readonly input: RequestInput;
      /** Where the marked file goes; a text comes back in the answer. */
      readonly output?: string;
      readonly overwrite: boolean;
      readonly origin: Partial<Origin> & { readonly parent?: unknown };
      /** Of a file or text that carries one: it is lost. */
      readonly discardCredential: boolean;
      readonly options: {
        readonly contentId?: string;
        readonly requestId?: string;
        readonly retainUntil?: string;
        readonly allowLoss?: boolean;
        readonly cannotCarry?: 'sign' | 'refuse';
      };
    }
  | { readonly do: 'verify'; readonly input: RequestInput }
);

export type RequestInput =
  | { readonly file: string }
  | { readonly text: string }
  | { readonly samples: string; readonly shape: Omit<RawPixels, 'pixels'> };

/** A line that is no request: the caller's mistake, and the answer to that line alone. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly id: string | number | null;

  constructor(message: string, id: string | number | null = null) {
    super(message);
    this.id = id;
  }
}

const FIELDS = {
  mark: [
    ...['id', 'do', 'file', 'text', 'pixels', 'output', 'overwrite', 'origin'],
    ...['contentId', 'requestId', 'retainUntil', 'allowLoss', 'cannotCarry', 'discardCredential'],
  ],
  verify: ['id', 'do', 'file', 'text'],
} as const;
const SHAPE = ['file', 'width', 'height', 'channels', 'format', 'quality'];

/**
 * @param cwd What paths are relative to.
 * @throws RequestError for what is no request, with the id if it has one.
 */
export function parseRequest(line: string, cwd: string): WorkerRequest {
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(line);
  } catch {
    throw new RequestError('The line is no JSON.');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new RequestError('The line is no JSON object.');
  }
  const { id } = given;
  if (!(typeof id === 'string' || typeof id === 'number')) {
    throw new RequestError('id must be a text or a number.');
  }
  const wrong = (message: string) => new RequestError(message, id);
  if (given.do !== 'mark' && given.do !== 'verify') throw wrong('do must be "mark" or "verify".');
  onlyKnown(given, FIELDS[given.do], '', wrong);
  const input = inputOf(given, cwd, wrong);
  if (given.do === 'verify') return { id, do: 'verify', input };

  const { output, overwrite = false, origin = {}, contentId, requestId, retainUntil } = given;
  if ('text' in input !== (output === undefined)) {
    throw wrong('output must name a file, and a text has none.');
  }
  if (output !== undefined) text(output, 'output', wrong);
  if (output === '-') throw wrong('output must name a file: standard output is for answers.');
  if (typeof overwrite !== 'boolean') throw wrong('overwrite must be true or false.');
  if (typeof origin !== 'object' || origin === null) throw wrong('origin must be an object.');
  const { allowLoss, cannotCarry, discardCredential = false } = given;
  if (typeof discardCredential !== 'boolean') {
    throw wrong('discardCredential must be true or false.');
  }
  if (allowLoss !== undefined && typeof allowLoss !== 'boolean') {
    throw wrong('allowLoss must be true or false.');
  }
  if (cannotCarry !== undefined && cannotCarry !== 'sign' && cannotCarry !== 'refuse') {
    throw wrong('cannotCarry must be "sign" or "refuse".');
  }
  return {
    id,
    do: 'mark',
    input,
    ...(output !== undefined && { output: resolve(cwd, output as string) }),
    overwrite,
    origin: origin as Partial<Origin>,
    discardCredential,
    options: {
      ...(contentId !== undefined && { contentId: text(contentId, 'contentId', wrong) }),
      ...(requestId !== undefined && { requestId: text(requestId, 'requestId', wrong) }),
      ...(retainUntil !== undefined && { retainUntil: text(retainUntil, 'retainUntil', wrong) }),
      ...(allowLoss !== undefined && { allowLoss }),
      ...(cannotCarry !== undefined && { cannotCarry }),
    },
  };
}

type Wrong = (message: string) => RequestError;

function inputOf(given: Record<string, unknown>, cwd: string, wrong: Wrong): RequestInput {
  const named = ['file', 'text', 'pixels'].filter((name) => given[name] !== undefined);
  if (named.length !== 1) throw wrong('Give one of file, text and pixels.');
  if (named[0] === 'file') return { file: resolve(cwd, text(given.file, 'file', wrong)) };
  if (named[0] === 'text') {
    if (typeof given.text !== 'string') throw wrong('text must be a text.');
    return { text: given.text };
  }
  const pixels = given.pixels;
  if (typeof pixels !== 'object' || pixels === null) throw wrong('pixels must be an object.');
  const { file, ...shape } = pixels as Record<string, unknown>;
  onlyKnown(pixels as Record<string, unknown>, SHAPE, 'pixels.', wrong);
  return {
    samples: resolve(cwd, text(file, 'pixels.file', wrong)),
    shape: shape as unknown as Omit<RawPixels, 'pixels'>,
  };
}

function text(value: unknown, name: string, wrong: Wrong): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(`${name} must be a text that is not empty.`);
}

/** A misspelt field that is passed over in silence would be a mark without what was asked for. */
function onlyKnown(
  given: Record<string, unknown>,
  known: readonly string[],
  within: string,
  wrong: Wrong,
): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw wrong(`There is no field ${within}${unknown}.`);
}
