/** One validation status (C2PA 2.4 clause 15.2.2). The code is verbatim. */
export interface Status {
  readonly code: string;
  /** JUMBF URI of what the code is about; null where nothing of the store can be named. */
  readonly url: string | null;
  readonly explanation: string | null;
}

export function makeStatus(code: string, url: string | null, explanation: string): Status {
  return { code, url, explanation };
}

/** A store that cannot be read any further, with the C2PA code of why. */
export class StoreError extends RangeError {
  readonly status: string;

  constructor(status: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
