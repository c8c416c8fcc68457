import { resolve } from 'node:path';
import { type Message, plainText, quoted, say } from '@provenance/messages';
import type { GuardHit, ProtectedWork } from '@provenance/registry';
import { createGuard } from '@provenance/sdk';
import { describeWork, lookForGuard } from '@provenance/sdk/internal';
import { listFiles } from '../files/list.ts';
import { readStdin } from '../files/stdin.ts';
import { type OperatorOptions, operatorOf } from '../options/operator.ts';
import { refuseDayOver } from '../options/retention.ts';
import { matchedSays } from '../print/guard.ts';
import { type IssuerOptions, settingsOf, withIssuer } from '../registry/issuer.ts';
import { registryReader } from '../registry/open.ts';
import { confirmed } from '../terminal/confirm.ts';
import { counted } from '../terminal/counted.ts';
import { errorLine, errorOfFile } from '../terminal/error.ts';
import { type ExitCode, exitCodeOfError, worst } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine } from '../terminal/visible.ts';
import { words } from '../terminal/words.ts';

const GUARD_SCHEMA = 'provenance.guard/1';
/** Finds parts of pictures. */
const PARTS_ALG = 'org.provenance.parts.2';

export interface AddWorkOptions extends IssuerOptions, OperatorOptions {
  contact: string;
  reason: string;
  title?: string;
  type?: string;
  retainUntil?: string;
}

/** Puts a work on the list. Of it fingerprints are kept, and no more. */
export function addWorkCommand(
  io: Io,
  path: string,
  { contact, reason, title, type, retainUntil, ...options }: AddWorkOptions,
): Promise<ExitCode> {
  if (retainUntil !== undefined) refuseDayOver(retainUntil);
  const by = operatorOf(io, options);
  return withIssuer(io, options, async (registry) => {
    const { addWork, workChanges } = await import('@provenance/registry');
    const described = await describeWork(
      path === '-' ? await readStdin(io) : resolve(io.cwd, path),
      {
        signal: io.signal,
        ...(type !== undefined && { mediaType: type }),
      },
    );
    const { works } = await workChanges(registry);
    const same = works.find((one) => one.removed === null && isSameWork(one, described));
    if (same !== undefined) throw new UsageError(say('guard.is-listed', { id: same.id }));
    const work = await addWork(registry, {
      ...described,
      contact,
      reason,
      by,
      title: title ?? null,
      retainUntil: retainUntil ?? null,
    });
    const isWhole =
      work.kind === 'picture' && !work.fingerprints.some(({ alg }) => alg === PARTS_ALG);
    const { id } = work;
    const said = [say('guard.added', { id }), ...(isWhole ? [say('guard.added.whole-only')] : [])];
    await io.stdout.write(options.json ? workLine(work) : `${words(io, said)}\n`);
    return 0;
  });
}

/** Whether two works would be found in the same outputs: each match would be told twice. */
function isSameWork(
  one: Pick<ProtectedWork, 'fingerprints'>,
  other: Pick<ProtectedWork, 'fingerprints'>,
): boolean {
  const all = ({ fingerprints }: Pick<ProtectedWork, 'fingerprints'>) =>
    fingerprints.map(({ alg, value }) => `${alg} ${Buffer.from(value).toString('hex')}`).join();
  return all(one) === all(other);
}

export interface RemoveWorkOptions extends IssuerOptions, OperatorOptions {
  reason: string;
  erase?: boolean;
  yes?: boolean;
}

/** Takes a work off the list, and with `erase` what was written of it. Exit code 3 if none has this id. */
export function removeWorkCommand(
  io: Io,
  id: string,
  { reason, erase = false, yes, ...options }: RemoveWorkOptions,
): Promise<ExitCode> {
  const by = operatorOf(io, options);
  return withIssuer(io, options, async (registry) => {
    const { removeWork, workById } = await import('@provenance/registry');
    const before = await workById(registry, id);
    if (before === null || (before.removed !== null && !erase)) return noSuch(io);
    if (erase && !(await confirmed(io, words(io, say('guard.to-erase', { id })), yes))) {
      await io.stderr.write(`${words(io, say('registry.nothing-erased'))}\n`);
      return 0;
    }
    // Also where it is erased: processes that have read the list learn of it by this entry.
    const work = (await removeWork(registry, id, { reason, by })) ?? before;
    if (erase) await registry.eraseEvents(id, { by });
    const said = erase ? say('guard.erased', { id }) : say('guard.removed', { id });
    const line = erase ? jsonLine({ schema: GUARD_SCHEMA, id, erased: true }) : workLine(work);
    await io.stdout.write(options.json ? line : `${words(io, said)}\n`);
    return 0;
  });
}

export interface ListWorksOptions extends IssuerOptions {
  all?: boolean;
  hits?: boolean;
}

