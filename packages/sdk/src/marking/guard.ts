import { checkKnownKeys, type KnownKeys, ProvenanceError } from '@provenance/content';
import {
  createNearIndex,
  createPartsIndex,
  HASH_BYTES,
  type NearIndex,
  PARTS_ALG,
  type PartsIndex,
  PDQ_ALG,
  TEXT_ALG,
  TEXT_PIECE_ALG,
} from '@provenance/fingerprint';
import {
  GUARD_ACTIONS,
  type GuardAction,
  type IssuerRegistry,
  logHit,
  type ProtectedWork,
  workChanges,
} from '@provenance/registry';
import { ALIKE_BITS, LEAST_QUALITY } from '../content/fingerprint.ts';
import type { GuardedLook } from '../content/guarded.ts';

/** A protected work that an output is like. */
export interface GuardMatch {
  /** Its id on the list. */
  readonly work: string;
  /** By which fingerprint it was found. */
  readonly alg: string;
  /** Bits of 256 that differ, where the whole or a piece of a text is alike; else null. */
  readonly distance: number | null;
  /** Parts of the work that lie in the output as they do in the work; else null. */
  readonly parts: number | null;
}

/** What the guard says of an output. */
export interface GuardOutcome {
  /**
   * `clear`: it is like no work on the list. `flagged`, `logged`: it is, and is handed out. `blocked`: it is not.
   * `unchecked`: there were no pixels and no text to look at.
   */
  readonly status: 'clear' | 'flagged' | 'logged' | 'blocked' | 'unchecked';
  /** The likest first. */
  readonly matches: readonly GuardMatch[];
}

/** What marking asks before it hands anything out. */
export interface OutputGuard {
  readonly action: GuardAction;
  /**
   * Holds an output against the list. Each match is written into the log before this resolves, and a list that
   * is older than `refreshSeconds` is brought up to date before.
   *
   * @param contentId that the output has, or would have
   * @throws ProvenanceError REGISTRY_UNAVAILABLE where the list was never read, or a match that is handed out
   *   cannot be written down.
   */
  check(look: GuardedLook | null, contentId: string | null): Promise<GuardOutcome>;
}

/** Checks outputs before they are handed out, from memory. */
export interface Guard extends OutputGuard {
  /** Works that an output is like, the likest first; nothing is written down. */
  find(look: GuardedLook): Promise<readonly GuardMatch[]>;
  /** Reads the list, or what has changed since: who serves others does it before the first call comes. */
  refresh(): Promise<void>;
  /** Works on the list, as it was read last. */
  readonly works: number;
}

/** Without `logEvent` it can be asked, and no output be checked. */
type GuardRegistry = Pick<IssuerRegistry, 'events'> & Partial<Pick<IssuerRegistry, 'logEvent'>>;

export interface GuardOptions {
  /** The list is in its log, and matches go there; or a function that opens it when it is needed. */
  readonly registry: GuardRegistry | (() => Promise<GuardRegistry>);
  readonly action: GuardAction;
  /** After so many seconds the log is asked for changes. Default 60; 0: before each check. */
  readonly refreshSeconds?: number;
  /** Days that a match is kept in the log. Default 365. */
  readonly keepDays?: number;
}

const KEYS: KnownKeys<GuardOptions> = {
  registry: true,
  action: true,
  refreshSeconds: true,
  keepDays: true,
};

const REFRESH_SECONDS = 60;
const KEEP_DAYS = 365;
const DAY_MILLISECONDS = 86_400_000;

/**
 * A guard over the works that rights holders asked to have protected. It finds copies and parts of them, also
 * cut, scaled, mirrored, turned and coded anew; it knows nothing of style or characters.
 *
 * Its memory is some 7 kB a picture: 3.5 in the index, and its fingerprints. The list is read at the first check, where nobody called `refresh`.
 *
 * @throws TypeError or RangeError for options that are none.
 */
