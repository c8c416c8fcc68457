// A key service on this machine: what the fakes of the three services share. It holds one key, counts what it is asked,
// and does what a test tells it to.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface FakeService {
  readonly port: number;
  readonly url: string;
  /** Requests by what they ask for. */
  readonly asked: string[];
  /** What the next requests get instead of their answer. */
  behaviour: 'answers' | 'refuses' | 'hangs' | 'garbage' | 'empty';
  privateKey: KeyObject;
  readonly publicKey: KeyObject;
  close(): Promise<void>;
}

export type Answer = (
  service: FakeService,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
) => void;

/** @param tls Of an https: server; else it is http:. */
export async function startFake(
  key: string,
  answer: Answer,
  tls?: { key: string; cert: string },
): Promise<FakeService> {
  const listener: RequestListener = async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    if (service.behaviour === 'hangs') return;
    answer(service, request, Buffer.concat(parts), response);
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const service: FakeService = {
    port,
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    asked: [],
    behaviour: 'answers',
    privateKey: createPrivateKey(key),
    get publicKey() {
      return createPublicKey(this.privateKey);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return service;
}
