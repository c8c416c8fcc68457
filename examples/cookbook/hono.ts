import { createVerifier } from '@provenance/sdk';
import { verifyUploads } from '@provenance/server/hono';
import { Hono } from 'hono';

export const verifier = createVerifier(); // close() it when the server ends
export const app = new Hono();

app.post('/upload', verifyUploads({ verifier, decisions: { conflict: 'reject' } }), (c) => {
  const { decision, files } = c.get('provenance'); // files lie on disk until the answer is sent
  return c.json({ decision, labels: files.map(({ report }) => report?.verdict.origin.kind) });
});
