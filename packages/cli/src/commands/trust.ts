import { basename } from 'node:path';
import {
  ageOf,
  checkTrustList,
  fetchTrustList,
  type ListedCertificate,
  loadTrustList,
  storeTrustList,
  type TrustListName,
} from '@provenance/trust-lists';
import {
  type KeptList,
  keptLists,
  listFolder,
  pinList,
  readAdded,
  writeAdded,
} from '../config/public-lists.ts';
import { namedBytes } from '../files/named.ts';
import { confirmed } from '../terminal/confirm.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine, visible } from '../terminal/visible.ts';

export const TRUST_SCHEMA = 'provenance.trust/1';

/** Which public lists count, and how old they are. */
export async function trustListCommand(io: Io, { json }: { json?: boolean }): Promise<ExitCode> {
  const lists = await keptLists(io);
  const folder = listFolder(io);
  const added = {
    signers: folder === null ? 0 : await countAdded(folder, 'signers'),
    timeStamps: folder === null ? 0 : await countAdded(folder, 'time-stamps'),
  };
  if (json) {
    const plain = lists.map(({ anchors: _, ...list }) => ({ ...list, ...ageOf(list, new Date()) }));
    await io.stdout.write(jsonLine({ schema: TRUST_SCHEMA, lists: plain, added }));
    return 0;
  }
  const rows = lists.map((list) => `${list.name.padEnd(12)} ${described(list)}\n`);
  if (added.signers > 0) rows.push(`${'added'.padEnd(12)} signers: ${added.signers}\n`);
  if (added.timeStamps > 0) rows.push(`${'added'.padEnd(12)} time stamps: ${added.timeStamps}\n`);
  await io.stdout.write(rows.join(''));
  return 0;
}

function described(list: KeptList): string {
  const { use, count, date, sha256, isBuiltIn, isPinned, source } = list;
  const { days, state } = ageOf(list, new Date());
  const ages = {
    current: `of ${date}, ${days} days old`,
    old: `of ${date}, ${days} days old: a newer one is due, see \`provenance trust update\``,
    frozen:
      use === 'signers'
        ? `of ${date}, kept up no longer: who is on it alone is not trusted, and said to be on an older list`
        : `of ${date}, kept up no longer: what they stamped before stays stamped`,
    ahead: `of ${date}, which lies in the future: look at the clock`,
  };
  const from = isBuiltIn ? 'came with this program' : `taken from ${visible(source)}`;
  return `${use === 'signers' ? 'signers' : 'time stamps'}: ${count}; ${ages[state]}; ${from}${isPinned ? '; pinned' : ''}; SHA-256 ${sha256.slice(0, 16)}…`;
}

async function countAdded(folder: string, use: 'signers' | 'time-stamps'): Promise<number> {
  const pem = await readAdded(folder, use);
  return pem === null ? 0 : (pem.match(/-----BEGIN CERTIFICATE-----/g) ?? []).length;
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
  const list = (await keptLists(io)).find((each) => each.name === name)!;
  if (list.isPinned) {
    throw new UsageError(
      `The list ${name} is pinned: provenance trust pin ${name} --remove first.`,
    );
  }
  const isUrl = /^https?:\/\//i.test(from);
  if (isUrl && !/^https:/i.test(from)) {
    throw new UsageError('--from takes an address with https: and no other.');
  }
  const bytes = isUrl
    ? await fetchTrustList(from, { signal: io.signal })
    : await namedBytes(io, '--from', from);
  const checked = checkTrustList(bytes, { previous: list });
  if (checked.sha256 === list.sha256) {
    await io.stdout.write(`The list ${name} is that list already.\n`);
    return 0;
  }
  const { added, removed, certificates } = checked;
  const what = [
    `The list ${name} is to have ${certificates.length} certificates (SHA-256 ${checked.sha256}).`,
    'Nobody signs these lists: compare the hash with what the publisher says.',
    ...added.map((each) => `  + ${shown(each)}`),
    ...removed.map((each) => `  - ${shown(each)}`),
  ].join('\n');
  if (!(await confirmed(io, what, yes))) return 1;
  const source = isUrl ? from : basename(from);
  await storeTrustList(folder, name, checked, { source });
  await io.stdout.write(`Took in the list ${name}.\n`);
  return 0;
}

function shown({ commonName, organization, thumbprint, notAfter }: ListedCertificate): string {
  const who = [commonName, organization]
    .filter((part) => part !== null)
    .map((each) => visible(each));
  return `${who.join(', ') || 'without a name'} (until ${notAfter.toISOString().slice(0, 10)}, SHA-256 ${thumbprint.slice(0, 16)}…)`;
}

/** Keeps a list as it is now, also when a newer version of this program brings another. */
export async function trustPinCommand(
  io: Io,
  name: TrustListName,
  { remove }: { remove?: boolean },
): Promise<ExitCode> {
  const folder = placeOf(io);
  if (remove) {
    await pinList(folder, name, null);
    await io.stdout.write(`The list ${name} is no longer pinned.\n`);
    return 0;
  }
  const list = await loadTrustList(name, { folder });
  if (list.isBuiltIn) {
    const checked = checkTrustList(new TextEncoder().encode(list.anchors));
    const time = new Date(`${list.date}T00:00:00Z`);
    await storeTrustList(folder, name, checked, { source: list.source, time });
  }
  await pinList(folder, name, list.sha256);
  await io.stdout.write(`The list ${name} stays as it is (SHA-256 ${list.sha256}).\n`);
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
  const before = await readAdded(folder, use);
  const given = checkTrustList(await namedBytes(io, 'The list', file));
  const known = before === null ? null : { anchors: before };
  const all = checkTrustList(new TextEncoder().encode(`${before ?? ''}${given.anchors}\n`), {
    ...(known && { previous: known }),
    now: new Date(0),
  });
  if (all.added.length === 0) {
    await io.stdout.write('All of them are there already.\n');
    return 0;
  }
  const whom = timeStamps ? 'time stamps of' : 'signers under';
  const what = [
    `These are to be trusted wherever the public lists are, for ${whom}:`,
    ...all.added.map((each) => `  + ${shown(each)}`),
  ].join('\n');
  if (!(await confirmed(io, what, yes))) return 1;
  await writeAdded(folder, use, all);
  await io.stdout.write(`Added: ${all.added.length}.\n`);
  return 0;
}

function placeOf(io: Io): string {
  const folder = listFolder(io);
  if (folder !== null) return folder;
  throw new UsageError(
    'There is no place to keep a list (no XDG_CONFIG_HOME, HOME or APPDATA): give --trust-anchors instead.',
  );
}
