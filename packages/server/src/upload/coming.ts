import { finished, type Readable, Transform } from 'node:stream';
import { Problem } from '../http/problem.ts';

/** The least that is to come of a body in such a time: less is a sender that holds the connection. */
const PACE = { bytes: 2 ** 16, milliseconds: 60_000 };

/**
 * A body for as long as it comes. It ends in every case: with the body, with an error where that breaks off, is longer
 * than `most` bytes or comes too slowly, and when the sender is gone. The body itself is not destroyed: its connection
 * has yet to carry the answer.
 *
 * Reading throws Problem CLIENT_GONE, CONTENT_TOO_LARGE, REQUEST_MALFORMED, REQUEST_TIMEOUT.
 */
export function coming(body: Readable, most: number, gone: AbortSignal): Readable {
  let bytes = 0;
  let before = 0;
  const through = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes <= most) done(null, chunk);
      else done(new Problem('CONTENT_TOO_LARGE', `A request has at most ${most} bytes here.`));
    },
  });
  // Who reads is told when it next asks; in between nobody listens.
  through.on('error', () => {});
  const looking = setInterval(() => {
    if (bytes - before < PACE.bytes) {
      through.destroy(
        new Problem(
          'REQUEST_TIMEOUT',
          `The request comes too slowly: ${PACE.bytes} bytes are to come in ${PACE.milliseconds / 1000} s.`,
        ),
      );
    }
    before = bytes;
  }, PACE.milliseconds);
  const leave = () => through.destroy(new Problem('CLIENT_GONE', 'The client has gone.'));
  through.once('close', () => {
    clearInterval(looking);
    gone.removeEventListener('abort', leave);
  });
  gone.addEventListener('abort', leave);
  finished(body, { writable: false }, (error) => {
    if (error) through.destroy(new Problem('REQUEST_MALFORMED', 'The request ended early.'));
  });
  body.pipe(through);
  if (gone.aborted) leave();
  return through;
}
