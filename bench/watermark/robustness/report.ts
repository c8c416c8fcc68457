import { table } from '../../results.ts';
import { CODE_LENGTH } from '../internals.ts';
import type { Rate, Tally } from './tally.ts';
import type { Outcome } from './trial.ts';

/** What was run, in words. */
export interface Conditions {
  readonly description: string;
  readonly visibility: string;
  readonly strength: string;
  readonly effort: string;
  readonly seconds: number;
  readonly environment: string;
}

export function robustnessText(
  conditions: Conditions,
  outcomes: readonly Outcome[],
  { all, heldOut, kinds, groups, attacks, wrong }: Tally,
): string {
  const decibels = outcomes.map(({ psnr }) => psnr);
  const mean = decibels.reduce((sum, value) => sum + value, 0) / decibels.length;
  const refused = outcomes.filter(({ survives }) => !survives).map(({ name }) => name);
  return `# Robustness of the watermark

${[
  `- ${conditions.description}`,
  `- visibility \`${conditions.visibility}\`, ${conditions.strength}: PSNR mean ${mean.toFixed(1)} dB, least ${Math.min(...decibels).toFixed(1)} dB; a random key and a random payload of 64 bits a picture`,
  `- blind, effort \`${conditions.effort}\`, the same call for all attacks; exact is the whole payload with the decision "present"`,
  `- exact: ${all.exact} of ${all.trials}, **${rateText(all)}**; on held-out pictures ${heldOut ? `${heldOut.exact} of ${heldOut.trials}, ${rateText(heldOut)}` : 'none'}; wrong payloads: ${wrong}`,
  `- the embedder says that these cannot carry a mark: ${refused.join(', ') || 'none'}; they are counted all the same`,
  `- code bits: the share of the ${CODE_LENGTH} that was right before correction, where the payload was read; the detector tells nothing of the rest`,
  `- ${conditions.environment}; ${conditions.seconds.toFixed(0)} s`,
].join('\n')}

${table(
  ['group', 'exact', '95 % interval', 'trials', 'worst attack'],
  groups.map((row) => [
    row.group,
    ...cells(row),
    String(row.trials),
    `${row.worst.attack}: ${cells(row.worst)[0]}`,
  ]),
)}

${table(
  ['kind of picture', 'exact', '95 % interval', 'trials'],
  kinds.map((row) => [row.kind, ...cells(row), String(row.trials)]),
)}

${groups
  .map(
    ({ group }) => `## ${group}

${table(
  ['attack', 'exact', '95 % interval', 'code bits', 'detector', 'failures'],
  attacks
    .filter((row) => row.group === group)
    .map((row) => [
      row.attack,
      ...cells(row),
      row.codeBits === null ? '' : `${(100 * row.codeBits).toFixed(1)} %`,
      `${row.milliseconds.toFixed(0)} ms`,
      row.failures.join(' '),
    ]),
)}
`,
  )
  .join('\n')}`;
}

function cells({ exact, trials, interval }: Rate): string[] {
  const [low, high] = interval.map((rate) => (100 * rate).toFixed(0));
  return [`${((100 * exact) / trials).toFixed(exact === trials ? 0 : 1)} %`, `${low}–${high}`];
}

function rateText(rate: Rate): string {
  const [share, interval] = cells(rate);
  return `${share} (${interval})`;
}
