// app/api/uploads/route.ts of Next: a route handler is a function of the web's Request and Response.
import { createVerifier } from '@provenance/sdk';

export const runtime = 'nodejs'; // the edge runtime has no processes and no sharp
const verifier = createVerifier(); // once a server: its workers stay

export async function POST(request: Request): Promise<Response> {
  const file = (await request.formData()).get('file');
  if (!(file instanceof Blob)) return Response.json({ error: 'Send a file.' }, { status: 400 });
  if (file.size > 20_000_000) return Response.json({ error: 'Too large.' }, { status: 413 });
  const { signal } = request; // the work ends when the client leaves
  const { verdict } = await verifier.verify(new Uint8Array(await file.arrayBuffer()), { signal });
  return Response.json({ label: verdict.origin.kind, sentence: verdict.sentence });
}
