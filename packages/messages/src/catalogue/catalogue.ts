import { ACTION } from './action.ts';
import { CONFLICT } from './conflict.ts';
import { DISCLOSURE } from './disclosure.ts';
import { ERROR } from './error.ts';
import { EVIDENCE } from './evidence.ts';
import { LABEL } from './label.ts';
import { PAGE } from './page.ts';
import { REASON } from './reason.ts';
import { RESOLVED } from './resolved.ts';
import { ROW } from './row.ts';
import { RULE } from './rule.ts';
import { SAID } from './said.ts';
import { STATUS } from './status.ts';
import { SUMMARY } from './summary.ts';
import { VERDICT } from './verdict.ts';

/** Every message there is, by its code. */
export const CATALOGUE = {
  ...VERDICT,
  ...SUMMARY,
  ...ROW,
  ...CONFLICT,
  ...EVIDENCE,
  ...LABEL,
  ...DISCLOSURE,
  ...RULE,
  ...SAID,
  ...ACTION,
  ...STATUS,
  ...REASON,
  ...ERROR,
  ...PAGE,
  ...RESOLVED,
};

export type Catalogue = typeof CATALOGUE;
