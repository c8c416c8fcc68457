/** One request, as it is logged: hashes and codes, never content, prompts, names of files or keys. */
export interface RequestLog {
  readonly requestId: string;
  readonly method: string;
  /** The route as it was declared, and not the path that was asked for. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  /** SHA-256 of the body; absent where none was read. */
  readonly sha256?: string;
  readonly bytes?: number;
  /** Id of the token; absent for an anonymous request. */
  readonly token?: string;
  /** Code of the problem. */
  readonly error?: string;
}

export interface Logger {
  request(entry: RequestLog): void;
  /** A fault of ours, with what only the operator is to see. */
  fault(requestId: string, error: unknown): void;
}

/** One JSON object a line. */
export function jsonLogger(write: (line: string) => void, now = () => new Date()): Logger {
  const line = (level: 'info' | 'error', fields: object) =>
    write(`${JSON.stringify({ time: now().toISOString(), level, ...fields })}\n`);
  return {
    request: (entry) => line('info', entry),
    fault(requestId, error) {
      const { name, message, stack, cause, code }: NodeJS.ErrnoException =
        error instanceof Error ? error : new Error(String(error));
      const why = cause instanceof Error ? { cause: toldOf(cause) } : {};
      line('error', {
        requestId,
        name,
        ...(typeof code === 'string' && { code }),
        message: toldOf({ name, message }),
        ...why,
        ...framesOf(stack),
      });
    },
  };
}

/** Parsers quote what they could not read, which may be anybody's content or a secret. */
const QUOTES: ReadonlySet<string> = new Set(['SyntaxError', 'ZodError', '$ZodError']);

function toldOf({ name, message }: Pick<Error, 'name' | 'message'>): string {
  return QUOTES.has(name) ? '(left out: it may quote what was read)' : message;
}

/** A stack begins with the message. */
function framesOf(stack: string | undefined): { stack?: string } {
  const frames = (stack ?? '').split('\n').filter((each) => /^ {4}at [^"]*$/.test(each));
  return frames.length === 0 ? {} : { stack: frames.join('\n') };
}
