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
      const { name, message, stack, cause } =
        error instanceof Error ? error : new Error(String(error));
      const why = cause instanceof Error ? { cause: cause.message } : {};
      line('error', { requestId, name, message, ...why, stack });
    },
  };
}
