import type { IncomingMessage } from 'node:http';

/** The body of a request to a server of Node. Null: it has none, or one of no bytes, by its headers (RFC 9112 6.3). */
export function bodyOf(request: IncomingMessage): IncomingMessage | null {
  const { headers, httpVersionMajor } = request;
  // In HTTP/2 no header must announce a body.
  if (httpVersionMajor > 1) {
    const { stream } = request as IncomingMessage & { stream?: { endAfterHeaders?: boolean } };
    return stream?.endAfterHeaders === true ? null : request;
  }
  if (headers['transfer-encoding'] !== undefined) return request;
  return Number(headers['content-length'] ?? 0) === 0 ? null : request;
}
