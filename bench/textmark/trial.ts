import {
  checkedContentId,
  createIssuedIds,
  createTextMarker,
  createTextMarkStream,
  decodeContentId,
  deriveTextMarkKey,
  detectTokens,
  type IssuedIds,
  serverTextMarkKey,
  type TextMarkKey,
  type TextMarkScheme,
} from '@provenance/textmark';
import { below, randomBytes, seeded } from '../random.ts';
import { serve } from '../watermark/pool.ts';
import { type Corpora, openCorpora, piecesOf } from './corpora.ts';
import { EDITS } from './edits.ts';
import { createScorer, logTail } from './internals.ts';
import { type Level, openWriter, SETTINGS, type Writer } from './writer.ts';

/** One run of texts; the results of a part are put together in run.ts. */
export type Task = HumanTask | PowerTask | EditTask | IdTask | NegativeIdTask;

export interface HumanTask {
  readonly part: 'human';
  readonly corpus: keyof Corpora;
  readonly scheme: TextMarkScheme;
  readonly length: number;
  readonly texts: number;
  readonly keys: readonly number[];
  /** Whether windows are tested as well. */
  readonly scan: boolean;
  /** Whether a context that an earlier text has counts in no later one. */
  readonly once?: boolean;
}

export interface PowerTask {
  readonly part: 'power';
  readonly scheme: TextMarkScheme;
  readonly level: Level;
  readonly lengths: readonly number[];
  readonly texts: readonly number[];
}

export interface EditTask {
  readonly part: 'edits';
  readonly width: number;
  readonly level: Level;
  readonly length: number;
  readonly texts: readonly number[];
}

export interface IdTask {
  readonly part: 'ids';
  readonly presenceShare: number;
  readonly level: Level;
  readonly lengths: readonly number[];
  readonly texts: readonly number[];
  readonly issued: number;
}

export interface NegativeIdTask {
  readonly part: 'negative-ids';
  /** `marked`: with an id that was not issued; `human`: no mark. */
  readonly kind: 'marked' | 'human';
  readonly length: number;
  readonly texts: readonly number[];
  readonly issued: number;
}

export type Result =
  | { readonly logP: Float64Array }
  | { readonly trials: readonly Trial[]; readonly evidence: number; readonly scored: number }
  | { readonly ids: readonly IdTrial[] }
  | { readonly negatives: readonly NegativeId[] };

/** ln p of one text, cut or edited. */
export interface Trial {
  readonly case: string;
  /** Of the whole. */
  readonly whole: number;
  /** Of whole and windows, corrected. */
  readonly scan: number;
  /** Of the value that may be watched: the greatest ln E. */
  readonly logE: number;
}

export interface IdTrial {
  readonly case: string;
  readonly blind: boolean;
  readonly right: boolean;
  /** Given among the issued ids at the default levels. */
  readonly accepted: boolean;
  /** The presence test. */
  readonly presence: number;
}

export interface NegativeId {
  /** The blind reading gave the right id: not wrong. */
  readonly right: boolean;
  readonly wrongBlind: boolean;
  readonly wrongIssued: boolean;
}

let writer: Promise<Writer> | null = null;
let corpora: Promise<Corpora> | null = null;
const open = () => (writer ??= openWriter());
const texts = () => (corpora ??= openCorpora());
const indexes = new Map<string, IssuedIds>();

/** Literal keys of tutorials, then random ones. */
const LITERAL = [1, 2, 3, 42, 999];

/** The n-th key of a scheme. */
export function nthKey(scheme: TextMarkScheme, n: number, options: object = {}): TextMarkKey {
  const bytes = randomBytes(seeded('key', scheme, n), 32);
  if (scheme === 'vllm-gumbel-philox-v1' && n < LITERAL.length) {
    return serverTextMarkKey(scheme, LITERAL[n]!, options);
  }
  return deriveTextMarkKey(bytes, scheme, options);
}

/** Keys over which texts are spread. */
const KEYS = 40;

