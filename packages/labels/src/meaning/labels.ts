import type { Field } from '../field/field.ts';
import { aigcOf } from './aigc.ts';
import { comfyUiOf } from './comfyui.ts';
import { iptcAiOf } from './iptc-ai.ts';
import type { DeclaredLabel, Meaning } from './label.ts';
import { nameOf } from './name.ts';
import { reservationsOf } from './reservation.ts';
import { settingsOf } from './settings.ts';
import { sourceTypeOf } from './source-type.ts';

/** The first that knows a field says what it is; of the name of a program is only asked where none does. */
const RULES = [sourceTypeOf, iptcAiOf, aigcOf, settingsOf, comfyUiOf, nameOf];

/**
 * The labels among the fields of a file, in their order, each once: files repeat EXIF in XMP, and pages
 * repeat one another, which says nothing more, but another place is another label.
 *
 * @param valueLength Of the value, in UTF-16 units; no character is cut in two.
 */
export function labelsOf(fields: readonly Field[], valueLength: number): DeclaredLabel[] {
  const labels = new Map<string, DeclaredLabel>();
  for (const field of fields) {
    for (const meaning of meaningsOf(field)) {
      const label = labelOf(field, meaning, valueLength);
      labels.set(JSON.stringify(label), label);
    }
  }
  return [...labels.values()];
}

function meaningsOf(field: Field): readonly Meaning[] {
  const reservations = reservationsOf(field);
  if (reservations.length > 0) return reservations;
  for (const rule of RULES) {
    const meaning = rule(field);
    if (meaning !== null) return [meaning];
  }
  return [];
}

function labelOf(
  { part, form, name, value: whole }: Field,
  { kind, standard, meaning, value = whole.trim() }: Meaning,
  valueLength: number,
): DeclaredLabel {
  const isCut = value.length > valueLength;
  // A lone half of a pair is none of Unicode: the character is left out.
  const shown = isCut ? value.slice(0, valueLength).replace(/[\ud800-\udbff]$/, '') : value;
  return { kind, standard, meaning, place: { part, form, field: name }, value: shown, isCut };
}
