import { randomBytes } from 'node:crypto';
import { buildManifest } from '@provenance/c2pa';
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
import { renewAddresses } from '../../queue/addresses.ts';
import { makeQueue, openQueue } from '../../queue/boss.ts';
import { listEntries } from '../../queue/entries.ts';
import { type JobOrigin, jobId, ORIGIN_TEXTS, type QueueJob, sharedPath } from '../../queue/job.ts';
import { counted } from '../../terminal/counted.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine } from '../../terminal/visible.ts';
import { note, words } from '../../terminal/words.ts';

export interface QueueAddOptions extends QueueOptions, JobOrigin {
  output?: string;
  /** A file of paths and addresses, one a line, or `-`. */
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
  buildManifest((await originOf(io, origin, config)).origin);
  const listed = options.list === undefined ? [] : await namedLines(io, '--list', options.list);
  const { paths, addresses } = listEntries('--list', listed);
  const { files, passedOver } = await filesOf(io, [...inputs, ...paths], root, options);
  const jobs = [...files, ...addresses].map(
    (ends): QueueJob => ({
      ...ends,
      contentId: randomBytes(8).toString('hex'),
      origin,
      allowLoss: options.allowLoss ?? false,
      requireMark: options.requireMark ?? false,
    }),
  );
  if (jobs.length === 0) {
    if (inputs.length + paths.length === 0) await io.stderr.write(note(io, say('told.no-file')));
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
      await renewAddresses(opened.statements, queue, batch);
    }
  } finally {
    await opened.close();
  }
  const known = jobs.length - added;
  if (options.quiet) return 0;
  if (options.json) {
    await io.stdout.write(
      jsonLine({ schema: QUEUE_SCHEMA_ID, command: 'add', queue, added, known, passedOver }),
    );
  } else {
    const said = say('queue.added', { queue, jobs: counted('jobs', added), known });
    await io.stdout.write(`${painter(io, io.stdout)('green', '✓')} ${words(io, said)}\n`);
  }
  return 0;
}

type Ends = Pick<QueueJob, 'input' | 'output' | 'addresses'>;

/** What the paths mean, within the shared folder. */
async function filesOf(
  io: Io,
  paths: readonly string[],
  root: string,
  options: QueueAddOptions,
): Promise<{ files: Ends[]; passedOver: number }> {
  if (paths.includes(STDIN)) throw new UsageError(say('mistake.queue-stdin'));
  if (paths.length === 0) return { files: [], passedOver: 0 };
  const { output } = options;
  if (output === undefined) throw new UsageError(say('mistake.queue-output'));
  const list = await listFiles(io, paths, options);
  const targets = await targetsOf(io, { ...list, many: true }, { output });
  const shared = (path: string) => {
    const within = sharedPath(root, path);
    if (within === null) throw new UsageError(say('mistake.queue-outside', { file: path }));
    return within;
  };
  const files = list.files.map((file) => ({
    input: shared(file.location as string),
    output: shared(targets.get(file)?.location as string),
  }));
  return { files, passedOver: list.skipped };
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
