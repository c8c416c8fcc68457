import { unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import { checkKnownKeys, type KnownKeys, ProvenanceError } from '@provenance/content';
import type { Verifier, VerifyReport } from '@provenance/sdk';
import { Problem, problemBody, problemOf } from '../http/problem.ts';
import {
  checkDecisions,
  type Decision,
  decide,
  type Finding,
  findingsOf,
  type UploadDecisions,
} from './decisions.ts';
import { type ReceivedFile, receive, type UploadLimits } from './receive.ts';

export interface UploadOptions {
  readonly verifier: Pick<Verifier, 'verify'>;
  readonly decisions?: UploadDecisions;
  readonly limits?: Partial<UploadLimits>;
  /** Where files lie until the request is over. Default: the system's folder for that. */
  readonly folder?: string;
}

const KEYS: KnownKeys<UploadOptions> = {
  verifier: true,
  decisions: true,
  limits: true,
  folder: true,
};

const LIMITS: UploadLimits = { maxBytes: 2 ** 26, maxFiles: 10, maxFields: 100 };
const LIMIT_KEYS: KnownKeys<UploadLimits> = { maxBytes: true, maxFiles: true, maxFields: true };

/** A file that was uploaded, and what is known of it. */
export interface Upload extends ReceivedFile {
  readonly decision: Decision;
  readonly findings: readonly Finding[];
  /** Null: it could not be looked at. */
  readonly report: VerifyReport | null;
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

/**
 * What the middleware for all frameworks does: takes the files to disk, has each looked at in a worker,
 * which reads it from there, and decides by the reports.
 *
 * @throws TypeError for options that are none.
 */
export function uploadTaker(
  options: UploadOptions,
): (body: Readable, contentType: string, signal: AbortSignal) => Promise<TakenUploads> {
  checkKnownKeys('options', options, KEYS, { policy: 'decisions' });
  const { verifier, decisions = {}, folder = tmpdir() } = options;
  checkDecisions(decisions);
  const limits: UploadLimits = { ...LIMITS, ...options.limits };
  checkKnownKeys('limits', limits, LIMIT_KEYS);
  return async (body, contentType, signal) => {
    const { fields, files } = await receive(body, contentType, limits, folder);
    const dispose = async () => {
      await Promise.all(files.map(({ path }) => unlink(path).catch(() => {})));
    };
    try {
      const looked = await Promise.all(
        files.map((file) => look(verifier, file, decisions, signal)),
      );
      const rejected = looked.filter(({ decision }) => decision === 'reject');
      if (rejected.length > 0) throw rejection(rejected);
      const decision = looked.some((each) => each.decision === 'flag') ? 'flag' : 'accept';
      return { uploads: { files: looked, fields, decision }, dispose };
    } catch (error) {
      await dispose();
      throw error;
    }
  };
}

async function look(
  verifier: Pick<Verifier, 'verify'>,
  file: ReceivedFile,
  decisions: UploadDecisions,
  signal: AbortSignal,
): Promise<Upload> {
  let report: VerifyReport | null = null;
  try {
    report = await verifier.verify(file.path, { signal });
  } catch (error) {
    // Of the file, and not of the server.
    const status = problemOf(error).status;
    if (!(error instanceof ProvenanceError) || status >= 500) throw error;
  }
  const findings = findingsOf(report);
  return { ...file, report, findings, decision: decide(findings, decisions) };
}

function rejection(files: readonly Upload[]): Problem {
  const why = files.map(({ field, findings }) => `${field}: ${findings.join(', ')}`).join('; ');
  return new Problem('UPLOAD_REJECTED', `The upload is not accepted (${why}).`);
}

/** How a framework is to answer what a taker throws. */
export function uploadAnswer(error: unknown, requestId: string) {
  const problem = problemOf(error);
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...problem.headers },
    body: JSON.stringify(problemBody(problem, requestId)),
  };
}
