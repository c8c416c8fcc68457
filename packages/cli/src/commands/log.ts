import { resolve } from 'node:path';
import { writeFileAtomically } from '@provenance/content/node';
import type { LogReport } from '@provenance/registry';
import { quoted } from '@provenance/sdk';
import { openBackend } from '../config/registry-location.ts';
import { namedBytes, namedText } from '../files/named.ts';
import { type IssuerOptions, settingsOf } from '../registry/issuer.ts';
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

/** Looks at every entry, node and head. Exit code 1 if one of them contradicts the rest. */
export async function verifyLogCommand(
  io: Io,
  { head, cert, json, quiet, ...options }: VerifyLogOptions,
): Promise<ExitCode> {
  const settings = await settingsOf(io, options);
  const saved = head === undefined ? null : await namedBytes(io, '--head', head);
  const certificates = await Promise.all((cert ?? []).map((pem) => namedText(io, '--cert', pem)));
  const { LOG_PROBLEMS, verifyLog } = await import('@provenance/registry');
  const backend = await openBackend(settings.location, { readOnly: true });
  let report: LogReport;
  try {
    report = await verifyLog(backend, {
      signal: io.signal,
      ...(saved && { head: saved }),
      ...(certificates.length > 0 && { certificates }),
    });
  } finally {
    await backend.close();
  }
  const code = report.verified ? 0 : 1;
  if (json) {
    const { root, problems, ...plain } = report;
    const told = problems.map((each) => ({ ...each, meaning: LOG_PROBLEMS[each.kind] }));
    const line = { ...plain, root: hex(root), problems: told, exitCode: code };
    await io.stdout.write(jsonLine({ schema: LOG_SCHEMA, ...line }));
  } else if (!quiet) {
    await io.stdout.write(reportText(io, report, LOG_PROBLEMS, head !== undefined));
  }
  return code;
}

function reportText(
  io: Io,
  { verified, problems, problemCount, entries, records, erasures, heads }: LogReport,
  meanings: Readonly<Record<string, string>>,
  held: boolean,
): string {
  const paint = painter(io, io.stdout);
  const looked = `${plural(entries, 'entry', 'entries')} (${plural(records, 'record')}, ${plural(erasures, 'erasure')}), ${plural(heads, 'signed head')}`;
  if (verified) {
    const since = held ? ' It has grown out of the head that was saved.' : '';
    return `${paint('green', '✓')} The log holds: nothing in it was removed, altered or reordered. Looked at: ${looked}.${since}\n`;
  }
  const more = problemCount - problems.length;
  return [
    `${paint('red', '✗')} The log contradicts itself in ${plural(problemCount, 'place')}. Looked at: ${looked}.`,
    '',
    ...problems.map(({ kind, index }) => `  ${place(kind, index).padEnd(16)} ${meanings[kind]}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
    'Restore what is named from a backup or an export; `provenance registry import` takes in what is missing.',
    '',
  ].join('\n');
}

/** Indexes of heads are sizes. */
function place(kind: string, index: number): string {
  return kind === 'head' || kind === 'unsigned' || kind === 'forked'
    ? `head of size ${index}`
    : `entry ${index}`;
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
