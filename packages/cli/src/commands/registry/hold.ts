import { quoted, say } from '@provenance/messages';
import type { LegalHold } from '@provenance/registry';
import { type OperatorOptions, operatorOf } from '../../options/operator.ts';
import { type IssuerOptions, settingsOf, withIssuer } from '../../registry/issuer.ts';
import { registryReader } from '../../registry/open.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { words } from '../../terminal/words.ts';
import { registryLine } from './registry.ts';

export interface HoldOptions extends IssuerOptions, OperatorOptions {
  reason: string;
}

/** Keeps a record, or a request, from being erased. Exit code 3 if there is none with this id. */
export function holdCommand(
  io: Io,
  given: string,
  { reason, ...options }: HoldOptions,
): Promise<ExitCode> {
  const by = operatorOf(io, options);
  return withIssuer(io, options, async (registry) => {
    const held = await registry.hold(given.toLowerCase(), { reason, by });
    if (held === null) {
      await io.stderr.write(`${words(io, say('registry.nothing-to-hold'))}\n`);
      return 3;
    }
    const { target, id } = held;
    await io.stdout.write(
      options.json
        ? registryLine('hold', held)
        : `${words(io, say('registry.held', { target, hold: id }))}\n`,
    );
    return 0;
  });
}

export interface ReleaseOptions extends HoldOptions {
  hold?: string;
}

/** Ends one hold. Exit code 3 if none is in force there. */
export function releaseCommand(
  io: Io,
  given: string,
  { reason, hold: named, ...options }: ReleaseOptions,
): Promise<ExitCode> {
  const by = operatorOf(io, options);
  const target = given.toLowerCase();
  return withIssuer(io, options, async (registry) => {
    const { holdsOn } = await import('@provenance/registry');
    const all = await holdsOn(registry, target);
    const inForce = all.filter(({ released }) => released === null);
    if (named === undefined && inForce.length > 1) {
      const holds = inForce.map(({ id }) => id).join(', ');
      throw new UsageError(say('mistake.several-holds', { holds }));
    }
    const id = named?.toLowerCase() ?? inForce[0]?.id;
    const released = id === undefined ? null : await registry.release(target, id, { reason, by });
    if (released === null) {
      await io.stderr.write(`${words(io, say('registry.no-hold'))}\n`);
      return 3;
    }
    const said = [
      say('registry.released', { target, hold: released.id }),
      ...(inForce.length > 1 ? [say('registry.still-held')] : []),
    ];
    await io.stdout.write(
      options.json ? registryLine('release', released) : `${words(io, said)}\n`,
    );
    return 0;
  });
}

export interface HoldsOptions extends IssuerOptions {
  all?: boolean;
}

/** A line a hold in force. Exit code 3 if there is none. */
export async function holdsCommand(
  io: Io,
  { all = false, ...options }: HoldsOptions,
): Promise<ExitCode> {
  const reader = registryReader(await settingsOf(io, options));
  let count = 0;
  try {
    const { allHolds } = await import('@provenance/registry');
    for (const hold of await allHolds(await reader.open())) {
      if (hold.released !== null && !all) continue;
      count++;
      await io.stdout.write(options.json ? registryLine('holds', hold) : lineOf(io, hold));
    }
  } finally {
    await reader.close();
  }
  if (count > 0) return 0;
  await io.stderr.write(`${words(io, say('registry.no-holds'))}\n`);
  return 3;
}

function lineOf(io: Io, { id, target, placed, reason, by, released }: LegalHold): string {
  const named = (name: string) => quoted(name, undefined, io.language);
  const when = (time: string) => words(io, say('trace.time', { time }));
  const end =
    released === null
      ? ''
      : `  ${words(io, say('registry.hold.released', { time: released.time, reason: released.reason }))}`;
  return `${target}  ${id}  ${when(placed)}  ${named(reason)}${by === null ? '' : `  ${named(by)}`}${end}\n`;
}
