import { type Message, say } from '@provenance/messages';
import type { LogReport } from '@provenance/registry';
import { locatedFrom, openBackend } from '../../config/registry-location.ts';
import { settingsOf } from '../../registry/issuer.ts';
import { type LoggedOptions, loggedOperation } from '../../registry/operation.ts';
import { counted } from '../../terminal/counted.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { words } from '../../terminal/words.ts';
import { registryLine } from './registry.ts';

/**
 * Makes the same log somewhere else, from a folder to a database or the other way: every receipt, head and
 * proof stays good. What is there already of the same log is kept, so that the command may be given again
 * after it was interrupted, or when more was written. Then all of the copy is verified. Exit code 1 if it
 * does not hold.
 */
export async function copyCommand(
  io: Io,
  given: string,
  options: LoggedOptions,
): Promise<ExitCode> {
  const { location } = await settingsOf(io, options);
  const to = locatedFrom(io.cwd, given);
  if (to === location) throw new UsageError(say('mistake.registry-itself'));
  const copied = await copyLog(io, location, to, () => loggedOperation(io, 'copy', options));
  if (copied.behind > 0) {
    await io.stderr.write(
      `${words(io, say('registry.copy-behind', { entries: counted('entries', copied.behind) }))}\n`,
    );
  }
  return tell(io, 'copy', copied, options, ({ entries, appended }) =>
    say('registry.copied', { entries: counted('entries', entries), count: appended }),
  );
}

/**
 * The other way round: a backup, or a copy, becomes the registry in force. Where that has entries already, they have to
 * be the beginning of the same log.
 */
export async function restoreCommand(
  io: Io,
  given: string,
  options: LoggedOptions,
): Promise<ExitCode> {
  const { location } = await settingsOf(io, options);
  const from = locatedFrom(io.cwd, given);
  if (from === location) throw new UsageError(say('mistake.registry-itself'));
  const copied = await copyLog(io, from, location);
  // Last: before that there may be no log yet, and what is written into it is not in the backup.
  if (copied.report.verified) await loggedOperation(io, 'restore', options);
  return tell(io, 'restore', copied, options, ({ entries, appended }) =>
    say('registry.restored', { entries: counted('entries', entries), count: appended }),
  );
}

interface Copied {
  readonly entries: number;
  readonly appended: number;
  /** Entries that the source has got since. */
  readonly behind: number;
  readonly report: LogReport;
}

/** @throws UsageError where the target has another log, before anything is written; ProvenanceError. */
async function copyLog(
  io: Io,
  from: string,
  to: string,
  begin: () => Promise<void> = async () => {},
): Promise<Copied> {
  const { exportRegistry, importRegistry, LOG_ID, readRegistry, verifyLog } = await import(
    '@provenance/registry'
  );
  const source = await openBackend(from, { readOnly: true });
  try {
    const target = await openBackend(to, { create: true });
    try {
      const [id, there] = [await source.getMeta(LOG_ID), await target.getMeta(LOG_ID)];
      // An empty one too: whoever has it open would go on signing heads of the log that it was.
      if (id && there && Buffer.compare(id, there) !== 0) {
        throw new UsageError(say('mistake.registry-of-its-own'));
      }
      await begin();
      // What is written from here on may be in the copy, and what was before has to be.
      const head = await readRegistry(source).head();
      const heard = async function* () {
        for await (const chunk of exportRegistry(source)) {
          io.signal.throwIfAborted();
          yield chunk;
        }
      };
      const { entries, appended } = await importRegistry(target, heard());
      const report = await verifyLog(target, {
        signal: io.signal,
        ...(head && { head: head.bytes }),
      });
      const behind = (await source.stats()).entries - (await target.stats()).entries;
      return { entries, appended, behind: Math.max(behind, 0), report };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function tell(
  io: Io,
  done: 'copy' | 'restore',
  { entries, appended, behind, report: { verified, problemCount } }: Copied,
  { json }: LoggedOptions,
  says: (copied: Pick<Copied, 'entries' | 'appended'>) => Message,
): Promise<ExitCode> {
  const paint = painter(io, io.stdout);
  const [mark, said] = verified
    ? [paint('green', '✓'), says({ entries, appended })]
    : [
        paint('red', '✗'),
        say('registry.copy-fails', { problems: counted('problems', problemCount) }),
      ];
  await io.stdout.write(
    json
      ? registryLine(done, { entries, appended, behind, verified, problemCount })
      : `${mark} ${words(io, said)}\n`,
  );
  return verified ? 0 : 1;
}
