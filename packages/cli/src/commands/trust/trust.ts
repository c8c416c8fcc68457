import { basename } from 'node:path';
import { type Message, say } from '@provenance/messages';
import {
  addedAnchors,
  ageOf,
  checkTrustList,
  fetchTrustList,
  type KeptTrustList,
  keptTrustLists,
  type ListedCertificate,
  pinTrustList,
  storeAddedAnchors,
  storeTrustList,
  type TrustListName,
  userTrustListFolder,
} from '@provenance/trust-lists';
import { namedBytes } from '../../files/named.ts';
import { confirmed } from '../../terminal/confirm.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine } from '../../terminal/visible.ts';
import { padded } from '../../terminal/width.ts';
import { words } from '../../terminal/words.ts';

export const TRUST_SCHEMA = 'provenance.trust/1';

/** Which public lists count, and how old they are. */
export async function trustListCommand(io: Io, { json }: { json?: boolean }): Promise<ExitCode> {
  const folder = userTrustListFolder(io.env);
  const lists = await keptTrustLists(folder === null ? {} : { folder });
  const addedFor = async (use: 'signers' | 'time-stamps') =>
    folder === null ? 0 : ((await addedAnchors(folder, use))?.count ?? 0);
  const added = { signers: await addedFor('signers'), timeStamps: await addedFor('time-stamps') };
  if (json) {
    const plain = lists.map(({ anchors: _, ...list }) => ({ ...list, ...ageOf(list, new Date()) }));
    await io.stdout.write(jsonLine({ schema: TRUST_SCHEMA, lists: plain, added }));
    return 0;
  }
  const rows = lists.map((list) => `${list.name.padEnd(12)} ${words(io, described(list))}\n`);
  const counts = [
    ['trust.signers', added.signers],
    ['trust.time-stamps', added.timeStamps],
  ] as const;
  for (const [use, count] of counts) {
    if (count === 0) continue;
    const said = say('trust.added.count', { use: say(use), count });
    rows.push(`${padded(words(io, say('trust.added')), 12)} ${words(io, said)}\n`);
  }
  await io.stdout.write(rows.join(''));
  return 0;
}

function described(list: KeptTrustList): Message {
  const { name, use, count, date, sha256, isBuiltIn, isPinned, counts, source } = list;
  const { days, state } = ageOf(list, new Date());
  const isOfSigners = use === 'signers';
  const ages = {
    current: say('trust.age.current', { date, count: days }),
    old: say('trust.age.old', { date, count: days }),
    frozen: isOfSigners
      ? say('trust.age.frozen', { date })
      : say('trust.age.frozen.time-stamps', { date }),
    ahead: say('trust.age.ahead', { date }),
  };
  return say('trust.list', {
    use: isOfSigners ? say('trust.signers') : say('trust.time-stamps'),
    count,
    facts: [
      ages[state],
      isBuiltIn ? say('trust.built-in') : say('trust.taken-from', { source }),
      ...(isPinned ? [counts ? say('trust.pinned') : say('trust.pinned.other', { name })] : []),
    ],
    hash: sha256.slice(0, 16),
  });
}

export interface TrustUpdateOptions {
  /** An https address, or a file. */
  from: string;
  yes?: boolean;
}

/**
 * Puts another list in the place of one: checked first, shown with what is new in it, and asked about.
 *
 * Exit code 1 where the answer is no.
 */
