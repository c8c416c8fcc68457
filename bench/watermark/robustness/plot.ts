import type { AttackRow } from './tally.ts';

const ROW = 16;
const LABEL = 250;
const BAR = 400;

/** Bars of the exact rates by attack, each with its interval; a group begins with its name. */
export function robustnessPlot(title: string, attacks: readonly AttackRow[]): string {
  const parts: string[] = [];
  let y = 46;
  let group = '';
  for (const { attack, group: of, exact, trials, interval } of attacks) {
    if (of !== group) {
      group = of;
      y += 8;
      parts.push(`<text x="${LABEL}" y="${y + 12}" class="group">${escaped(group)}</text>`);
      y += ROW + 4;
    }
    const rate = exact / trials;
    const [low, high] = interval.map((value) => at(value));
    const middle = y + ROW / 2;
    parts.push(
      `<text x="${LABEL - 8}" y="${y + 12}" class="name">${escaped(attack)}</text>`,
      `<rect x="${LABEL}" y="${y + 2}" width="${(at(rate) - LABEL).toFixed(1)}" height="${ROW - 4}" fill="${rate >= 0.95 ? '#2a7f62' : rate >= 0.5 ? '#d9a441' : '#c1443c'}"/>`,
      `<path d="M${low!.toFixed(1)} ${middle}H${high!.toFixed(1)}" stroke="#000" stroke-opacity=".6"/>`,
      `<text x="${LABEL + BAR + 8}" y="${y + 12}">${(100 * rate).toFixed(0)} %</text>`,
    );
    y += ROW;
  }
  const width = LABEL + BAR + 60;
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (value) => `<path d="M${at(value)} 40V${y}" stroke="#ccc"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 12}" font-family="sans-serif" font-size="11">
<style>.name{text-anchor:end}.group{font-weight:bold}.title{font-size:13px}</style>
<rect width="100%" height="100%" fill="#fff"/>
<text x="12" y="24" class="title">${escaped(title)}</text>
${[...grid, ...parts].join('\n')}
</svg>
`;
}

const at = (rate: number) => LABEL + rate * BAR;

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
