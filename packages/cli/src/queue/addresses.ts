import type { Statements } from '@provenance/registry/statements';
import { QUEUE_SCHEMA } from './boss.ts';
import { jobId, type QueueJob } from './job.ts';

/**
 * Gives jobs that wait or failed the addresses of these: signed ones end, and a job keeps its content id, so that it has
 * one record whatever was done before they did.
 */
export async function renewAddresses(
  { run }: Pick<Statements, 'run'>,
  queue: string,
  jobs: readonly QueueJob[],
): Promise<void> {
  const given = jobs.filter(({ addresses }) => addresses !== undefined);
  if (given.length === 0) return;
  await run(
    `update ${QUEUE_SCHEMA}.job j
    set data = j.data || jsonb_build_object('addresses', n.addresses)
    from unnest($2::uuid[], $3::jsonb[]) as n(id, addresses)
    where j.name = $1 and j.id = n.id and j.state in ('created', 'retry', 'failed')
    and j.data -> 'addresses' is distinct from n.addresses`,
    [
      queue,
      given.map((job) => jobId(queue, job)),
      given.map(({ addresses }) => JSON.stringify(addresses)),
    ],
  );
}
