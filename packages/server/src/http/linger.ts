import type { IncomingMessage, ServerResponse } from 'node:http';

/** What of a body is thrown away after the answer, at most. */
const MOST_BYTES = 2 ** 25;
const MOST_MILLISECONDS = 10_000;
const LOOK_MILLISECONDS = 20;

/**
 * Goes on reading a body that was refused, for some time and some bytes, after the answer was sent. A socket
 * that is closed with bytes unread is reset, and a reset takes the answer from who has not read it yet
 * (RFC 9112 9.6). Where the body ends within the bounds, and the connection may stay, it is as good as before.
 */
export function lingerAfter(incoming: IncomingMessage, outgoing: ServerResponse): void {
  // First of all who listen: Node closes a connection that is not to stay as soon as the answer is out.
  outgoing.prependOnceListener('finish', () => {
    const { socket } = incoming;
    if (incoming.complete || socket.destroyed) return;
    let isLast = false;
    socket.destroySoon = () => {
      isLast = true;
      socket.end();
    };
    // Who read the body reads no more; a stream of the web over it would hold it back.
    incoming.removeAllListeners('data').removeAllListeners('readable');
    incoming.on('error', () => {});
    incoming.resume();
    const already = socket.bytesRead;
    const until = performance.now() + MOST_MILLISECONDS;
    const looking = setInterval(() => {
      const isOver =
        socket.bytesRead - already > MOST_BYTES || performance.now() > until || socket.destroyed;
      if (!isOver && !incoming.complete) return;
      clearInterval(looking);
      Reflect.deleteProperty(socket, 'destroySoon');
      if (isOver || isLast) socket.destroy();
    }, LOOK_MILLISECONDS);
  });
}
