import type { Attack } from './attack.ts';
import { bindingAttacks } from './bindings.ts';
import { costAttacks } from './costs.ts';
import { signerAttacks } from './signers.ts';
import { statementAttacks } from './statements.ts';
import { textAttacks } from './texts.ts';

/** Every attack that was found or thought of, each with an honest twin. */
export const ATTACKS: readonly Attack[] = [
  ...statementAttacks,
  ...bindingAttacks,
  ...signerAttacks,
  ...costAttacks,
  ...textAttacks,
];