serve<Task, Result, null>(async (task) => {
  if (task.part === 'human') return human(task);
  if (task.part === 'power') return power(task);
  if (task.part === 'edits') return edits(task);
  if (task.part === 'ids') return contentIds(task);
  return negativeIds(task);
});

async function human({
  corpus,
  scheme,
  length,
  texts: most,
  keys,
  scan,
  once = false,
}: HumanTask): Promise<Result> {
  const pieces = piecesOf((await texts())[corpus], length, most);
  if (once)
    return {
      logP: Float64Array.from(keys.flatMap((n) => onceEach(nthKey(scheme, n), pieces, length))),
    };
  const logP = new Float64Array(pieces.length * keys.length);
  keys.forEach((n, row) => {
    const key = nthKey(scheme, n);
    pieces.forEach((piece, i) => {
      const at = row * pieces.length + i;
      if (scan) {
        logP[at] = detectTokens(piece, [key]).tests[0]!.logP;
        return;
      }
      const scorer = createScorer(key);
      scorer.push(piece);
      const { count, sum } = scorer.scores();
      logP[at] = logTail(key, count, sum);
    });
  });
  return { logP };
}

/** ln p of each `length` tokens whose contexts stand nowhere before, over all texts: independent of each other. */
function onceEach(key: TextMarkKey, pieces: readonly Int32Array[], length: number): number[] {
  const scorer = createScorer(key);
  for (const piece of pieces) scorer.push(piece);
  const { score, scored } = scorer.scores();
  const logP: number[] = [];
  let [count, sum] = [0, 0];
  for (let i = 0; i < score.length; i++) {
    count += scored[i]!;
    sum += score[i]!;
    if (count < length) continue;
    logP.push(logTail(key, count, sum));
    [count, sum] = [0, 0];
  }
  return logP;
}

async function power({ scheme, level, lengths, texts: numbers }: PowerTask): Promise<Result> {
  const { write } = await open();
  const trials: Trial[] = [];
  let evidence = 0;
  let scored = 0;
  for (const n of numbers) {
    const key = nthKey(scheme, 100 + (n % KEYS));
    const ids = write(key, SETTINGS[level], Math.max(...lengths), `power ${scheme} ${level} ${n}`);
    const stream = createTextMarkStream([key]);
    let from = 0;
    let logE = Number.NEGATIVE_INFINITY;
    for (const length of lengths) {
      for (; from < length; from++)
        logE = Math.max(logE, stream.push(ids.subarray(from, from + 1)).logE);
      const [test] = detectTokens(ids.subarray(0, length), [key], { scan: false }).tests;
      trials.push({ case: String(length), whole: test!.logP, scan: test!.logP, logE });
      if (length === lengths.at(-1)) {
        evidence += test!.evidence * test!.scored;
        scored += test!.scored;
      }
    }
  }
  return { trials, evidence, scored };
}

async function edits({ width, level, length, texts: numbers }: EditTask): Promise<Result> {
  const { write } = await open();
  const pieces = piecesOf((await texts()).heldOut, length, 200);
  const trials: Trial[] = [];
  let evidence = 0;
  let scored = 0;
  for (const n of numbers) {
    const key = nthKey('provenance-gumbel-siphash-v1', n % KEYS, { contextWidth: width });
    const ids = write(key, SETTINGS[level], length, `edits ${width} ${level} ${n}`);
    const random = seeded('edit', n, width, length, level);
    const tools = { random, human: () => pieces[Math.floor(random() * pieces.length)]! };
    for (const [name, edit] of Object.entries(EDITS)) {
      const edited = edit(ids, tools);
      const [whole] = detectTokens(edited, [key], { scan: false }).tests;
      const [scan] = detectTokens(edited, [key]).tests;
      trials.push({ case: name, whole: whole!.logP, scan: scan!.logP, logE: 0 });
      if (name !== 'none') continue;
      evidence += whole!.evidence * whole!.scored;
      scored += whole!.scored;
    }
  }
  return { trials, evidence, scored };
}

const traced = 'provenance-traced-siphash-v1';

