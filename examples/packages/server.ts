import { createVerifier } from '@provenance/sdk';
import { createApp, tokenList } from '@provenance/server';

const verifier = createVerifier({ workers: 1 }); // files are looked at in processes of their own
const { app } = createApp({ verifier, tokens: tokenList([]), open: true }); // or listen(), which opens a port

const answer = await app.request('/v1/verify', { method: 'POST', body: 'a text' });
const { verdict } = (await answer.json()) as { verdict: { origin: { kind: string } } };
console.log(answer.status, verdict.origin.kind);
await verifier.close();
