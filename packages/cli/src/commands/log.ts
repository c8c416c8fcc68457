import { resolve } from 'node:path';
import { writeFileAtomically } from '@provenance/content/node';
import { type Message, say } from '@provenance/messages';
import type { LogProblem, LogReport } from '@provenance/registry';
import { loadConfig } from '../config/config.ts';
import { openBackend } from '../config/registry-location.ts';
import { namedBytes, namedText } from '../files/named.ts';
import { writingTo } from '../files/output-error.ts';
import { compromisedSince } from '../options/key-history.ts';
import { type IssuerOptions, issuerCertificates, settingsOf } from '../registry/issuer.ts';
import { registryReader } from '../registry/open.ts';
import { isThere } from '../registry/outbox.ts';
import { issuerOf } from '../registry/stats.ts';
import { counted } from '../terminal/counted.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { jsonLine } from '../terminal/visible.ts';
import { padded } from '../terminal/width.ts';
import { words } from '../terminal/words.ts';

export const LOG_SCHEMA = 'provenance.log/1';

export interface VerifyLogOptions extends IssuerOptions {
  head?: string;
  checkpoint?: string;
  cert?: string[];
  quiet?: boolean;
}

/** Whose certificates the heads are held against: those of --cert, of the configuration, or nobody's. */
type Issuer = 'given' | 'configured' | null;

/**
 * Looks at every entry, look-up, node and head, and who signed. Exit code 1 if one of them contradicts the
 * rest, or somebody else than the issuer has signed the end.
 */
export async function verifyLogCommand(
  io: Io,
  { head, checkpoint, cert, json, quiet, ...options }: VerifyLogOptions,
): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const settings = await settingsOf(io, options);
  const saved = head === undefined ? null : await namedBytes(io, '--head', head);
  const kept = checkpoint === undefined ? null : resolve(io.cwd, checkpoint);
  const since =
    kept !== null && (await isThere(kept)) ? await namedBytes(io, '--checkpoint', kept) : null;
  const certificates = await Promise.all((cert ?? []).map((pem) => namedText(io, '--cert', pem)));
  const configured = certificates.length > 0 ? null : await issuerCertificates(io, config);
  const { readRegistry, verifyLog } = await import('@provenance/registry');
  const backend = await openBackend(settings.location, { readOnly: true });
  let report: LogReport;
  try {
    report = await verifyLog(backend, {
      signal: io.signal,
      ...(saved && { head: saved }),
      ...(since && { since }),
      ...(certificates.length > 0 && { certificates }),
      ...(configured !== null && { issuer: configured }),
      compromisedSince: (pem) => compromisedSince(config, pem, configured ?? certificates),
    });
    if (kept !== null && report.verified) {
      const end = await readRegistry(backend).head(report.entries);
      if (end !== null) {
        const write = () => writeFileAtomically(kept, end.bytes, { overwrite: true });
        await writingTo(io, kept, write);
      }
    }
  } finally {
    await backend.close();
  }
  const issuer = certificates.length > 0 ? 'given' : configured === null ? null : 'configured';
  const code = report.verified ? 0 : 1;
  if (quiet) return code;
  if (json) {
    const { root, problems, signers, unguarded, ...plain } = report;
    const line = {
      ...plain,
      root: hex(root),
      issuer,
      signers: signers.map(({ thumbprint, certifiedBy, compromised, ...signer }) => ({
        ...signer,
        certificate: hex(thumbprint),
        ...(certifiedBy !== null && { certifiedBy: hex(certifiedBy) }),
        ...(compromised && { compromised }),
      })),
      unguarded:
        unguarded > 0 ? { entries: unguarded, meaning: words(io, unguardedSays(unguarded)) } : null,
      problems: problems.map((each) => ({
        ...each,
        meaning: words(io, say(`log.problem.${each.kind}`)),
      })),
      exitCode: code,
    };
    await io.stdout.write(jsonLine({ schema: LOG_SCHEMA, ...line }));
  } else {
    await io.stdout.write(reportText(io, report, { issuer, held: saved !== null }));
  }
  return code;
}

