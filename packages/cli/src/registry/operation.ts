import type { Operation } from '@provenance/registry';
import { type OperatorOptions, operatorOf } from '../options/operator.ts';
import type { Io } from '../terminal/io.ts';
import { type IssuerOptions, withIssuer } from './issuer.ts';

/** Flags of what is done with all of a registry. */
export interface LoggedOptions extends IssuerOptions, OperatorOptions {
  /** Write nothing into the log: no key is needed then. */
  unlogged?: boolean;
}

/** Writes into the log of the registry in force who sets out to do it, before anything is done. */
export async function loggedOperation(
  io: Io,
  what: Operation,
  options: LoggedOptions,
): Promise<void> {
  if (options.unlogged) return;
  const by = operatorOf(io, options);
  await withIssuer(io, options, async (registry) => {
    const { logOperation } = await import('@provenance/registry');
    await logOperation(registry, what, by);
    return 0;
  });
}
