import { ProvenanceError } from '@provenance/content';
import { say } from '@provenance/messages';
import { type OperatorOptions, operatorOf } from '../../options/operator.ts';
import { type IssuerOptions, withIssuer } from '../../registry/issuer.ts';
import { confirmed } from '../../terminal/confirm.ts';
import { counted } from '../../terminal/counted.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { words } from '../../terminal/words.ts';
import { registryLine } from './registry.ts';

export interface PruneOptions extends IssuerOptions, OperatorOptions {
  before?: string;
  yes?: boolean;
}

/** Erases what was to be kept until a day that is over. */
export function pruneCommand(io: Io, { yes, ...options }: PruneOptions): Promise<ExitCode> {
  const day = options.before ?? new Date().toISOString().slice(0, 10);
  const by = operatorOf(io, options);
  return withIssuer(io, options, async (registry) => {
    const what = words(io, say('registry.to-prune', { day }));
    // Whoever says yes has a timer run it, which is no place for a warning each night.
    const pruned = yes || (await confirmed(io, what)) ? await registry.prune(day, { by }) : null;
    if (pruned === null) return nothingDone(io);
    const { erased, held } = pruned;
    const said = [
      say('registry.pruned', { records: counted('records', erased) }),
      ...(held > 0 ? [say('registry.pruned.held', { records: counted('records', held) })] : []),
    ];
    await io.stdout.write(
      options.json ? registryLine('prune', { before: day, erased, held }) : `${words(io, said)}\n`,
    );
    return 0;
  });
}

export interface EraseOptions extends IssuerOptions, OperatorOptions {
  reason?: 'request' | 'retention';
  yes?: boolean;
}

/** Erases one record. Exit code 3 if there is none with this content id. */
export function eraseCommand(
  io: Io,
  given: string,
  { yes, reason = 'request', ...options }: EraseOptions,
): Promise<ExitCode> {
  const contentId = given.toLowerCase();
  const by = operatorOf(io, options);
  return withIssuer(io, options, async (registry) => {
    // What cannot be read any more can still be erased.
    const found = await registry.byContentId(contentId).catch((error) => {
      if (error instanceof ProvenanceError && error.code === 'REGISTRY_CORRUPT') return undefined;
      throw error;
    });
    if (found === null) {
      await io.stderr.write(`${words(io, say('registry.none-to-erase'))}\n`);
      return 3;
    }
    const what =
      found === undefined
        ? say('registry.to-erase.unreadable', { contentId })
        : say('registry.to-erase', {
            contentId,
            issuer: found.record.issuer,
            time: found.record.time,
          });
    if (!(await confirmed(io, words(io, what), yes))) return nothingDone(io);
    const erased = await registry.erase(contentId, { reason, by });
    await io.stdout.write(
      options.json
        ? registryLine('erase', { contentId, reason, erased })
        : `${words(io, say('registry.erased', { contentId }))}\n`,
    );
    return erased ? 0 : 3;
  });
}

async function nothingDone(io: Io): Promise<ExitCode> {
  await io.stderr.write(`${words(io, say('registry.nothing-erased'))}\n`);
  return 0;
}
