import { createVerifier } from '@provenance/sdk';
import { type Uploads, verifyUploads } from '@provenance/server/fastify';
import fastify, { type FastifyRequest } from 'fastify';

export const verifier = createVerifier(); // close() it when the server ends
export const app = fastify();

app.get('/health', async () => 'ok'); // outside of the scope: not guarded, and JSON is read as ever
app.register(async (uploads) => {
  uploads.register(verifyUploads({ verifier, decisions: { conflict: 'reject' } }));
  uploads.post('/upload', async (request: FastifyRequest & { provenance?: Uploads }) => {
    const { decision, files = [] } = request.provenance ?? {}; // files lie on disk until the answer is sent
    return { decision, labels: files.map(({ report }) => report?.verdict.origin.kind) };
  });
});
