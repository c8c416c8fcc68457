import { userInfo } from 'node:os';
import { say } from '@provenance/messages';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

export interface OperatorOptions {
  operator?: string;
}

/**
 * Who does it, for the log: the flag, else PROVENANCE_OPERATOR, else the user of the system. Whoever has the key can
 * name anybody: it is for those who ask later, and keeps nobody from anything.
 *
 * @throws UsageError for a variable that the log cannot hold.
 */
export function operatorOf({ env }: Pick<Io, 'env'>, { operator }: OperatorOptions): string {
  if (operator !== undefined) return operator;
  const named = env.PROVENANCE_OPERATOR;
  if (!named) return userName();
  if (!isOperator(named)) throw new UsageError(say('mistake.operator'));
  return named;
}

/** As an erasure can hold it. */
export function isOperator(name: string): boolean {
  return name !== '' && Buffer.byteLength(name) <= 256 && !/[\p{Cc}\p{Cs}]/u.test(name);
}

/** In a container a user may have a number and no name. */
function userName(): string {
  try {
    const { username } = userInfo();
    if (isOperator(username)) return username;
  } catch {}
  return `uid ${process.getuid?.() ?? 'unknown'}`;
}
