/**
 * Contexts by which a token is predicted from what came before in the same text, as places before it: the
 * last of them count first. Those that leave out the last token predict the rows of a table.
 */
const CONTEXTS = [[3, 2, 1], [2, 1], [3, 2], [1], [2]];
/** What a token that nothing before predicts may carry: that of a choice with probability 1/20. */
const NOVEL = harmonic(20) - 1;
/** Tokens that are looked at: enough for a mean. */
const MOST_TOKENS = 20_000;

/**
 * Whether a text could have carried as much evidence per token, as far as the text itself tells: every
 * token is predicted from where the one to three tokens before it stood before. A token of probability p adds
 * H(1/p) - 1, H being the harmonic number. Lists, tables and repeated phrases carry little; that a
 * language model predicts far more than this, the text alone does not show.
 *
 * No token takes anything away, so a text is read until it is enough: of prose, the first page.
 *
 * @param scored which tokens are scored
 * @param evidence the mean over scored tokens that is asked for
 */
export function couldCarry(tokens: Int32Array, scored: Uint8Array, evidence: number): boolean {
  const end = Math.min(tokens.length, MOST_TOKENS);
  let count = 0;
  for (let i = 0; i < end; i++) count += scored[i]!;
  if (count === 0) return false;
  const seen = new Map<string, { total: number; next: Map<number, number> }>();
  let sum = 0;
  for (let i = 0; i < end; i++) {
    const token = tokens[i]!;
    let probability = 0;
    for (const [kind, places] of CONTEXTS.entries()) {
      if (i < places[0]!) continue;
      const name = `${kind} ${places.map((place) => tokens[i - place]).join()}`;
      const context = seen.get(name);
      if (context !== undefined && probability === 0) {
        probability = (context.next.get(token) ?? 0) / (context.total + 1);
      }
      const kept = context ?? { total: 0, next: new Map() };
      kept.total++;
      kept.next.set(token, (kept.next.get(token) ?? 0) + 1);
      seen.set(name, kept);
    }
    if (!scored[i]) continue;
    sum += probability === 0 ? NOVEL : Math.min(NOVEL, harmonic(1 / probability) - 1);
    if (sum >= evidence * count) return true;
  }
  return false;
}

/** H(x), the harmonic number continued to real x >= 1: within 1e-4. */
function harmonic(x: number): number {
  const y = x + 1;
  return Math.log(y) + 0.5772156649015329 - 1 / (2 * y) - 1 / (12 * y * y);
}
