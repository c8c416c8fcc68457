import {
  type FromWorker,
  inPieces,
  Pieces,
  receivedError,
  type Settled,
  sentError,
  type ToWorker,
} from './message.ts';

/** What work may use besides its job. */
export interface Given {
  /** That came with the job; null: none did. */
  readonly bytes: Uint8Array | null;
  readonly signal: AbortSignal;
  /** Asks the process that started this one. */
  readonly ask: (question: string, ...parameters: unknown[]) => Promise<unknown>;
}

/** Does a job. Bytes are apart from the rest of the result, so that they can go in pieces. */
export type Work = (
  job: unknown,
  given: Given,
) => Promise<{ readonly value: unknown; readonly bytes?: Uint8Array | null }>;

/**
 * The other side of a WorkerProcess: one job after the other, until nobody is there any more.
 *
 * @param prepare Takes the setup, once.
 */
export function serveWork(prepare: (setup: unknown) => Promise<Work>): void {
  const send = (message: FromWorker) =>
    new Promise<void>((resolve, reject) => {
      process.send?.(message, undefined, {}, (error) => (error ? reject(error) : resolve()));
    });
  const asked = new Map<number, (settled: Settled) => void>();
  let questions = 0;
  let work: Work | undefined;
  let job: unknown;
  let come: Pieces | null = null;
  let aborting = new AbortController();

  const ask: Given['ask'] = async (question, ...parameters) => {
    const id = questions++;
    const settled = new Promise<Settled>((resolve) => asked.set(id, resolve));
    await send({ kind: 'ask', id, question, parameters });
    const { value, error } = await settled;
    asked.delete(id);
    if (error !== undefined) throw receivedError(error);
    return value;
  };
  const perform = async (given: Given) => {
    try {
      const { value, bytes = null } = await (work as Work)(job, given);
      await send({ kind: 'done', size: bytes === null ? null : bytes.length, value });
      if (bytes === null) return;
      for await (const piece of inPieces(bytes)) await send({ kind: 'bytes', bytes: piece });
    } catch (error) {
      await send({ kind: 'done', size: null, error: sentError(error) });
    }
  };
  const begin = (bytes: Uint8Array | null) => perform({ bytes, signal: aborting.signal, ask });

  process.on('disconnect', () => process.exit());
  process.on('message', async (message: ToWorker) => {
    switch (message.kind) {
      case 'setup':
        try {
          work = await prepare(message.setup);
          return await send({ kind: 'ready' });
        } catch (error) {
          return send({ kind: 'done', size: null, error: sentError(error) });
        }
      case 'call':
        aborting = new AbortController();
        job = message.job;
        come = message.size === null ? null : new Pieces(message.size);
        if (come === null || come.isWhole) await begin(come === null ? null : come.bytes);
        return;
      case 'bytes':
        come?.add(message.bytes);
        if (come?.isWhole) await begin(come.bytes);
        return;
      case 'answer':
        return asked.get(message.id)?.(message);
      case 'abort':
        return aborting.abort();
    }
  });
}
