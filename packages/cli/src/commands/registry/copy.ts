import { say } from '@provenance/messages';
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
  await loggedOperation(io, 'copy', options);
  const { exportRegistry, importRegistry, readRegistry, verifyLog } = await import(
    '@provenance/registry'
  );
  const source = await openBackend(location, { readOnly: true });
  try {
    const target = await openBackend(to, { create: true });
    try {
      // What is written from here on may be in the copy, and what was before has to be.
      const head = await readRegistry(source).head();
      const heard = async function* () {
        for await (const chunk of exportRegistry(source)) {
          io.signal.throwIfAborted();
          yield chunk;
        }
      };
      const { entries, appended } = await importRegistry(target, heard());
      const { verified, problemCount } = await verifyLog(target, {
        signal: io.signal,
        ...(head && { head: head.bytes }),
      });
      const paint = painter(io, io.stdout);
      const [mark, said] = verified
        ? [
            paint('green', '✓'),
            say('registry.copied', { entries: counted('entries', entries), count: appended }),
          ]
        : [
            paint('red', '✗'),
            say('registry.copy-fails', { problems: counted('problems', problemCount) }),
          ];
      await io.stdout.write(
        options.json
          ? registryLine('copy', { entries, appended, verified, problemCount })
          : `${mark} ${words(io, said)}\n`,
      );
      return verified ? 0 : 1;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
