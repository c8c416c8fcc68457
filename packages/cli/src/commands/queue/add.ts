import { randomBytes } from 'node:crypto';
import { say } from '@provenance/messages';
import { loadConfig } from '../../config/config.ts';
import { listFiles, STDIN } from '../../files/list.ts';
import { namedLines } from '../../files/named-lines.ts';
import { targetsOf } from '../../files/output.ts';
import { originOf } from '../../options/origin.ts';
import {
  QUEUE_SCHEMA_ID,
  type QueueOptions,
  queueDatabase,
  queueName,
  sharedFolder,
} from '../../options/queue.ts';
import { makeQueue, openQueue } from '../../queue/boss.ts';
import { type JobOrigin, jobId, ORIGIN_TEXTS, type QueueJob, sharedPath } from '../../queue/job.ts';
import { counted } from '../../terminal/counted.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine } from '../../terminal/visible.ts';
import { words } from '../../terminal/words.ts';

export interface QueueAddOptions extends QueueOptions, JobOrigin {
  output: string;
  /** A file of paths, one a line, or `-`. */
  list?: string;
  allowLoss?: boolean;
  requireMark?: boolean;
  recursive?: boolean;
}

/** Jobs that go to the database in one statement. */
const BATCH = 1000;

/**
 * Adds a job for each file. One that is there, waiting or done, is not added again. Exit code 3 where there is nothing
 * to add.
 */
export async function queueAddCommand(
  io: Io,
  inputs: readonly string[],
  options: QueueAddOptions,
): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const url = queueDatabase(io, options, config);
  const [queue, root] = [queueName(options), sharedFolder(io, options)];
  const origin = jobOrigin(options);
  // A mistake in it would else be seen by every worker, and by nobody who can mend it.
  await originOf(io, origin, config);
  const listed = options.list === undefined ? [] : await namedLines(io, '--list', options.list);
  const named = [...inputs, ...listed];
  if (named.includes(STDIN)) throw new UsageError(say('mistake.queue-stdin'));
  const list = await listFiles(io, named, options);
  const targets = await targetsOf(io, { ...list, many: true }, { output: options.output });
  const shared = (path: string) => {
    const within = sharedPath(root, path);
    if (within === null) throw new UsageError(say('mistake.queue-outside', { file: path }));
    return within;
  };
  const jobs = list.files.map(
    (file): QueueJob => ({
      input: shared(file.location as string),
      output: shared(targets.get(file)?.location as string),
      contentId: randomBytes(8).toString('hex'),
      origin,
      allowLoss: options.allowLoss ?? false,
      requireMark: options.requireMark ?? false,
    }),
  );
  if (jobs.length === 0) {
    await io.stderr.write(`${words(io, say('marking.nothing-to-mark'))}\n`);
    return 3;
  }
  const opened = await openQueue(url);
  let added = 0;
  try {
    await makeQueue(opened, queue);
    for (let from = 0; from < jobs.length; from += BATCH) {
      io.signal.throwIfAborted();
      const batch = jobs.slice(from, from + BATCH);
      const ids = await opened.boss.insert(
        queue,
        batch.map((data) => ({ id: jobId(queue, data), data })),
        { returnId: true },
      );
      added += ids?.length ?? 0;
    }
  } finally {
    await opened.close();
  }
  const known = jobs.length - added;
  if (options.json) {
    await io.stdout.write(
      jsonLine({ schema: QUEUE_SCHEMA_ID, command: 'add', queue, added, known }),
    );
  } else if (!options.quiet) {
    const said = say('queue.added', { queue, jobs: counted('jobs', added), known });
    await io.stdout.write(`${painter(io, io.stdout)('green', '✓')} ${words(io, said)}\n`);
  }
  return 0;
}

function jobOrigin(options: QueueAddOptions): JobOrigin {
  const texts = ORIGIN_TEXTS.flatMap((name) =>
    options[name] === undefined ? [] : [[name, options[name]] as const],
  );
  const { discardCredential } = options;
  return {
    ...Object.fromEntries(texts),
    ...(discardCredential !== undefined && { discardCredential }),
  };
}
