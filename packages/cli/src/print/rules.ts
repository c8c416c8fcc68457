import type { RuleFinding } from '@provenance/disclosure';
import { type Language, render, say } from '@provenance/messages';
import { type Io, painter } from '../terminal/io.ts';
import { visible } from '../terminal/visible.ts';

const SIGN = { met: '✓', missing: '✗', 'not-checked': '?', outside: '–' } as const;
const COLOUR = { met: 'green', missing: 'red', 'not-checked': 'yellow', outside: 'dim' } as const;

/** What the tests of rules found, for people: a line each. */
export function rulesText(io: Io, findings: readonly RuleFinding[], language: Language): string {
  const paint = painter(io, io.stdout);
  const lines = findings.map(({ rule, result, asks, why }) => {
    const because = why === null ? '' : ` (${render(why, { language })})`;
    const text = visible(`${render(asks, { language })}${because}`);
    return `  ${paint(COLOUR[result], SIGN[result])} ${rule.padEnd(5)} ${text}\n`;
  });
  const note = paint('dim', visible(render(say('rule.note'), { language })));
  return `${lines.join('')}  ${note}\n`;
}

/** The same as JSON. */
export function rulesLine(findings: readonly RuleFinding[], language: Language) {
  return findings.map(({ rule, test, result, asks, why }) => ({
    rule,
    test,
    result,
    asks: render(asks, { language }),
    why: why && { ...why, sentence: render(why, { language }) },
  }));
}
