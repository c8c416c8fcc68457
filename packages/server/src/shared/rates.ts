import { createHash } from 'node:crypto';
import type { Database } from '@provenance/registry/database';
import type { RateStore } from '../http/rate.ts';

/** After so long every client has all its requests again, and need not be remembered. */
const REMEMBERED_MINUTES = 10;
/** Takes between two sweeps of those. */
const SWEEP = 1000;

/**
 * A bucket of requests a client, in one statement: PostgreSQL lets only one instance at a time change a row, and
 * its clock counts for all. Addresses are kept as hashes, and for some minutes.
 */
export function postgresRates({ query }: Database): RateStore {
  let takes = 0;
  return {
    async take(client, perMinute, most) {
      if (++takes % SWEEP === 0) {
        await query(`delete from rate where at < clock_timestamp() - make_interval(mins => $1)`, [
          REMEMBERED_MINUTES,
        ]);
      }
      const key = createHash('sha256').update(client).digest();
      const [row] = await query(
        `insert into rate as known (client, left_over, allowed, at)
          values ($1, $3::float8 - 1, true, clock_timestamp())
        on conflict (client) do update set
          (left_over, allowed, at) = (
            select case when filled >= 1 then filled - 1 else filled end, filled >= 1, moment
            from (select greatest(known.at, clock_timestamp()) as moment) as clock,
              lateral (select least($3::float8, known.left_over
                + extract(epoch from moment - known.at)::float8 / 60 * $2::float8) as filled) as bucket
          )
        returning allowed, left_over`,
        [key, perMinute, most],
      );
      if (row === undefined) throw new Error('The database returned no row.');
      return row.allowed ? null : ((1 - row.left_over) * 60) / perMinute;
    },
  };
}
