import { resolve } from 'node:path';
import { writeFileAtomically } from '@provenance/content/node';
import type { LogProblem, LogReport } from '@provenance/registry';
import { quoted } from '@provenance/sdk';
import { loadConfig } from '../config/config.ts';
import { openBackend } from '../config/registry-location.ts';
import { namedBytes, namedText } from '../files/named.ts';
import { type IssuerOptions, issuerCertificates, settingsOf } from '../registry/issuer.ts';
import { registryReader } from '../registry/open.ts';
import { issuerOf } from '../registry/stats.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { plural } from '../terminal/plural.ts';
import { jsonLine, visible } from '../terminal/visible.ts';

export const LOG_SCHEMA = 'provenance.log/1';

export interface VerifyLogOptions extends IssuerOptions {
  head?: string;
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
  { head, cert, json, quiet, ...options }: VerifyLogOptions,
): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const settings = await settingsOf(io, options);
  const saved = head === undefined ? null : await namedBytes(io, '--head', head);
  const certificates = await Promise.all((cert ?? []).map((pem) => namedText(io, '--cert', pem)));
  const configured = certificates.length > 0 ? null : await issuerCertificates(io, config);
  const { LOG_PROBLEMS, verifyLog } = await import('@provenance/registry');
  const backend = await openBackend(settings.location, { readOnly: true });
  let report: LogReport;
  try {
    report = await verifyLog(backend, {
      signal: io.signal,
      ...(saved && { head: saved }),
      ...(certificates.length > 0 && { certificates }),
      ...(configured !== null && { issuer: [configured] }),
    });
  } finally {
    await backend.close();
  }
  const issuer = certificates.length > 0 ? 'given' : configured === null ? null : 'configured';
  const code = report.verified ? 0 : 1;
  if (json) {
    const { root, problems, signers, unguarded, ...plain } = report;
    const line = {
      ...plain,
      root: hex(root),
      issuer,
      signers: signers.map(({ thumbprint, ...signer }) => ({
        ...signer,
        certificate: hex(thumbprint),
      })),
      unguarded: unguarded > 0 ? { entries: unguarded, meaning: unguardedText(unguarded) } : null,
      problems: problems.map((each) => ({ ...each, meaning: LOG_PROBLEMS[each.kind] })),
      exitCode: code,
    };
    await io.stdout.write(jsonLine({ schema: LOG_SCHEMA, ...line }));
  } else if (!quiet) {
    await io.stdout.write(reportText(io, report, LOG_PROBLEMS, { issuer, held: saved !== null }));
  }
  return code;
}

function reportText(
  io: Io,
  report: LogReport,
  meanings: Readonly<Record<LogProblem['kind'], string>>,
  { issuer, held }: { issuer: Issuer; held: boolean },
): string {
  const { verified, problems, problemCount, entries, records, erasures, heads, unguarded } = report;
  const paint = painter(io, io.stdout);
  const looked = `${plural(entries, 'entry', 'entries')} (${plural(records, 'record')}, ${plural(erasures, 'erasure')}), ${plural(heads, 'signed head')}`;
  const doubt = unguarded > 0 ? [`${paint('yellow', '!')} ${unguardedText(unguarded)}`] : [];
  const signed = signedTexts(report, issuer).map((text) => `  ${text}`);
  if (verified) {
    const since = held ? ' It has grown out of the head that was saved.' : '';
    const holds = `${paint('green', '✓')} The log holds: nothing in it was removed, altered or reordered. Looked at: ${looked}.${since}`;
    return `${[holds, ...signed, ...doubt].join('\n')}\n`;
  }
  const more = problemCount - problems.length;
  return [
    `${paint('red', '✗')} The log contradicts itself in ${plural(problemCount, 'place')}. Looked at: ${looked}.`,
    ...signed,
    ...doubt,
    '',
    ...problems.map(({ kind, index }) => `  ${place(kind, index).padEnd(16)} ${meanings[kind]}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
    ...remedies(problems, issuer),
    '',
  ].join('\n');
}

/** A line for each who signed heads, and one where nobody said who should have. */
function signedTexts({ signers }: LogReport, issuer: Issuer): string[] {
  const texts = signers.map(({ organization, thumbprint, heads, accepted }) => {
    const who = organization === null ? 'a signer without a name' : quoted(organization);
    const whose = issuer === 'given' ? 'of those given' : 'the configured signer';
    const known = accepted === null ? '' : accepted ? `: ${whose}` : `: not ${whose}`;
    return `${plural(heads, 'head')} signed by ${who}, certificate ${hex(thumbprint).slice(0, 16)}${known}`;
  });
  if (issuer !== null || signers.length === 0) return texts;
  return [...texts, 'Whether that is its issuer nobody said: --cert names the certificate.'];
}

/** What cannot be known of such a log. */
function unguardedText(entries: number): string {
  const first = entries === 1 ? 'Its first entry was' : `Its first ${entries} entries were`;
  return `${first} written by a version in which two processes that used the folder at the same time could lose records after they had acknowledged them. Whether that happened is not to be seen in the log; if only one process at a time used it, nothing is missing. A head or a receipt from then that was kept elsewhere shows it.`;
}

const LOOKUPS: ReadonlySet<LogProblem['kind']> = new Set([
  'unindexed',
  'unhashed',
  'unlabelled',
  'unlike',
  'unscheduled',
  'unerasable',
  'stray',
]);

function remedies(problems: LogReport['problems'], issuer: Issuer): string[] {
  const has = (test: (kind: LogProblem['kind']) => boolean) =>
    problems.some(({ kind }) => test(kind));
  const others = has((kind) => !LOOKUPS.has(kind) && kind !== 'stranger');
  return [
    ...(has((kind) => kind === 'stranger')
      ? [
          `The ${issuer === 'configured' ? 'configured signer' : 'issuer'} has not signed all of it. If an earlier key of yours has, or it is the log of somebody else, name that certificate with --cert; else somebody has made the log anew: restore it from a backup or an export.`,
        ]
      : []),
    ...(has((kind) => LOOKUPS.has(kind))
      ? [
          'What leads to records is made anew by `provenance registry export`, and `import` into a new registry.',
        ]
      : []),
    ...(others
      ? [
          'Restore what is named from a backup or an export; `provenance registry import` takes in what is missing.',
        ]
      : []),
  ];
}

/** Indexes of heads are sizes: what follows the last one that covers it begins there. */
function place(kind: LogProblem['kind'], index: number): string {
  if (kind === 'unsigned' || kind === 'stranger') return `from entry ${index}`;
  return kind === 'head' || kind === 'forked' ? `head of size ${index}` : `entry ${index}`;
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
      await io.stderr.write('The log is empty: it has a head from its first record on.\n');
      return 3;
    }
    if (output !== undefined) {
      await writeFileAtomically(resolve(io.cwd, output), head.bytes, { overwrite });
      await io.stderr.write(
        `Wrote the head to ${visible(output)}: keep it away from the registry, for \`provenance log verify --head\`.\n`,
      );
    }
    const { size, root, time, logId, bytes, certificates } = head;
    const issuer = issuerOf(certificates);
    const line = { size, root: hex(root), time, logId: hex(logId), issuer };
    await io.stdout.write(
      json
        ? jsonLine({
            schema: LOG_SCHEMA,
            ...line,
            head: Buffer.from(bytes).toString('base64'),
            certificates,
          })
        : `${plural(size, 'entry', 'entries')}, root ${line.root}, signed by ${issuer === null ? 'a signer without a name' : quoted(issuer)} at ${time}\n`,
    );
    return 0;
  } finally {
    await reader.close();
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
