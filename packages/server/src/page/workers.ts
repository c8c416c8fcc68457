/** The scripts that may run beside the page: what reads files of strangers, so that it can be ended. */
const SCRIPTS = ['/page/credential.js', '/page/fingerprint.js'] as const;
export type WorkerScript = (typeof SCRIPTS)[number];

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

/** Where browsers know trusted types, the policy of the page lets no other address become a script. */
const policy = (
  globalThis as unknown as { trustedTypes?: TrustedTypes }
).trustedTypes?.createPolicy('page-workers', {
  createScriptURL(url) {
    if (SCRIPTS.some((each) => each === url)) return url;
    throw new TypeError('This is no script of the page.');
  },
});

/**
 * Asks a worker that is made for this one question, and ends it with the answer, or where none comes.
 *
 * @returns Null where it failed or took too long: nothing is known then.
 */
export async function askWorker<Answer>(
  script: WorkerScript,
  question: unknown,
  milliseconds: number,
): Promise<Answer | null> {
  let worker: Worker;
  try {
    worker = new Worker(policy?.createScriptURL(script) ?? script, { type: 'module' });
  } catch {
    return null;
  }
  try {
    return await new Promise<Answer | null>((resolve) => {
      setTimeout(() => resolve(null), milliseconds);
      worker.addEventListener('message', ({ data }) => resolve(data as Answer));
      worker.addEventListener('error', () => resolve(null));
      worker.addEventListener('messageerror', () => resolve(null));
      worker.postMessage(question);
    });
  } finally {
    worker.terminate();
  }
}
