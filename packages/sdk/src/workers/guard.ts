import type { GuardAction } from '@provenance/registry';
import type { GuardedLook } from '../content/guarded.ts';
import type { GuardOutcome, OutputGuard } from '../marking/guard.ts';

type Ask = (question: string, ...parameters: unknown[]) => Promise<unknown>;

/** In a worker: the guard that lies with the process that started it. The list is there once, whatever works. */
export function askedGuard(ask: Ask, action: GuardAction): OutputGuard {
  return {
    action,
    check: (look, contentId) => ask('guard', look, contentId) as Promise<GuardOutcome>,
  };
}

/** In the process that started the worker. */
export function answerGuard(
  guard: OutputGuard,
  parameters: readonly unknown[],
): Promise<GuardOutcome> {
  const [look, contentId] = parameters as readonly [GuardedLook | null, string | null];
  return guard.check(look, contentId);
}