/** An index of random ids, made once a thread for each key. */
function indexOf(key: TextMarkKey, n: number, issued: number): IssuedIds {
  const name = `${key.kid} ${issued}`;
  let index = indexes.get(name);
  if (index === undefined) {
    index = createIssuedIds(key, randomBytes(seeded('issued', n), 8 * issued));
    indexes.set(name, index);
  }
  return index;
}

async function contentIds(task: IdTask): Promise<Result> {
  const { write } = await open();
  const { presenceShare, level, lengths, issued } = task;
  const found: IdTrial[] = [];
  // One index for the task: each id of its texts is one of its ids.
  const key = nthKey(traced, task.texts[0]!, { presenceShare });
  const index = indexOf(key, task.texts[0]!, issued);
  for (const n of task.texts) {
    const random = seeded('content id', n, presenceShare, level);
    const contentId = checkedContentId(key, randomBytes(random, 4));
    index.add(contentId);
    const id = Buffer.from(contentId).toString('hex');
    const ids = write(
      key,
      SETTINGS[level],
      Math.max(...lengths),
      `ids ${presenceShare} ${level} ${n}`,
      {
        contentId,
      },
    );
    const cases: [string, ArrayLike<number>][] = lengths.map((length) => [
      `${length}`,
      ids.subarray(0, length),
    ]);
    const human = piecesOf((await texts()).heldOut, 800, 150)[n % 150]!;
    const tools = { random, human: () => human };
    cases.push([`${ids.length}, 10 % substituted`, EDITS['10 % substituted']!(ids, tools)]);
    cases.push([`half of ${ids.length}`, EDITS['middle half only']!(ids, tools)]);
    for (const [name, cut] of cases) {
      const any = Number.POSITIVE_INFINITY;
      const most = decodeContentId(cut, key, { issued: index, level: any, otherLevel: any });
      const given = decodeContentId(cut, key, { issued: index });
      const [test] = detectTokens(cut, [key], { scan: false }).tests;
      found.push({
        case: name,
        blind: decodeContentId(cut, key)?.id === id,
        right: most?.id === id,
        accepted: given?.method === 'issued',
        presence: test!.logP,
      });
    }
  }
  return { ids: found };
}

async function negativeIds({
  kind,
  length,
  texts: numbers,
  issued,
}: NegativeIdTask): Promise<Result> {
  const key = nthKey(traced, numbers[0]!, { presenceShare: 0 });
  const index = indexOf(key, numbers[0]!, issued);
  const all = await texts();
  const pieces =
    kind === 'human'
      ? [all.heldOut, all.mixed, all.japanese, all.code].flatMap((documents) =>
          piecesOf(documents, length, 650),
        )
      : [];
  const negatives: NegativeId[] = [];
  for (const n of numbers) {
    const contentId = checkedContentId(key, randomBytes(seeded('negative id', n), 4));
    const ids = kind === 'human' ? pieces[n % pieces.length]! : drawn(key, contentId, length, n);
    const found = decodeContentId(ids, key, { issued: index });
    const right = found?.method === 'blind' && found.id === Buffer.from(contentId).toString('hex');
    negatives.push({
      right,
      wrongBlind: found?.method === 'blind' && !right,
      wrongIssued: found?.method === 'issued',
    });
  }
  return { negatives };
}

/** A text without a model, for where only its evidence matters: twelve candidates at random, each time anew. */
function drawn(key: TextMarkKey, contentId: Uint8Array, length: number, n: number): Int32Array {
  const random = seeded('drawn', n);
  const marker = createTextMarker(key, { contentId, random });
  const ids = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const steep = 2.55 * random() ** 0.7;
    const candidates = {
      ids: Int32Array.from({ length: 12 }, (_, j) => 12 * below(random, 16_000) + j),
      logits: Float64Array.from({ length: 12 }, (_, j) => -steep * j),
    };
    ids[i] = marker.sample(candidates, { generated: ids.subarray(0, i) }).id;
  }
  return ids;
}
