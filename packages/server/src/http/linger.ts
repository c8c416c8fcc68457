import type { IncomingMessage, ServerResponse } from 'node:http';

/** What of a body is thrown away after the answer, at most. */
const MOST_BYTES = 2 ** 25;
const MOST_MILLISECONDS = 10_000;
const LOOK_MILLISECONDS = 20;

/** A body that is this much longer than what has come of it is not read to its end where there is no time for it. */
const SHORT_BYTES = 2 ** 16;
const OVERLOADED = { status: 503, bytes: 2 ** 18, milliseconds: 500 };

/**
 * Goes on reading a body that was refused, for some time and some bytes, after the answer was sent. A socket
 * that is closed with bytes unread is reset, and a reset takes the answer from who has not read it yet
 * (RFC 9112 9.6). Where the body ends within the bounds, and the connection may stay, it is as good as before.
 *
 * Under overload, a long body would cost more than its refusal saves: the answer says that the connection ends, little
 * is read, and whoever listens while sending has the answer by then.
 */
export function lingerAfter(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { socket } = incoming;
  const before = socket.bytesRead;
  let isHurried = false;
  const { writeHead } = outgoing;
  outgoing.writeHead = (status: number, ...rest: never[]) => {
    isHurried = status === OVERLOADED.status && isLong(incoming, socket.bytesRead - before);
    if (isHurried) {
      outgoing.shouldKeepAlive = false;
      outgoing.removeHeader('keep-alive');
    }
    return writeHead.call(outgoing, status, ...rest);
  };
  // First of all who listen: Node closes a connection that is not to stay as soon as the answer is out.
  outgoing.prependOnceListener('finish', () => {
    if (incoming.complete || socket.destroyed) return;
    let isLast = false;
    socket.destroySoon = () => {
      isLast = true;
      socket.end();
    };
    const most = isHurried ? OVERLOADED.bytes : MOST_BYTES;
    const milliseconds = isHurried ? OVERLOADED.milliseconds : MOST_MILLISECONDS;
    // Who read the body reads no more; a stream of the web over it would hold it back.
    incoming.removeAllListeners('data').removeAllListeners('readable');
    incoming.on('error', () => {});
    const already = socket.bytesRead;
    // What is not read costs nothing, and holds the sender until it has read the answer.
    if (isHurried) {
      incoming.on('data', () => {
        if (socket.bytesRead - already > most) incoming.pause();
      });
    }
    incoming.resume();
    const until = performance.now() + milliseconds;
    const end = () => {
      clearInterval(looking);
      Reflect.deleteProperty(socket, 'destroySoon');
    };
    const looking = setInterval(() => {
      const isLate = performance.now() > until || socket.destroyed;
      const isMuch = socket.bytesRead - already > most;
      if (incoming.complete && !isLate && !isMuch) {
        end();
        if (isLast) socket.destroy();
      } else if (isLate || (isMuch && !isHurried)) {
        end();
        socket.destroy();
      }
    }, LOOK_MILLISECONDS);
  });
}

/** Of chunks nobody knows. */
function isLong({ complete, headers }: IncomingMessage, come: number): boolean {
  if (complete) return false;
  const announced = headers['content-length'];
  return announced === undefined || Number(announced) - come > SHORT_BYTES;
}
