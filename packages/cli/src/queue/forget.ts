import type { Statements } from '@provenance/registry/statements';
import { QUEUE_SCHEMA } from './boss.ts';

const JOBS = `${QUEUE_SCHEMA}.job`;
const FUNCTION = `${QUEUE_SCHEMA}.forget_addresses`;
/** Makes one worker at a time make the trigger: `if not exists` is not safe against another one. */
const LOCK = 0x7072_6f77;
/** How long a job that failed for good keeps its addresses: the longest that AWS lets a signed one live. */
export const FORGOTTEN_AFTER_DAYS = 7;

/**
 * Makes the database take the addresses out of a job in the statement that says that it is done, whichever worker says
 * it and whenever that one is killed. The places that people are shown stay.
 */
export async function forgetWhenDone({ run }: Pick<Statements, 'run'>): Promise<void> {
  await run(`select pg_advisory_xact_lock(${LOCK});
    create or replace function ${FUNCTION}() returns trigger language plpgsql as $$
      begin
        new.data := new.data - 'addresses';
        return new;
      end
    $$;
    do $$
      begin
        if not exists (
          select from pg_trigger where tgrelid = '${JOBS}'::regclass and tgname = 'forget_addresses'
        ) then
          create trigger forget_addresses before update of state on ${JOBS}
          for each row when (new.state = 'completed' and new.data ? 'addresses')
          execute function ${FUNCTION}();
        end if;
      end
    $$;`);
}

/** Takes out the addresses of jobs that were done before there was the trigger, and of those that failed too long ago. */
export async function forgetOld({ run }: Pick<Statements, 'run'>, queue: string): Promise<void> {
  await run(
    `update ${JOBS} set data = data - 'addresses'
    where name = $1 and data ? 'addresses' and (
      state = 'completed'
      or (state = 'failed' and completed_on < now() - make_interval(days => ${FORGOTTEN_AFTER_DAYS}))
    )`,
    [queue],
  );
}
