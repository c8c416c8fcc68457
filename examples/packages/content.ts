import { detectMediaType, ProvenanceError, readContent } from '@provenance/content';

const upload = new Blob([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')]);
const bytes = await readContent(upload, { maxBytes: 1_000_000 }); // a limit, before anything is read
console.log(detectMediaType(bytes));

try {
  await readContent(upload, { maxBytes: 4 });
} catch (error) {
  if (error instanceof ProvenanceError) console.log(error.code, error.message);
}
