import type { Statements } from '@provenance/registry/statements';
import { QUEUE_SCHEMA } from './boss.ts';

/** Marked files on their way to an address, in the database: any worker on any machine can finish what one began. */
export interface Kept {
  keep(job: string, hash: string, bytes: Uint8Array): Promise<void>;
  /** Null: there is none, or no more. */
  bytesOf(job: string, hash: string): Promise<Uint8Array | null>;
  /** All of a job. */
  drop(job: string): Promise<void>;
}

const TABLE = `${QUEUE_SCHEMA}.marked`;
/** Makes one worker at a time make the table: `if not exists` is not safe against another one. */
const LOCK = 0x7072_6f76;

/** Makes the table where there is none, and takes away what attempts have left that were overtaken. */
export async function openKept({ run }: Pick<Statements, 'run'>, queue: string): Promise<Kept> {
  await run(`select pg_advisory_xact_lock(${LOCK});
    create table if not exists ${TABLE} (
      job uuid not null, hash text not null, bytes bytea not null, primary key (job, hash)
    );`);
  await run(
    `delete from ${TABLE} m using ${QUEUE_SCHEMA}.job j
    where j.name = $1 and j.id = m.job and j.state = 'completed'`,
    [queue],
  );
  return {
    async keep(job, hash, bytes) {
      await run(
        `insert into ${TABLE} values ($1, $2, $3)
        on conflict do nothing`,
        [job, hash, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)],
      );
    },
    async bytesOf(job, hash) {
      const { rows } = await run(
        `select bytes from ${TABLE}
        where job = $1 and hash = $2`,
        [job, hash],
      );
      return rows[0]?.bytes ?? null;
    },
    async drop(job) {
      await run(`delete from ${TABLE} where job = $1`, [job]);
    },
  };
}
