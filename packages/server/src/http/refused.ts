import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { refuseIncoming, requestIdOf } from './in-flight.ts';
import { Problem, problemBody } from './problem.ts';
import type { Service } from './service.ts';

/** For how long what still comes is thrown away: a socket that is closed with bytes unread is reset, and the answer lost. */
const LINGER_MILLISECONDS = 500;

/**
 * Answers with a problem what no route ever sees: Node's parser refuses it, or it did not come in time. By itself Node
 * sends a bare status.
 */
export function answerRefused(server: Server, service: Service, maxHeaderBytes: number): void {
  const open = new WeakMap<object, readonly [IncomingMessage, ServerResponse]>();
  const answered = new WeakSet<object>();
  server.prependListener('request', (incoming, outgoing) => {
    open.set(incoming.socket, [incoming, outgoing]);
  });
  // What is expected beyond 100-continue may be left alone (RFC 9110 10.1.1); Node answers it with a bare 417.
  server.on('checkExpectation', (incoming, outgoing) => server.emit('request', incoming, outgoing));

  const answer = (socket: Socket, problem: Problem) => {
    if (answered.has(socket)) return;
    answered.add(socket);
    const [incoming, outgoing] = open.get(socket) ?? [];
    const isOpen = outgoing !== undefined && !outgoing.writableFinished;
    // In the midst of another answer nothing can be said.
    if (!socket.writable || (isOpen && outgoing.headersSent)) {
      socket.destroy();
      return;
    }
    const requestId = requestIdOf(isOpen ? incoming : undefined);
    if (isOpen && incoming) refuseIncoming(incoming, problem);
    else told(service, problem, requestId);
    socket.end(responseOf(problem, requestId));
    const late = setTimeout(() => socket.destroy(), LINGER_MILLISECONDS);
    socket.once('close', () => clearTimeout(late));
  };
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    answer(socket as Socket, problemOfParser(error.code, maxHeaderBytes));
  });
  server.on('connect', (_, socket) => {
    const headers = { allow: 'GET, POST, PUT, DELETE' };
    answer(socket as Socket, new Problem('METHOD_NOT_ALLOWED', 'This is no proxy.', { headers }));
  });
}

function problemOfParser(code: string | undefined, maxHeaderBytes: number): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem(
        'HEADERS_TOO_LARGE',
        `Address and headers together have at most ${maxHeaderBytes} bytes.`,
      );
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Problem('CONTENT_TOO_LARGE', 'The extensions of the chunks are too long.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('REQUEST_TIMEOUT', 'The request did not come in time.');
    default:
      return new Problem('REQUEST_MALFORMED', 'The request is not well-formed HTTP.');
  }
}

/** Puts an answer into log and metrics that no route gave. */
export function told({ logger, metrics }: Service, problem: Problem, requestId: string): void {
  const { status, code: error } = problem;
  const entry = { requestId, method: 'OTHER', route: '*', status, milliseconds: 0, error };
  metrics.request(entry);
  logger?.request(entry);
}

function responseOf(problem: Problem, requestId: string): string {
  const body = JSON.stringify(problemBody(problem, requestId));
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
    date: new Date().toUTCString(),
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    ...problem.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const { status } = problem;
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
