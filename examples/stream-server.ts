// A chat server: a text streams token by token through the signer into a browser page, which then sends
// what it has received, or what somebody pastes, to be verified.
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  createDevelopmentCertificates,
  loadTrust,
  pemSigner,
  type Signer,
  type Trust,
  verify,
} from '@provenance/sdk';
import { signTokens } from './text-streams.ts';

const MAX_TEXT_BYTES = 1 << 20;

/** Stands for what a model would write. */
const ANSWER = `Provenance is the history of a thing: who made it, with what, and what was done to it since.

For a picture or a text that a model has generated, that history can travel with it. Whoever made it signs a short statement about the model and the time, together with a hash of the content. Whoever receives it can check the signature, and that not one character was changed – 一文字も、é も 🎉 も.

A signature does not say that a text is true. It says who stands for it.`;

async function* model(text: string, delay: number): AsyncGenerator<string> {
  for (const token of text.match(/\s*\S+|\s+$/gu) ?? []) {
    if (delay > 0) await setTimeout(delay);
    yield token;
  }
}

export interface StreamServer {
  readonly url: string;
  readonly server: Server;
}

/** @param options.delay Milliseconds between two tokens. */
export async function startStreamServer(
  signer: Signer,
  trust: Trust,
  { port = 0, delay = 30 }: { port?: number; delay?: number } = {},
): Promise<StreamServer> {
  const page = await readFile(new URL('stream-page.html', import.meta.url));
  const server = createServer(async (request, response) => {
    try {
      if (request.method === 'GET' && request.url === '/') {
        response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
      } else if (request.method === 'GET' && request.url === '/answer') {
        response.setHeader('content-type', 'text/plain; charset=utf-8');
        const signed = signTokens(model(ANSWER, delay), signer);
        await pipeline(Readable.fromWeb(signed as never), response);
      } else if (request.method === 'POST' && request.url === '/verify') {
        await check(request, response, trust);
      } else {
        response.writeHead(404).end();
      }
    } catch (error) {
      // A reader that has gone away, or a text that cannot be taken.
      if (!response.headersSent) response.writeHead(500);
      response.end();
      if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') console.error(error);
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function check(
  request: AsyncIterable<Uint8Array>,
  response: ServerResponse,
  trust: Trust,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_TEXT_BYTES) {
      response.writeHead(413).end();
      return;
    }
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const { verdict, parts } = await verify(bytes, { trust, mediaType: 'text/plain' });
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ verdict, parts }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { certificates, key, root } = await createDevelopmentCertificates({ alg: 'Ed25519' });
  const signer = await pemSigner({ certificates, key });
  const trust = await loadTrust({ anchors: root });
  const { url } = await startStreamServer(signer, trust, { port: Number(process.argv[2] ?? 8080) });
  console.log(`${url} streams a signed text, until you press Ctrl+C.`);
}
