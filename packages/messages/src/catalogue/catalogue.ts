import { ACTION } from './action.ts';
import { DISCLOSE } from './command/disclose.ts';
import { GUARD } from './command/guard.ts';
import { INSPECT } from './command/inspect.ts';
import { LINE } from './command/line.ts';
import { MARKING } from './command/marking.ts';
import { MISTAKE } from './command/mistake.ts';
import { REGISTRY } from './command/registry.ts';
import { REQUEST } from './command/request.ts';
import { SETUP } from './command/setup.ts';
import { TRACE } from './command/trace.ts';
import { TRUST } from './command/trust.ts';
import { CONFLICT } from './conflict.ts';
import { DISCLOSURE } from './disclosure.ts';
import { ERROR } from './error.ts';
import { EVIDENCE } from './evidence.ts';
import { IDENTITY } from './identity.ts';
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
  ...IDENTITY,
  ...LABEL,
  ...DISCLOSURE,
  ...RULE,
  ...SAID,
  ...ACTION,
  ...STATUS,
  ...REASON,
  ...ERROR,
  ...PAGE,
  ...LINE,
  ...MARKING,
  ...DISCLOSE,
  ...TRACE,
  ...REGISTRY,
  ...REQUEST,
  ...GUARD,
  ...TRUST,
  ...SETUP,
  ...INSPECT,
  ...MISTAKE,
  ...RESOLVED,
};

export type Catalogue = typeof CATALOGUE;
