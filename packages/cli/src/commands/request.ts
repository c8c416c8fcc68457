import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { openFile, writeFileAtomically } from '@provenance/content/node';
import { type Message, plainText, quoted, say } from '@provenance/messages';
import type { Answer, ContentRequest, RequestAnswer } from '@provenance/registry';
import { trace } from '@provenance/sdk';
import { answerSays, answerTo } from '@provenance/sdk/internal';
import { loadConfig } from '../config/config.ts';
import { writingTo } from '../files/output-error.ts';
import { type OperatorOptions, operatorOf } from '../options/operator.ts';
import { inDays, refuseDayOver } from '../options/retention.ts';
import { watermarkKeys } from '../options/watermark-key.ts';
import { type IssuerOptions, settingsOf, withIssuer } from '../registry/issuer.ts';
import { registryReader } from '../registry/open.ts';
import { confirmed } from '../terminal/confirm.ts';
import { counted } from '../terminal/counted.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine } from '../terminal/visible.ts';
import { type Rows, table, words } from '../terminal/words.ts';
import { type TextProfileOptions, textMarksOf } from '../text-mark/targets.ts';

export const REQUEST_SCHEMA = 'provenance.request/1';

export interface OpenRequestOptions extends IssuerOptions {
  purpose: string;
  asker?: string;
  retainUntil?: string;
}

/** Writes down that somebody asks about a file. Of the file its hash is kept, and no more. */
export function openRequestCommand(
  io: Io,
  path: string,
  { purpose, asker, retainUntil, ...options }: OpenRequestOptions,
): Promise<ExitCode> {
  if (retainUntil !== undefined) refuseDayOver(retainUntil);
  return withIssuer(io, options, async (registry, { retention }) => {
    const until = retainUntil ?? (retention.request ? inDays(retention.request) : inAYear());
    const { openRequest } = await import('@provenance/registry');
    const contentHash = await hashOf(io, path);
    const given = { purpose, contentHash, asker: asker ?? null, retainUntil: until };
    const request = await openRequest(registry, given);
    const { id } = request;
    await told(io, options, request, say('request.opened', { id, day: until }));
    return 0;
  });
}

export interface AnswerRequestOptions extends IssuerOptions, TextProfileOptions {
  watermarkKey?: string[];
  note?: string;
}

/**
 * Looks for the origin record of the file that was asked about, and writes down what was found. Exit code 0
 * for an answer, whatever it says; 3 where there is no such request; 10 where the file could not be looked at.
 */
export async function answerRequestCommand(
  io: Io,
  id: string,
  path: string,
  { note, ...options }: AnswerRequestOptions,
): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const keys = await watermarkKeys(io, '--watermark-key', options.watermarkKey, config);
  const textMark = await textMarksOf(io, options, config, [path]);
  return withIssuer(io, options, async (registry) => {
    const { answerRequest, requestById } = await import('@provenance/registry');
    const request = await requestById(registry, id);
    if (request === null) return noSuch(io);
    if ((await hashOf(io, path)) !== request.contentHash) {
      throw new UsageError(say('mistake.request-other-file'));
    }
    const report = await trace(resolve(io.cwd, path), {
      registry,
      signal: io.signal,
      ...(textMark && { textMark }),
      ...(keys.length > 0 && { watermark: { keys } }),
    });
    const answer = answerTo(report, { note: note ?? null });
    const answered = await answerRequest(registry, id, answer);
    if (answered === null) return noSuch(io);
    await told(io, options, answered, answerSays(answer));
    return answer.outcome === 'unread' ? 10 : 0;
  });
}

export interface ListRequestsOptions extends IssuerOptions {
  open?: boolean;
}

/** A line a request. Exit code 3 if there is none. */
export async function listRequestsCommand(
  io: Io,
  { open = false, ...options }: ListRequestsOptions,
): Promise<ExitCode> {
  let count = 0;
  await eachRequest(io, options, async (request) => {
    if (open && request.answers.length > 0) return;
    count++;
    await io.stdout.write(options.json ? requestLine(request) : listLine(io, request));
  });
  if (count > 0) return 0;
  await io.stderr.write(`${words(io, say('request.none'))}\n`);
  return 3;
}

/** All that one request says. Exit code 3 if there is none with this id. */
export async function showRequestCommand(
  io: Io,
  id: string,
  options: IssuerOptions,
): Promise<ExitCode> {
  const reader = registryReader(await settingsOf(io, options));
  try {
    const { requestById } = await import('@provenance/registry');
    const request = await requestById(await reader.open(), id);
    if (request === null) return noSuch(io);
    await io.stdout.write(options.json ? requestLine(request) : page(io, request));
    return 0;
  } finally {
    await reader.close();
  }
}

export interface ExportRequestsOptions extends IssuerOptions {
  output: string;
  force?: boolean;
}

