import { stripVTControlCharacters } from 'node:util';

/** Characters that are held of the beginning and of the end. */
const MOST_HELD = 4096;
/** Characters that are told of the first lines, and of the last. */
const MOST_FIRST = 280;
const MOST_LAST = 100;

/**
 * What a program said on stderr before it failed, on one line: its first lines, where the runtimes of some languages say
 * what is wrong, and its last, where the others do. What lies between is left out, and no more is held however much is
 * said.
 */
export class Complaint {
  #start = '';

  #end = '';

  add(text: string): void {
    const room = MOST_HELD - this.#start.length;
    this.#start += text.slice(0, room);
    this.#end = (this.#end + text.slice(room)).slice(-MOST_HELD);
  }

  /** Empty where nothing was said. */
  text(): string {
    const lines = stripVTControlCharacters(this.#start + this.#end)
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      // Markers under the line above, which mean nothing beside it.
      .filter((line) => /[\p{L}\p{N}]/u.test(line));
    const last = lines.pop();
    if (last === undefined) return '';
    const first: string[] = [];
    let room = MOST_FIRST;
    for (const line of lines) {
      if (room <= 0) break;
      first.push(cut(line, room));
      room -= line.length;
    }
    const gap = first.length < lines.length ? ['…'] : [];
    const most = lines.length === 0 ? MOST_FIRST : MOST_LAST;
    return [...first, ...gap, cut(last, most)].join(' | ');
  }
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most)}…`;
