import { say } from '@provenance/messages';
import type { IssuerRegistry } from '@provenance/registry';
import { createGuard, type Guard } from '@provenance/sdk';
import type { LoadedConfig } from '../config/config.ts';
import { UsageError } from '../terminal/usage-error.ts';

/**
 * The guard of the configuration; null: there is none.
 *
 * @param open the registry, as its issuer; null: none is in force.
 * @throws UsageError without a registry: to go on unguarded would not be what was meant.
 */
export function guardOf(
  { guard }: Pick<LoadedConfig, 'guard'>,
  open: (() => Promise<IssuerRegistry>) | null,
): Guard | null {
  if (guard === undefined) return null;
  if (open === null) throw new UsageError(say('mistake.guard-without-registry'));
  return createGuard({ ...guard, registry: open });
}
