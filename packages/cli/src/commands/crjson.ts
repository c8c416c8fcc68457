import { say } from '@provenance/messages';
import { type CrJsonOptions, crJson, type VerifyManyOptions } from '@provenance/sdk';
import type { OpenedFile } from '../files/archive.ts';
import { errorLine, errorOfFile } from '../terminal/error.ts';
import { type ExitCode, exitCodeOf, exitCodeOfError } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { Progress } from '../terminal/progress.ts';
import { VERSION } from '../terminal/version.ts';
import { jsonLine, visible } from '../terminal/visible.ts';
import { words } from '../terminal/words.ts';

type Input = Parameters<typeof crJson>[0];

/**
 * Writes one crJSON document a file, each on a line; of several files, each has the name of its file. What
 * could not be read has no document: it is said on standard error, and the exit code tells.
 */
export async function writeCrJson(
  io: Io,
  files: readonly OpenedFile[],
  inputOf: (file: OpenedFile) => Promise<Input>,
  { policy, trust, manifest, allowNetwork, at, maxBytes, mediaType }: VerifyManyOptions,
  { many, quiet }: { many: boolean; quiet: boolean },
): Promise<Set<ExitCode>> {
  const options: CrJsonOptions = {
    generator: { name: 'provenance', version: VERSION },
    signal: io.signal,
    language: io.language,
    ...(policy && { policy }),
    ...(trust && { trust }),
    ...(manifest !== undefined && { manifest }),
    ...(allowNetwork && { allowNetwork }),
    ...(at && { at }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(mediaType !== undefined && { mediaType }),
  };
  const codes = new Set<ExitCode>();
  const progress = new Progress(io, files.length, quiet);
  try {
    for (const file of files) {
      const { path } = file;
      try {
        const { document, report } = await crJson(await inputOf(file), options);
        codes.add(exitCodeOf(report));
        await progress.clear();
        if (document !== null && !quiet) {
          await io.stdout.write(jsonLine(many ? { file: path, ...document } : document));
        } else if (!quiet) {
          const why = report.verdict.sentence;
          await io.stderr.write(`${visible(path)}: ${words(io, say('told.no-crjson', { why }))}\n`);
        }
      } catch (error) {
        const problem = errorOfFile(io, error);
        codes.add(exitCodeOfError(problem));
        await progress.clear();
        if (!quiet) await io.stderr.write(errorLine(io, path, problem));
      }
      await progress.step();
    }
  } finally {
    await progress.clear();
  }
  return codes;
}
