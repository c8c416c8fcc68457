import { say } from '@provenance/messages';
import { loadConfig } from '../../config/config.ts';
import {
  QUEUE_SCHEMA_ID,
  type QueueOptions,
  queueDatabase,
  queueName,
} from '../../options/queue.ts';
import { type OpenQueue, openQueue } from '../../queue/boss.ts';
import { deadJobs, queueProgress } from '../../queue/progress.ts';
import { counted } from '../../terminal/counted.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine, visible } from '../../terminal/visible.ts';
import { words } from '../../terminal/words.ts';

/** Dead jobs that are listed or put back in one go. */
const MOST = 10_000;

/** How far a queue is. Exit code 1 where jobs failed for good, 3 where there is no job. */
export async function queueStatusCommand(io: Io, options: QueueOptions): Promise<ExitCode> {
  return withQueue(io, options, async ({ statements }, queue) => {
    const progress = await queueProgress(statements, queue);
    const { waiting, retrying, active, done, dead, unmarked } = progress;
    const said = [
      say('queue.status', { queue, done, waiting, retrying, active, dead }),
      ...(unmarked > 0 ? [say('queue.status.unmarked', { count: unmarked })] : []),
    ];
    await io.stdout.write(
      options.json
        ? jsonLine({ schema: QUEUE_SCHEMA_ID, command: 'status', queue, ...progress })
        : `${words(io, said)}\n`,
    );
    if (dead > 0) return 1;
    return waiting + retrying + active + done === 0 ? 3 : 0;
  });
}

/** The jobs that failed for good, and why; as JSON one a line. Exit code 3 where there is none. */
export async function queueDeadCommand(io: Io, options: QueueOptions): Promise<ExitCode> {
  return withQueue(io, options, async ({ statements }, queue) => {
    const dead = await deadJobs(statements, queue, MOST);
    for (const { id, data, attempts, error } of dead) {
      const { input, output } = (data ?? {}) as { input?: unknown; output?: unknown };
      const line = { id, input: String(input), output: String(output), attempts, error };
      await io.stdout.write(
        options.json
          ? jsonLine({ schema: QUEUE_SCHEMA_ID, command: 'dead', queue, ...line })
          : `${id}  ${visible(line.input)}  ${visible(error.code)}: ${visible(error.message)}\n`,
      );
    }
    return dead.length === 0 ? 3 : 0;
  });
}

/** Puts jobs back that failed for good: those that are named, or all. Exit code 3 where none of them did. */
export async function queueRetryCommand(
  io: Io,
  ids: readonly string[],
  options: QueueOptions & { all?: boolean },
): Promise<ExitCode> {
  if ((ids.length === 0) !== (options.all === true)) {
    throw new UsageError(say('mistake.queue-retry'));
  }
  return withQueue(io, options, async ({ boss, statements }, queue) => {
    const dead = new Set((await deadJobs(statements, queue, MOST)).map(({ id }) => id));
    const chosen = options.all ? [...dead] : ids.filter((id) => dead.has(id));
    if (chosen.length > 0) await boss.retry(queue, chosen);
    const line = { schema: QUEUE_SCHEMA_ID, command: 'retry', queue, retried: chosen.length };
    await io.stdout.write(
      options.json
        ? jsonLine(line)
        : `${words(io, say('queue.retried', { jobs: counted('jobs', chosen.length) }))}\n`,
    );
    return chosen.length === 0 ? 3 : 0;
  });
}

async function withQueue(
  io: Io,
  options: QueueOptions,
  look: (opened: OpenQueue, queue: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const opened = await openQueue(queueDatabase(io, options, config));
  try {
    return await look(opened, queueName(options));
  } finally {
    await opened.close();
  }
}
