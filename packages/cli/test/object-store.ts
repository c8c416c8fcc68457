import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A store whose addresses are signed, as far as it matters here: they hold a secret, and lose their worth. */
export interface ObjectStore {
  readonly host: string;
  /** A signed address. */
  url(path: string, secret?: string): string;
  readonly objects: Map<string, Buffer>;
  /** Each PUT that was read to its end, answered or not. */
  readonly puts: { readonly path: string; readonly bytes: Buffer; readonly type: string }[];
  /** Called before a PUT is answered. */
  onPut: (path: string) => Promise<void>;
  /** Status for everything that is asked next. */
  answer: number | null;
  secret: string;
  close(): void;
}

export async function startObjectStore(): Promise<ObjectStore> {
  const server = createServer(async (request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://store');
    const bytes = await bodyOf(request);
    const end = (status: number, body?: Buffer) => response.writeHead(status).end(body);
    if (store.answer !== null) {
      response.setHeader('location', store.url('/in/0.png'));
      return end(store.answer);
    }
    if (searchParams.get('signature') !== store.secret) return end(403);
    if (request.method === 'PUT') {
      store.puts.push({ path, bytes, type: request.headers['content-type'] ?? '' });
      await store.onPut(path);
      store.objects.set(path, bytes);
      return end(200);
    }
    const found = store.objects.get(path);
    return found === undefined ? end(404) : end(200, found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store: ObjectStore = {
    host,
    url: (path, secret = store.secret) => `http://${host}${path}?signature=${secret}`,
    objects: new Map(),
    puts: [],
    onPut: async () => {},
    answer: null,
    secret: 'S3CRET',
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return store;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // A killed worker's ends in the middle.
  await (async () => {
    for await (const chunk of request) chunks.push(chunk);
  })().catch(() => {});
  return Buffer.concat(chunks);
}
