import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server's socket, and cuts connections where a test wants it. */
export interface PostgresProxy {
  readonly url: string;
  /**
   * At the next commit: `before` the server sees it, or `after` it has answered; and what is done then,
   * before the client hears of it.
   */
  cutAtCommit(when: 'before' | 'after', meanwhile?: () => Promise<unknown>): void;
  stop(): Promise<void>;
}

export async function startProxy(socketPath: string): Promise<PostgresProxy> {
  let cut: { when: 'before' | 'after'; meanwhile: () => Promise<unknown> } | null = null;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(socketPath);
    let answerIsLost: (() => Promise<unknown>) | null = null;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => open.delete(socket));
    }
    let ending: Promise<unknown> | null = null;
    client.on('close', () => upstream.destroy());
    upstream.on('close', async () => {
      await ending;
      client.destroy();
    });
    client.on('data', (chunk) => {
      // A query message is `Q`, four bytes of length, the text and a zero.
      if (cut === null || !chunk.includes('commit\0')) {
        upstream.write(chunk);
        return;
      }
      const { when, meanwhile } = cut;
      cut = null;
      if (when === 'after') {
        answerIsLost = meanwhile;
        upstream.write(chunk);
      } else {
        // The server rolls back what it hears no more of.
        upstream.destroy();
        ending = meanwhile();
      }
    });
    let answer = Buffer.alloc(0);
    upstream.on('data', async (chunk) => {
      if (answerIsLost === null) {
        client.write(chunk);
        return;
      }
      // Those of the statements that came along with the commit are before it.
      answer = Buffer.concat([answer, chunk]);
      if (!answer.includes('COMMIT\0')) return;
      await answerIsLost();
      client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `postgres://admin@127.0.0.1:${portOf(server)}/postgres`,
    cutAtCommit: (when, meanwhile = async () => {}) => {
      cut = { when, meanwhile };
    },
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A server that answers whoever connects with one error of the protocol, and hangs up. */
export async function startRefusing(fields: Readonly<Record<string, string>>) {
  const text = Object.entries(fields).map(([type, value]) => `${type}${value}\0`);
  const body = Buffer.from(`${text.join('')}\0`);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  const server = createServer((client) => {
    client.on('error', () => {});
    client.once('data', () => client.end(Buffer.concat([Buffer.from('E'), length, body])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: portOf(server), stop: () => server.close() };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
