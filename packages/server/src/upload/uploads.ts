import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import {
  checkKnownKeys,
  type ErrorCode,
  type KnownKeys,
  mediaTypeOfName,
  ProvenanceError,
} from '@provenance/content';
import { LANGUAGES, type Language } from '@provenance/messages';
import type { Verifier, VerifyReport } from '@provenance/sdk';
import { jsonLogger, type Logger } from '../http/log.ts';
import { knownType } from '../http/media-type.ts';
import { checkMethods, checkPositive } from '../http/parts.ts';
import { Problem, problemBody, problemOf } from '../http/problem.ts';
import {
  checkDecisions,
  type Decision,
  decide,
  type Finding,
  findingsOf,
  type UploadDecisions,
} from './decisions.ts';
import { receive, remove } from './receive.ts';
import type { ReceivedFile, UploadLimits } from './received.ts';

export interface UploadOptions {
  readonly verifier: Pick<Verifier, 'verify'>;
  readonly decisions?: UploadDecisions;
  readonly limits?: Partial<UploadLimits>;
  /** Where files lie until the request is over. Default: the system's folder for that. */
  readonly folder?: string;
  /** Of the sentences in the reports. Default: that of the verifier. */
  readonly language?: Language;
  /** Told of every fault that is answered with 500, by the id in the answer. Default: a line of JSON on stderr. */
  readonly logger?: Pick<Logger, 'fault'>;
}

const KEYS: KnownKeys<UploadOptions> = {
  verifier: true,
  decisions: true,
  limits: true,
  folder: true,
  language: true,
  logger: true,
};

const LIMITS: UploadLimits = { maxBytes: 2 ** 26, maxFiles: 10, maxFields: 100 };
const LIMIT_KEYS: KnownKeys<UploadLimits> = { maxBytes: true, maxFiles: true, maxFields: true };

/** A file that was uploaded, and what is known of it. */
export interface Upload extends ReceivedFile {
  readonly decision: Decision;
  readonly findings: readonly Finding[];
  /** Null: it could not be looked at. */
  readonly report: VerifyReport | null;
  /** Why there is no report; null: there is one. */
  readonly error: ErrorCode | null;
}

/** What routes get as `provenance`. */
export interface Uploads {
  readonly files: readonly Upload[];
  readonly fields: Readonly<Record<string, string>>;
  /** The strictest of all files; never `reject`, as then the route is not reached. */
  readonly decision: Decision;
}

export interface TakenUploads {
  readonly uploads: Uploads;
  /** Takes the files away: move or copy what is to stay, before. */
  dispose(): Promise<void>;
}

/** What the middleware of each framework is made of. */
export interface UploadTaker {
  /**
   * @param body null: the request has none, and so no file.
   * @throws Problem; TypeError where something else has read the body; of a fault of ours what was thrown.
   */
  take(body: Readable | null, contentType: string, signal: AbortSignal): Promise<TakenUploads>;
  /** How a framework is to answer what `take` throws. Of a fault the log has the rest. */
  answer(error: unknown): {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
}

/**
 * What the middleware for all frameworks does: takes the files to disk, has each looked at in a worker,
 * which reads it from there, and decides by the reports.
 *
 * @throws TypeError or RangeError for options that are none.
 */
export function uploadTaker(options: UploadOptions): UploadTaker {
  checkKnownKeys('options', options, KEYS, { policy: 'decisions' });
  const { verifier, decisions = {}, folder = tmpdir(), language } = options;
  const { logger = jsonLogger((line) => void process.stderr.write(line)) } = options;
  checkMethods('verifier', verifier, ['verify']);
  checkMethods('logger', logger, ['fault']);
  checkDecisions(decisions);
  checkKnownKeys('limits', options.limits ?? {}, LIMIT_KEYS);
  const limits: UploadLimits = { ...LIMITS, ...options.limits };
  checkPositive('limits', { ...limits });
  if (typeof folder !== 'string') throw new TypeError('folder must be a path.');
  if (language !== undefined && !LANGUAGES.includes(language)) {
    throw new TypeError(`language must be one of ${LANGUAGES.join(', ')}.`);
  }
  const how = { verifier, decisions, ...(language && { language }) };
  const take: UploadTaker['take'] = async (body, contentType, signal) => {
    if (body === null) return { uploads: NOTHING, dispose: async () => {} };
    if (body.readableDidRead) throw readBefore();
    const { fields, files } = await receive(body, contentType, limits, folder, signal);
    const dispose = () => remove(files.map(({ path }) => path));
    // Of its own: each file that is looked at listens.
    const gone = AbortSignal.any([signal]);
    setMaxListeners(0, gone);
    try {
      const looked = await Promise.all(files.map((file) => look(how, file, gone)));
      const rejected = looked.filter(({ decision }) => decision === 'reject');
      if (rejected.length > 0) throw rejection(rejected);
      const decision = looked.some((each) => each.decision === 'flag') ? 'flag' : 'accept';
      return { uploads: { files: looked, fields, decision }, dispose };
    } catch (error) {
      await dispose();
      throw error;
    }
  };
  return { take, answer: (error) => answerOf(error, logger) };
}

const NOTHING: Uploads = { files: [], fields: {}, decision: 'accept' };

/** Of such a request nothing would be looked at, and it would pass. */
export function readBefore(): TypeError {
  return new TypeError(
    'Something has read the body before verifyUploads. Put verifyUploads before whatever reads bodies.',
  );
}

async function look(
  {
    verifier,
    decisions,
    language,
  }: {
    readonly verifier: Pick<Verifier, 'verify'>;
    readonly decisions: UploadDecisions;
    readonly language?: Language;
  },
  file: ReceivedFile,
  signal: AbortSignal,
): Promise<Upload> {
  const mediaType = typeOf(file);
  const options = { signal, ...(mediaType && { mediaType }), ...(language && { language }) };
  let report: VerifyReport | null = null;
  let code: ErrorCode | null = null;
  try {
    report = await verifier.verify(file.path, options);
  } catch (error) {
    // Of the file, and not of the server.
    const status = problemOf(error).status;
    if (!(error instanceof ProvenanceError) || status >= 500) throw error;
    code = error.code;
  }
  const findings = findingsOf(report);
  return { ...file, report, error: code, findings, decision: decide(findings, decisions) };
}

/** The file has no name on disk: what it would say there of a text and the like is said with it. */
function typeOf({ name, mediaType }: ReceivedFile): string | null {
  return mediaTypeOfName(name ?? '') ?? knownType(mediaType);
}

function rejection(files: readonly Upload[]): Problem {
  const why = files.map(({ field, findings }) => `${field}: ${findings.join(', ')}`).join('; ');
  return new Problem('UPLOAD_REJECTED', `The upload is not accepted (${why}).`);
}

function answerOf(
  error: unknown,
  logger: Pick<Logger, 'fault'>,
): ReturnType<UploadTaker['answer']> {
  const problem = problemOf(error);
  const id = randomUUID();
  if (problem.code === 'INTERNAL') logger.fault(id, error);
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...problem.headers },
    body: JSON.stringify(problemBody(problem, id)),
  };
}
