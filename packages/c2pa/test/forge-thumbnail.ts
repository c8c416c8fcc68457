import { type Box, plainBox, superbox } from './forge.ts';

/** The type of an embedded file (C2PA 2.4 clause 8.3.2.3). */
const EMBEDDED = Buffer.from('40cb0c32bb8a489da70b2ad6f47f4369', 'hex');

/** A file as an assertion of a manifest. */
export function fileBox(label: string, mediaType: string, bytes: Uint8Array): Box {
  const about = plainBox('bfdb', Buffer.from(`\0${mediaType}\0`, 'latin1'));
  const box = superbox('file', label, about, plainBox('bidb', bytes));
  EMBEDDED.copy(box.children[0]!.data);
  return box;
}
