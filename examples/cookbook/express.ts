import { createVerifier } from '@provenance/sdk';
import { type Uploads, verifyUploads } from '@provenance/server/express';
import express, { type Request } from 'express';

export const verifier = createVerifier(); // close() it when the server ends
export const app = express();

const check = verifyUploads({ verifier, decisions: { conflict: 'reject' } });
app.post('/upload', check, (request: Request & { provenance?: Uploads }, response) => {
  const { decision, files = [] } = request.provenance ?? {}; // files lie on disk until the answer is sent
  response.json({ decision, labels: files.map(({ report }) => report?.verdict.origin.kind) });
});
