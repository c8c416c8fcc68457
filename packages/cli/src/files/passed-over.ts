import { basename, extname } from 'node:path';
import { say } from '@provenance/messages';
import type { Io } from '../terminal/io.ts';
import { note } from '../terminal/words.ts';

/** What lies in a folder that was given, and is not worked on. */
export interface PassedOver {
  /** As the user would name it. */
  readonly path: string;
  /** `text`: under a name that says no kind. `none`: nothing that could carry a credential. */
  readonly kind: 'json' | 'text' | 'none';
}

/** As many are named; of more, their endings are counted. */
const MOST_NAMES = 5;

/** Whoever hands on what came out must know what did not. */
export function passedOverNote(io: Io, passedOver: readonly PassedOver[]): string {
  const [count, kinds] = [passedOver.length, new Set(passedOver.map(({ kind }) => kind))];
  const what = (
    count <= MOST_NAMES ? passedOver.map(({ path }) => path) : endings(passedOver)
  ).join(', ');
  return note(
    io,
    say('told.passed-over', { count, what }),
    ...(kinds.has('json') ? [say('told.passed-over.json')] : []),
    ...(kinds.has('text') ? [say('told.passed-over.text')] : []),
  );
}

/** The most frequent first. */
function endings(passedOver: readonly PassedOver[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of passedOver) {
    const ending = extname(path) || basename(path);
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([name, n]) => `${name} ${n}`);
  return sorted.length <= MOST_NAMES ? sorted : [...sorted.slice(0, MOST_NAMES), '…'];
}
