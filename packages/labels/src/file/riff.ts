import { contentsOf, memorySource, type Part, riffParts, startsWith } from '@provenance/container';
import { readExif } from '../block/exif.ts';
import { readId3 } from '../block/id3.ts';
import { readXmp } from '../block/xmp.ts';
import type { Reading } from '../field/reading.ts';
import { decodeText, untilZero } from '../field/text.ts';

/** Texts of a LIST INFO (RIFF MCI 1.0) that name a program, a person or a right. */
const INFO: ReadonlySet<string> = new Set(['ISFT', 'ICMT', 'IART', 'ICOP', 'ITCH', 'ISRC']);

/** WebP, WAV and AVI: EXIF, XMP, INFO, ID3, and China's label in a chunk of its own. */
export function readRiff(bytes: Uint8Array, reading: Reading): void {
  const { parts, isTruncated } = riffParts(memorySource(bytes));
  for (const part of isTruncated ? parts.slice(0, -1) : parts) {
    const contents = contentsOf(bytes, part);
    switch (part.kind) {
      case 'EXIF':
        readExif(contents, part.kind, reading);
        break;
      case 'XMP ':
      case '_PMX':
        readXmp(contents, part.kind, reading);
        break;
      case 'LIST':
        if (startsWith(contents, 'INFO')) readInfo(bytes, part, reading);
        break;
      case 'id3 ':
      case 'ID3 ':
        readId3(contents, reading);
        break;
      case 'AIGC':
        addText(contents, part.kind, reading);
        break;
    }
  }
  if (isTruncated) reading.cannotRead(parts.at(-1)!.kind, 'truncated');
}

/** A list has the form of a file, under another name. */
function readInfo(bytes: Uint8Array, { start, end, kind }: Part, reading: Reading): void {
  if (!reading.mayRead(kind, end - start)) return;
  reading.attempt(kind, () => {
    const list = bytes.slice(start, end);
    list.set([0x52, 0x49, 0x46, 0x46]);
    const { parts, isTruncated } = riffParts(memorySource(list));
    for (const part of parts) {
      if (INFO.has(part.kind) || part.kind === 'AIGC')
        addText(contentsOf(list, part), part.kind, reading);
    }
    if (isTruncated) reading.cannotRead(kind, 'damaged');
  });
}

function addText(contents: Uint8Array, name: string, reading: Reading): void {
  if (!reading.mayRead(name, contents.length)) return;
  reading.add(name, 'riff', name, untilZero(decodeText(contents)));
}
