import { memorySource, pngChunk, pngParts } from '@provenance/container';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const comment = pngChunk('tEXt', Buffer.from('Comment\0hello'));
const file = Buffer.concat([signature, comment, pngChunk('IEND')]);

const { parts, isTruncated } = pngParts(memorySource(file)); // every byte is in one part
for (const { kind, start, end } of parts) console.log(kind, start, end);
console.log(isTruncated);