function reportText(
  io: Io,
  report: LogReport,
  { issuer, held }: { issuer: Issuer; held: boolean },
): string {
  const { verified, problems, problemCount, records, events, heads, unguarded } = report;
  const entries = report.entries - report.from;
  // Nothing but their hashes is left, or not even that: then it is among the problems.
  const gone = Math.max(0, entries - records - events - report.erasures);
  const paint = painter(io, io.stdout);
  const seen = {
    entries: counted('entries', entries),
    records: counted('records', records),
    erasures: counted('erasures', report.erasures),
    heads: counted('signedHeads', heads),
  };
  const looked =
    gone > 0
      ? say('log.looked.gone', { ...seen, events: counted('events', events), gone })
      : events === 0
        ? say('log.looked', seen)
        : say('log.looked.events', { ...seen, events: counted('events', events) });
  const doubt = [
    ...(unguarded > 0 ? [unguardedSays(unguarded)] : []),
    ...(report.compromisedRecords > 0
      ? [say('log.compromised', { records: counted('records', report.compromisedRecords) })]
      : []),
  ].map((said) => `${paint('yellow', '!')} ${words(io, said)}`);
  const signed = signedSays(report, issuer).map((said) => `  ${words(io, said)}`);
  if (verified) {
    const said = [
      say('log.holds', { looked }),
      ...(report.from > 0 ? [say('log.since', { entries: counted('entries', report.from) })] : []),
      ...(held ? [say('log.grown')] : []),
    ];
    const holds = `${paint('green', '✓')} ${words(io, said)}`;
    return `${[holds, ...signed, ...doubt].join('\n')}\n`;
  }
  const more = problemCount - problems.length;
  return [
    `${paint('red', '✗')} ${words(io, say('log.fails', { places: counted('places', problemCount), looked }))}`,
    ...signed,
    ...doubt,
    '',
    ...problems.map(
      ({ kind, index }) =>
        `  ${padded(words(io, place(kind, index)), 16)} ${words(io, say(`log.problem.${kind}`))}`,
    ),
    ...(more > 0 ? [`  ${words(io, say('log.more', { count: more }))}`] : []),
    '',
    ...remedies(problems).map((said) => words(io, said)),
    '',
  ].join('\n');
}

/** A line for each who signed heads, and one where nobody said who should have. */
function signedSays({ signers }: LogReport, issuer: Issuer): Message[] {
  const said = signers.map((signer) => {
    const { organization, thumbprint, certifiedBy, heads, accepted } = signer;
    const facts = {
      heads: counted('heads', heads),
      who: whoSays(organization),
      thumbprint: hex(thumbprint).slice(0, 16),
    };
    const signed =
      certifiedBy === null
        ? say('log.signed', facts)
        : say('log.signed.record-key', { ...facts, certificate: hex(certifiedBy).slice(0, 16) });
    if (signer.compromised) return say('log.signed.compromised', { signed });
    if (accepted === null) return signed;
    if (issuer === 'given') {
      return accepted
        ? say('log.signed.given', { signed })
        : say('log.signed.not-given', { signed });
    }
    return accepted
      ? say('log.signed.configured', { signed })
      : say('log.signed.not-configured', { signed });
  });
  return issuer !== null || signers.length === 0 ? said : [...said, say('log.whose')];
}

function whoSays(name: string | null): Message {
  return name === null ? say('who.unnamed') : say('who.named', { name });
}

/** What cannot be known of such a log. */
function unguardedSays(count: number): Message {
  const more = say('log.unguarded.more');
  return count === 1
    ? say('log.unguarded.one', { more })
    : say('log.unguarded.many', { count, more });
}

const LOOKUPS: ReadonlySet<LogProblem['kind']> = new Set([
  'unindexed',
  'unhashed',
  'unlabelled',
  'unlike',
  'unscheduled',
  'unlisted',
  'unerasable',
  'stray',
]);

function remedies(problems: LogReport['problems']): Message[] {
  const has = (test: (kind: LogProblem['kind']) => boolean) =>
    problems.some(({ kind }) => test(kind));
  const others = has((kind) => !LOOKUPS.has(kind) && kind !== 'stranger');
  return [
    ...(has((kind) => kind === 'stranger') ? [say('log.remedy.stranger')] : []),
    ...(has((kind) => LOOKUPS.has(kind)) ? [say('log.remedy.lookups')] : []),
    ...(others ? [say('log.remedy.entries')] : []),
  ];
}

/** Indexes of heads are sizes: what follows the last one that covers it begins there. */
function place(kind: LogProblem['kind'], index: number): Message {
  if (kind === 'unsigned' || kind === 'stranger') return say('log.place.from', { index });
  return kind === 'head' || kind === 'forked'
    ? say('log.place.head', { index })
    : say('log.place.entry', { index });
}

export interface HeadOptions extends IssuerOptions {
  output?: string;
  force?: boolean;
}

/** Exit code 3 for an empty log, which has no head. */
export async function headCommand(
  io: Io,
  { output, force: overwrite = false, json, ...options }: HeadOptions,
): Promise<ExitCode> {
  const reader = registryReader(await settingsOf(io, options));
  try {
    const head = await (await reader.open()).head();
    if (head === null) {
      await io.stderr.write(`${words(io, say('log.empty'))}\n`);
      return 3;
    }
    if (output !== undefined) {
      const path = resolve(io.cwd, output);
      await writingTo(io, path, () => writeFileAtomically(path, head.bytes, { overwrite }));
      await io.stderr.write(`${words(io, say('log.head-written', { file: output }))}\n`);
    }
    const { size, root, time, logId, bytes, certificates } = head;
    const issuer = await issuerOf(certificates);
    const line = { size, root: hex(root), time, logId: hex(logId), issuer };
    const said = say('log.head', {
      entries: counted('entries', size),
      root: line.root,
      who: whoSays(issuer),
      time,
    });
    await io.stdout.write(
      json
        ? jsonLine({
            schema: LOG_SCHEMA,
            ...line,
            head: Buffer.from(bytes).toString('base64'),
            certificates,
          })
        : `${words(io, said)}\n`,
    );
    return 0;
  } finally {
    await reader.close();
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
