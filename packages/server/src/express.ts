import type { IncomingMessage, ServerResponse } from 'node:http';
import { lingerAfter } from './http/linger.ts';
import { bodyOf } from './upload/body.ts';
import { type UploadOptions, type Uploads, uploadTaker } from './upload/uploads.ts';

export type { Decision, Finding, UploadDecisions } from './upload/decisions.ts';
export type { Upload, UploadOptions, Uploads } from './upload/uploads.ts';

/** As Express and Connect have it; of the request no more is needed. */
export type UploadMiddleware = (
  request: IncomingMessage & { provenance?: Uploads },
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Looks at what is uploaded before the route runs: `request.provenance` has the files, on disk until the
 * response is sent, with a report and a decision each. What `decisions` reject is 422 and never gets there.
 * Nothing else may read the body before: such a request is a fault, 500. A request without a body has no file.
 *
 * @throws TypeError for options that are none.
 */
export function verifyUploads(options: UploadOptions): UploadMiddleware {
  const { take, answer } = uploadTaker(options);
  return (request, response, next) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    take(bodyOf(request), request.headers['content-type'] ?? '', gone.signal).then(
      ({ uploads, dispose }) => {
        if (response.closed) return dispose();
        response.once('close', () => void dispose());
        request.provenance = uploads;
        next();
        return undefined;
      },
      (error) => {
        if (response.closed) return;
        const { status, headers, body } = answer(error);
        lingerAfter(request, response);
        response.writeHead(status, headers).end(body);
      },
    );
  };
}
