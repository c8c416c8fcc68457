import { ProvenanceError } from '@provenance/content';
import { plainText, quoted } from '@provenance/sdk';
import { type IssuerOptions, withIssuer } from '../../registry/issuer.ts';
import { confirmed } from '../../terminal/confirm.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { plural } from '../../terminal/plural.ts';
import { registryLine } from './registry.ts';

export interface PruneOptions extends IssuerOptions {
  before?: string;
  yes?: boolean;
}

const FOR_GOOD =
  'The log keeps their hashes and can be verified as before; nothing brings them back.';

/** Erases what was to be kept until a day that is over. */
export function pruneCommand(io: Io, { yes, ...options }: PruneOptions): Promise<ExitCode> {
  const day = options.before ?? new Date().toISOString().slice(0, 10);
  return withIssuer(io, options, async (registry) => {
    const what = `This erases every record that was to be kept until a day before ${day}. ${FOR_GOOD}`;
    const erased = (await confirmed(io, what, yes)) ? await registry.prune(day) : null;
    if (erased === null) return nothingDone(io);
    const text = `Erased ${plural(erased, 'record')}.\n`;
    await io.stdout.write(options.json ? registryLine('prune', { before: day, erased }) : text);
    return 0;
  });
}

export interface EraseOptions extends IssuerOptions {
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
  return withIssuer(io, options, async (registry) => {
    // What cannot be read any more can still be erased.
    const found = await registry.byContentId(contentId).catch((error) => {
      if (error instanceof ProvenanceError && error.code === 'REGISTRY_CORRUPT') return undefined;
      throw error;
    });
    if (found === null) {
      await io.stderr.write('There is no record of this content id: nothing was erased.\n');
      return 3;
    }
    const which =
      found === undefined
        ? 'which cannot be read any more'
        : `of ${quoted(found.record.issuer)}, ${plainText(found.record.time)}`;
    const what = `This erases the record ${contentId} (${which}) and the credential kept with it. The log keeps its hash and can be verified as before; nothing brings it back.`;
    if (!(await confirmed(io, what, yes))) return nothingDone(io);
    const erased = await registry.erase(contentId, reason);
    await io.stdout.write(
      options.json
        ? registryLine('erase', { contentId, reason, erased })
        : `Erased the record ${contentId}.\n`,
    );
    return erased ? 0 : 3;
  });
}

async function nothingDone(io: Io): Promise<ExitCode> {
  await io.stderr.write('Nothing was erased.\n');
  return 0;
}
