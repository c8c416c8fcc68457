// Writes test-vectors/labels/labels.json anew from the cases, whose answers are said by hand.
import { writeFileSync } from 'node:fs';
import { CASES } from './cases.ts';

const cases = CASES.map(({ name, why, mediaType, file, labels, unread = [] }) => ({
  name,
  why,
  ...(mediaType && { mediaType }),
  file: Buffer.from(file).toString('base64'),
  labels: labels.map(([[kind, standard, meaning, value], [part, form, field]]) => ({
    kind,
    standard,
    meaning,
    place: { part, form, field },
    value,
    isCut: false,
  })),
  unread: unread.map(([part, reason]) => ({ part, reason })),
}));
const about =
  'Files (base64) and the labels in them that nobody signed: readLabels(file, mediaType) must give labels and unread, in this order.';
const vectors = { about, schema: 'provenance.label-vectors/1', cases };
const path = new URL('../../../test-vectors/labels/labels.json', import.meta.url);
writeFileSync(path, `${JSON.stringify(vectors, null, 2)}\n`);