/** A line a work, and with `hits` one for each output that was like it. Exit code 3 if there is none. */
export async function listWorksCommand(
  io: Io,
  { all = false, hits = false, ...options }: ListWorksOptions,
): Promise<ExitCode> {
  const reader = registryReader(await settingsOf(io, options));
  try {
    const { hitsOn, workChanges } = await import('@provenance/registry');
    const registry = await reader.open();
    const { works } = await workChanges(registry);
    const shown = works.filter(({ removed }) => all || removed === null);
    for (const work of shown) {
      const found: GuardHit[] = [];
      if (hits) for await (const hit of hitsOn(registry, work.id)) found.push(hit);
      io.signal.throwIfAborted();
      await io.stdout.write(
        options.json ? workLine(work, hits ? found : undefined) : workText(io, work, found),
      );
    }
    return shown.length > 0 ? 0 : noWorks(io);
  } finally {
    await reader.close();
  }
}

export interface CheckOutputOptions extends IssuerOptions {
  type?: string;
  recursive?: boolean;
}

/** Says which works files are like, and writes nothing down. Exit code 1 where one is, 3 where the list is empty. */
export async function checkOutputCommand(
  io: Io,
  inputs: readonly string[],
  { type, ...options }: CheckOutputOptions,
): Promise<ExitCode> {
  const list = await listFiles(io, inputs, options);
  const reader = registryReader(await settingsOf(io, options));
  const guard = createGuard({
    registry: async () => ({ events: (await reader.open()).events }),
    action: 'log',
    refreshSeconds: Number.POSITIVE_INFINITY,
  });
  const codes = new Set<ExitCode>();
  const paint = painter(io, io.stdout);
  try {
    await guard.refresh();
    if (guard.works === 0) return noWorks(io);
    for (const { path: file, location } of list.files) {
      try {
        const input = location ?? (await readStdin(io));
        const given = { signal: io.signal, ...(type !== undefined && { mediaType: type }) };
        const look = await lookForGuard(input, given);
        const matches = look === null ? [] : await guard.find(look);
        codes.add(matches.length > 0 ? 1 : look === null ? 10 : 0);
        const status = look === null ? 'unchecked' : matches.length > 0 ? 'alike' : 'clear';
        const said = checkedSays(file, status, matches, guard.works);
        const [colour, sign] = SIGNS[status];
        await io.stdout.write(
          options.json
            ? jsonLine({ schema: GUARD_SCHEMA, file, status, matches, works: guard.works })
            : `${paint(colour, sign)} ${words(io, said)}\n`,
        );
      } catch (error) {
        const told = errorOfFile(io, error);
        codes.add(exitCodeOfError(told));
        await io.stderr.write(errorLine(io, file, told));
      }
    }
    return worst(codes);
  } finally {
    await reader.close();
  }
}

const SIGNS = {
  alike: ['red', '✗'],
  clear: ['green', '✓'],
  unchecked: ['yellow', '!'],
} as const;

function checkedSays(
  file: string,
  status: keyof typeof SIGNS,
  matches: Parameters<typeof matchedSays>[1],
  works: number,
): Message {
  if (status === 'unchecked') return say('guard.unchecked', { file });
  if (status === 'alike') return matchedSays(file, matches);
  return say('guard.clear', { file, works: counted('works', works) });
}

async function noWorks(io: Io): Promise<ExitCode> {
  await io.stderr.write(`${words(io, say('guard.none'))}\n`);
  return 3;
}

async function noSuch(io: Io): Promise<ExitCode> {
  await io.stderr.write(`${words(io, say('guard.no-such'))}\n`);
  return 3;
}

/** Fingerprints are for machines that compare: their kinds say what can be found. */
function workLine({ fingerprints, ...work }: ProtectedWork, hits?: readonly GuardHit[]): string {
  const algs = [...new Set(fingerprints.map(({ alg }) => alg))];
  return jsonLine({ schema: GUARD_SCHEMA, ...work, fingerprints: algs, ...(hits && { hits }) });
}

function workText(io: Io, work: ProtectedWork, hits: readonly GuardHit[]): string {
  const { id, added, title, contact, removed } = work;
  const state = words(
    io,
    removed === null ? say('guard.state.listed') : say('guard.state.removed'),
  );
  const when = words(io, say('trace.time', { time: added }));
  const name = title === null ? '' : `  ${quoted(title, undefined, io.language)}`;
  const lines = hits.map(({ time, action, contentId, alg }) =>
    ['  ', words(io, say('trace.time', { time })), action, contentId ?? '-', plainText(alg)].join(
      '  ',
    ),
  );
  return [`${id}  ${when}  ${state}  ${plainText(contact)}${name}`, ...lines, ''].join('\n');
}
