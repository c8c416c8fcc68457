import { resolve } from 'node:path';
import { say } from '@provenance/messages';
import { openBackend } from '../../config/registry-location.ts';
import { settingsOf } from '../../registry/issuer.ts';
import { type LoggedOptions, loggedOperation } from '../../registry/operation.ts';
import { isThere } from '../../registry/outbox.ts';
import { counted } from '../../terminal/counted.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { words } from '../../terminal/words.ts';
import { registryLine } from './registry.ts';

/**
 * Makes a folder that is the registry as it is now, while others write, and verifies all of it. Exit code 1 if it
 * does not hold. A database is refused: it has means of its own.
 */
export async function backupCommand(
  io: Io,
  given: string,
  options: LoggedOptions,
): Promise<ExitCode> {
  const { location } = await settingsOf(io, options);
  const place = resolve(io.cwd, given);
  const { readRegistry, verifyLog } = await import('@provenance/registry');
  const backend = await openBackend(location, { readOnly: true });
  try {
    if (backend.backup === null) throw new UsageError(say('mistake.backup-database'));
    // Before the log says that it was begun.
    if (await isThere(place)) throw new UsageError(say('mistake.backup-exists', { file: given }));
    await loggedOperation(io, 'backup', options);
    const head = await readRegistry(backend).head();
    await backend.backup(place);
    const made = await openBackend(place, { readOnly: true });
    try {
      const report = await verifyLog(made, {
        signal: io.signal,
        ...(head && { head: head.bytes }),
      });
      const { verified, problemCount } = report;
      const entries = counted('entries', report.entries);
      const paint = painter(io, io.stdout);
      const text = verified
        ? `${paint('green', '✓')} ${words(io, say('registry.backed-up', { entries, file: given }))}`
        : `${paint('red', '✗')} ${words(io, say('registry.copy-fails', { problems: counted('problems', problemCount) }))}`;
      await io.stdout.write(
        options.json
          ? registryLine('backup', { entries: report.entries, verified, problemCount })
          : `${text}\n`,
      );
      return verified ? 0 : 1;
    } finally {
      await made.close();
    }
  } finally {
    await backend.close();
  }
}