/** The record of responses: a JSON object a line. */
export async function exportRequestsCommand(
  io: Io,
  { output, force: overwrite = false, ...options }: ExportRequestsOptions,
): Promise<ExitCode> {
  const lines: string[] = [];
  await eachRequest(io, options, async (request) => {
    lines.push(requestLine(request));
  });
  if (output === '-') {
    for (const line of lines) await io.stdout.write(line);
    return 0;
  }
  const bytes = Buffer.from(lines.join(''));
  const path = resolve(io.cwd, output);
  const write = () => writeFileAtomically(path, bytes, { overwrite, mode: 0o600 });
  await writingTo(io, path, write);
  const said = say('request.exported', {
    requests: counted('requests', lines.length),
    file: output,
  });
  await io.stdout.write(
    options.json
      ? jsonLine({ schema: REQUEST_SCHEMA, output, requests: lines.length })
      : `${painter(io, io.stdout)('green', '✓')} ${words(io, said)}\n`,
  );
  return 0;
}

/** Erases a request and its answers. Exit code 3 if there is none with this id. */
export function eraseRequestCommand(
  io: Io,
  id: string,
  { yes, ...options }: IssuerOptions & OperatorOptions & { yes?: boolean },
): Promise<ExitCode> {
  const by = operatorOf(io, options);
  return withIssuer(io, options, async (registry) => {
    const { requestById } = await import('@provenance/registry');
    if ((await requestById(registry, id)) === null) return noSuch(io);
    if (!(await confirmed(io, words(io, say('request.to-erase', { id })), yes))) {
      await io.stderr.write(`${words(io, say('registry.nothing-erased'))}\n`);
      return 0;
    }
    const erased = await registry.eraseEvents(id, { by });
    await io.stdout.write(
      options.json
        ? jsonLine({ schema: REQUEST_SCHEMA, id, erased })
        : `${words(io, say('request.erased', { id }))}\n`,
    );
    return 0;
  });
}

async function eachRequest(
  io: Io,
  options: IssuerOptions,
  take: (request: ContentRequest) => Promise<void>,
): Promise<void> {
  const reader = registryReader(await settingsOf(io, options));
  try {
    const { allRequests } = await import('@provenance/registry');
    for await (const request of allRequests(await reader.open())) {
      io.signal.throwIfAborted();
      await take(request);
    }
  } finally {
    await reader.close();
  }
}

async function hashOf(io: Io, path: string): Promise<string> {
  const { file } = await openFile(resolve(io.cwd, path));
  try {
    const hash = createHash('sha256');
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}

async function told(
  io: Io,
  { json }: IssuerOptions,
  request: ContentRequest,
  said: Message,
): Promise<void> {
  await io.stdout.write(json ? requestLine(request) : `${words(io, said)}\n`);
}

async function noSuch(io: Io): Promise<ExitCode> {
  await io.stderr.write(`${words(io, say('request.no-such'))}\n`);
  return 3;
}

function requestLine(request: ContentRequest): string {
  return jsonLine({ schema: REQUEST_SCHEMA, ...request });
}

function listLine(io: Io, { id, opened, answers, purpose }: ContentRequest): string {
  const last = answers.at(-1);
  const state = last === undefined ? say('request.open') : outcomeSays(last);
  const when = words(io, say('trace.time', { time: opened }));
  return `${id}  ${when}  ${words(io, state)}  ${quoted(purpose, undefined, io.language)}\n`;
}

const OUTCOMES = {
  ours: say('request.outcome.ours'),
  perhaps: say('request.outcome.perhaps'),
  'not-found': say('request.outcome.not-found'),
  unread: say('request.outcome.unread'),
} as const satisfies Record<Answer['outcome'], Message>;

const LOOKED: Readonly<Record<string, Message>> = {
  hash: say('request.looked.hash'),
  manifest: say('request.looked.manifest'),
  watermark: say('request.looked.watermark'),
  fingerprint: say('request.looked.fingerprint'),
};

/** A log may name a way that this version does not know. */
function lookedSays(io: Io, by: string): string {
  const said = LOOKED[by];
  return said === undefined ? plainText(by) : words(io, said);
}

function outcomeSays({ outcome }: Answer): Message {
  return OUTCOMES[outcome];
}

function page(io: Io, request: ContentRequest): string {
  const { id, opened, purpose, contentHash, asker, retainUntil, answers } = request;
  const rows: Rows = [
    [say('request.row.id'), id],
    [say('request.row.opened'), words(io, say('trace.time', { time: opened }))],
    [say('request.row.purpose'), plainText(purpose)],
    [say('request.row.asker'), asker && plainText(asker)],
    [say('trace.row.content-hash'), contentHash],
    [say('trace.row.kept-until'), retainUntil],
  ];
  return [table(io, rows, 14), ...answers.map((answer) => answerPage(io, answer))].join('\n');
}

function answerPage(io: Io, answer: RequestAnswer): string {
  const { time, contentIds, looked, note, logIndex } = answer;
  return table(
    io,
    [
      [say('request.row.answered'), words(io, say('trace.time', { time }))],
      [say('request.row.answer'), words(io, answerSays(answer))],
      [say('trace.row.content-id'), contentIds.length > 1 ? contentIds.join(', ') : null],
      [say('request.row.looked'), looked.map((by) => lookedSays(io, by)).join(', ')],
      [say('request.row.note'), note && plainText(note)],
      [say('trace.row.entry'), String(logIndex)],
    ],
    14,
  );
}

function inAYear(): string {
  const day = new Date();
  day.setUTCFullYear(day.getUTCFullYear() + 1);
  return day.toISOString().slice(0, 10);
}