export async function trustUpdateCommand(
  io: Io,
  name: TrustListName,
  { from, yes }: TrustUpdateOptions,
): Promise<ExitCode> {
  const folder = placeOf(io);
  const list = await keptList(folder, name);
  if (list.isPinned) {
    throw new UsageError(say('mistake.list-pinned', { name }));
  }
  const isUrl = /^https?:\/\//i.test(from);
  if (isUrl && !/^https:/i.test(from)) {
    throw new UsageError(say('mistake.from-https'));
  }
  const bytes = isUrl
    ? await fetchTrustList(from, { signal: io.signal })
    : await namedBytes(io, '--from', from);
  const checked = checkTrustList(bytes, { previous: list });
  if (checked.sha256 === list.sha256) {
    await io.stdout.write(`${words(io, say('trust.same', { name }))}\n`);
    return 0;
  }
  const { added, removed, certificates } = checked;
  const what = [
    words(io, say('trust.to-update', { name, count: certificates.length, hash: checked.sha256 })),
    words(io, say('trust.compare')),
    ...added.map((each) => `  + ${words(io, shown(each))}`),
    ...removed.map((each) => `  - ${words(io, shown(each))}`),
  ].join('\n');
  if (!(await confirmed(io, what, yes))) return 1;
  const source = isUrl ? from : basename(from);
  await storeTrustList(folder, name, checked, { source });
  await io.stdout.write(`${words(io, say('trust.updated', { name }))}\n`);
  return 0;
}

function shown({ commonName, organization, thumbprint, notAfter }: ListedCertificate): Message {
  const who = [commonName, organization].filter((part) => part !== null).join(', ');
  const [day, hash] = [notAfter.toISOString().slice(0, 10), thumbprint.slice(0, 16)];
  return who === ''
    ? say('trust.nameless', { day, hash })
    : say('trust.certificate', { who, day, hash });
}

/** Keeps a list as it is now, also when a newer version of this program brings another. */
export async function trustPinCommand(
  io: Io,
  name: TrustListName,
  { remove }: { remove?: boolean },
): Promise<ExitCode> {
  const folder = placeOf(io);
  if (remove) {
    await pinTrustList(folder, name, null);
    await io.stdout.write(`${words(io, say('trust.unpinned', { name }))}\n`);
    return 0;
  }
  const list = await keptList(folder, name);
  if (list.isBuiltIn) {
    const checked = checkTrustList(new TextEncoder().encode(list.anchors));
    const time = new Date(`${list.date}T00:00:00Z`);
    await storeTrustList(folder, name, checked, { source: list.source, time });
  }
  await pinTrustList(folder, name, list.sha256);
  await io.stdout.write(`${words(io, say('trust.stays', { name, hash: list.sha256 }))}\n`);
  return 0;
}

/** Adds anchors of one's own to the public lists. */
export async function trustAddCommand(
  io: Io,
  file: string,
  { timeStamps, yes }: { timeStamps?: boolean; yes?: boolean },
): Promise<ExitCode> {
  const folder = placeOf(io);
  const use = timeStamps ? 'time-stamps' : 'signers';
  const before = await addedAnchors(folder, use);
  const given = checkTrustList(await namedBytes(io, say('mistake.the-list'), file));
  const all = checkTrustList(
    new TextEncoder().encode(`${before?.anchors ?? ''}${given.anchors}\n`),
    {
      ...(before && { previous: before }),
      now: new Date(0),
    },
  );
  if (all.added.length === 0) {
    await io.stdout.write(`${words(io, say('trust.all-there'))}\n`);
    return 0;
  }
  const what = [
    words(io, timeStamps ? say('trust.to-add.time-stamps') : say('trust.to-add')),
    ...all.added.map((each) => `  + ${words(io, shown(each))}`),
  ].join('\n');
  if (!(await confirmed(io, what, yes))) return 1;
  await storeAddedAnchors(folder, use, all);
  await io.stdout.write(`${words(io, say('trust.added.done', { count: all.added.length }))}\n`);
  return 0;
}

/** As it lies there, also where it is not the one that was pinned: it can be pinned, or replaced. */
async function keptList(folder: string, name: TrustListName): Promise<KeptTrustList> {
  const lists = await keptTrustLists({ folder });
  return lists.find((each) => each.name === name)!;
}

function placeOf(io: Io): string {
  const folder = userTrustListFolder(io.env);
  if (folder !== null) return folder;
  throw new UsageError(say('mistake.no-place-for-lists'));
}