export function createGuard(options: GuardOptions): Guard {
  checkKnownKeys('options', options, KEYS);
  const { registry, action, refreshSeconds = REFRESH_SECONDS, keepDays = KEEP_DAYS } = options;
  if (typeof registry !== 'function' && typeof registry?.events !== 'function') {
    throw new TypeError('guard.registry must be a registry, or a function that opens one.');
  }
  if (!GUARD_ACTIONS.includes(action)) {
    throw new TypeError(`guard.action must be ${GUARD_ACTIONS.join(', ')}.`);
  }
  if (!(refreshSeconds >= 0)) throw new RangeError('guard.refreshSeconds must be 0 or more.');
  if (!(Number.isInteger(keepDays) && keepDays >= 1 && keepDays <= 36_500)) {
    throw new RangeError('guard.keepDays must be a number of days, 1..36500.');
  }
  const open = async () => (typeof registry === 'function' ? registry() : registry);
  let list: WorkList | null = null;
  let next = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  const read = async () => {
    const { works, removed, next: after } = await workChanges(await open(), next);
    if (list === null || works.length + removed.length > 0) {
      list = workList(list?.works ?? [], works, new Set(removed));
    }
    next = after;
    readAt = performance.now();
  };
  const refresh = () => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
  const current = async (): Promise<WorkList> => {
    if (performance.now() - readAt >= refreshSeconds * 1000) {
      try {
        await refresh();
      } catch (error) {
        // A list that is older is better than none while the registry is away.
        const isAway = error instanceof ProvenanceError && error.code === 'REGISTRY_UNAVAILABLE';
        if (list === null || !isAway) throw error;
      }
    }
    return list!;
  };
  const find = async (look: GuardedLook) => (await current()).find(look);

  return {
    action,
    get works() {
      return list?.works.length ?? 0;
    },
    refresh,
    find,
    async check(look, contentId) {
      if (look === null) return { status: 'unchecked', matches: [] };
      const matches = await find(look);
      if (matches.length === 0) return { status: 'clear', matches };
      const day = new Date(Date.now() + keepDays * DAY_MILLISECONDS).toISOString().slice(0, 10);
      try {
        const { logEvent } = await open();
        if (logEvent === undefined) throw new TypeError('guard.registry cannot be written to.');
        for (const match of matches) {
          await logHit({ logEvent }, { ...match, action, contentId }, { retainUntil: day });
        }
      } catch (error) {
        // It is not handed out, whether or not that can be written down.
        if (action !== 'block') throw error;
      }
      return { status: STATUS[action], matches };
    },
  };
}

const STATUS = { block: 'blocked', flag: 'flagged', log: 'logged' } as const satisfies Record<
  GuardAction,
  GuardOutcome['status']
>;

/** @throws ProvenanceError GUARD_BLOCKED, naming the work that the output is likest to. */
export function refuseBlocked({ status, matches }: GuardOutcome): void {
  const [match] = matches;
  if (status !== 'blocked' || match === undefined) return;
  const how =
    match.parts === null
      ? `${match.distance} of 256 bits differ`
      : `${match.parts} parts of it were found`;
  throw new ProvenanceError(
    'GUARD_BLOCKED',
    `The content is like the protected work ${match.work}: ${how}. Nothing was handed out.`,
  );
}

interface WorkList {
  readonly works: readonly ProtectedWork[];
  find(look: GuardedLook): GuardMatch[];
}

/** An index of hashes that knows whose they are. */
interface Owned {
  readonly owners: readonly string[];
  readonly index: NearIndex;
}

function workList(
  before: readonly ProtectedWork[],
  added: readonly ProtectedWork[],
  removed: ReadonlySet<string>,
): WorkList {
  const works = [...before, ...added].filter(
    ({ id, removed: gone }) => gone === null && !removed.has(id),
  );
  const owned = (wanted: string): Owned => {
    const owners: string[] = [];
    const hashes: Uint8Array[] = [];
    for (const { id, fingerprints } of works) {
      for (const { alg, value } of fingerprints) {
        if (alg !== wanted) continue;
        for (let at = 0; at + HASH_BYTES <= value.length; at += HASH_BYTES) {
          owners.push(id);
          hashes.push(value.subarray(at, at + HASH_BYTES));
        }
      }
    }
    return { owners, index: createNearIndex(hashes) };
  };
  const parted = works.flatMap(({ id, fingerprints }) =>
    fingerprints.filter(({ alg }) => alg === PARTS_ALG).map(({ value }) => ({ id, value })),
  );
  const lists = new Map([PDQ_ALG, TEXT_ALG, TEXT_PIECE_ALG].map((alg) => [alg, owned(alg)]));
  // Its tables have a fixed size, which a list of texts does not need.
  const parts: PartsIndex | null =
    parted.length === 0 ? null : createPartsIndex(parted.map(({ value }) => value));

  const near = (alg: string, hashes: readonly Uint8Array[]): GuardMatch[] => {
    const { owners, index } = lists.get(alg)!;
    return hashes.flatMap((hash) =>
      index.find(hash, ALIKE_BITS).map(({ item, distance }) => ({
        work: owners[item]!,
        alg,
        distance,
        parts: null,
      })),
    );
  };
  const found = (look: GuardedLook): GuardMatch[] => {
    if (look.kind === 'text') {
      return [...near(TEXT_ALG, look.whole), ...near(TEXT_PIECE_ALG, look.pieces)];
    }
    return [
      ...(look.quality < LEAST_QUALITY ? [] : near(PDQ_ALG, look.hashes)),
      ...(parts?.find(look.parts) ?? []).map((match) => ({
        work: parted[match.work]!.id,
        alg: PARTS_ALG,
        distance: null,
        parts: match.parts,
      })),
    ];
  };
  return {
    works,
    find(look) {
      // Of each work the first: the whole before parts, and then what is likest.
      const first = new Map<string, GuardMatch>();
      const sorted = found(look).sort(
        (a, b) => (a.distance ?? 256) - (b.distance ?? 256) || (b.parts ?? 0) - (a.parts ?? 0),
      );
      for (const match of sorted) if (!first.has(match.work)) first.set(match.work, match);
      return [...first.values()];
    },
  };
}
