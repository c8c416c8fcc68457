import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import { checkKnownKeys } from '@provenance/content';
import { createApp } from './app.ts';
import { closeIdle, type Idle, idleFor, keepAliveOf } from './http/idle.ts';
import { requestIdOf } from './http/in-flight.ts';
import { lingerAfter } from './http/linger.ts';
import { checkPositive } from './http/parts.ts';
import { Problem, problemOf, problemResponse } from './http/problem.ts';
import { answerRefused, told } from './http/refused.ts';
import type { ServiceOptions } from './http/service.ts';

export interface ListenOptions extends ServiceOptions {
  /** Default 127.0.0.1: this machine alone. */
  readonly host?: string;
  /** Default 0: one that is free. */
  readonly port?: number;
  /** Connections at a time; more are closed at once. Default 512. */
  readonly maxConnections?: number;
  /** Milliseconds for the headers and for a whole request to come. Default 10,000 and 60,000. */
  readonly patience?: { readonly headers: number; readonly request: number };
  /**
   * Milliseconds for which a connection may lie idle: what clients are told, and when it is closed, which must be
   * later. Default 5,000 and 10,000; behind proxies 75,000 and 80,000.
   */
  readonly idle?: Idle;
}

export interface Listening {
  /** `http://host:port`. */
  readonly url: string;
  readonly server: Server;
  /** Takes no more, finishes what was accepted, and closes. The workers are the caller's to close. */
  close(): Promise<void>;
}

/** Who is slower holds a connection and no worker. */
const PATIENCE = { headers: 10_000, request: 60_000 };
const REQUESTS_OF_A_CONNECTION = 1000;
/** Of the line of the request and all headers: as long as an address may be, and 8 KiB. */
const MOST_HEADER_BYTES = 16_384 + 8192;
/** What still runs after so long is cut off. */
const DRAIN_MILLISECONDS = 30_000;

/**
 * Serves over HTTP. Without TLS: that is a proxy's business.
 *
 * @throws TypeError where it is open to everybody and bound to more than this machine, and for options that there are
 *   not.
 * @throws RangeError where idle connections are closed before clients expect it, and for limits that are none.
 * @throws ProvenanceError CONFIG_INVALID where tokens or deposits are kept in what cannot hold them.
 */
export async function listen(options: ListenOptions): Promise<Listening> {
  const {
    host = '127.0.0.1',
    port = 0,
    maxConnections = 512,
    patience = PATIENCE,
    idle = idleFor(options.proxies ?? 0),
    ...rest
  } = options;
  if (rest.open && !isLoopback(host)) {
    throw new TypeError(
      `An open server marks for everybody who reaches it: bind it to 127.0.0.1 and not to ${host}, or give out tokens.`,
    );
  }
  checkKnownKeys('patience', patience, { headers: true, request: true });
  checkPositive('patience', { ...patience });
  checkPositive('options', { maxConnections });
  checkKnownKeys('idle', idle, { told: true, closed: true });
  if (!(idle.closed > idle.told && idle.told > 0)) {
    throw new RangeError('idle.closed must be later than idle.told.');
  }
  const { app, service } = createApp(rest);
  await rest.tokens?.ready?.();
  await rest.resolution?.deposits?.ready?.();
  const keepAlive = keepAliveOf(idle, REQUESTS_OF_A_CONNECTION);
  // What is left of a body is read by `lingerAfter`: that of the listener ends after half a second.
  const answer = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    autoCleanupIncoming: false,
    errorHandler: (error) => {
      const isMalformed = error instanceof RequestError;
      const problem = isMalformed
        ? new Problem('REQUEST_MALFORMED', 'The address or the name of the host is none.')
        : problemOf(error);
      const requestId = requestIdOf(undefined);
      told(service, problem, requestId);
      if (!isMalformed) service.logger?.fault(requestId, error);
      return problemResponse(problem, requestId);
    },
  });
  const server = createServer(
    {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      keepAliveTimeout: idle.closed,
      connectionsCheckingInterval: Math.min(1000, patience.headers),
      maxHeaderSize: MOST_HEADER_BYTES,
      // The listener refuses what has none, with a problem.
      requireHostHeader: false,
    },
    (incoming, outgoing) => {
      if (outgoing.shouldKeepAlive) outgoing.setHeader('keep-alive', keepAlive);
      lingerAfter(incoming, outgoing);
      void answer(incoming, outgoing);
    },
  );
  server.maxConnections = maxConnections;
  server.maxRequestsPerSocket = REQUESTS_OF_A_CONNECTION;
  closeIdle(server);
  answerRefused(server, service, MOST_HEADER_BYTES);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: bound } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}`,
    server,
    async close() {
      service.isDraining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS);
      late.unref();
      await closed;
      clearTimeout(late);
    },
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
