import { type MessageLike, render, say } from '@provenance/messages';
import type { Io } from './io.ts';
import { padded } from './width.ts';

/** Messages in the language of who reads them. */
export function words(
  { language }: Pick<Io, 'language'>,
  messages: MessageLike | readonly MessageLike[],
): string {
  return render(messages, { language });
}

/** A line on stderr beside the result. */
export function note(io: Io, ...said: readonly MessageLike[]): string {
  return `${words(io, say('told.note', { said }))}\n`;
}

/** Rows of a label and what it is about; those of null are left out. */
export type Rows = readonly (readonly [label: MessageLike, text: string | null])[];

/** Columns wide enough for the longest label of the language, and at least for `columns`. */
export function table(
  io: Io,
  rows: Rows,
  columns: number,
  paint: (label: string) => string = (label) => label,
): string {
  const shown = rows.flatMap(([label, text]) =>
    text === null ? [] : [[words(io, label), text] as const],
  );
  const widest = Math.max(
    columns,
    ...shown.map(([label]) => padded(label, 0).length + wideOf(label)),
  );
  return shown.map(([label, text]) => `${paint(padded(label, widest))} ${text}\n`).join('');
}

const wideOf = (text: string): number => 2 * text.length - padded(text, 2 * text.length).length;
