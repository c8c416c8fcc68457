import { readIngredient } from './ingredient.ts';
import type { ManifestParts } from './store.ts';
import { targetOf } from './uri.ts';

/** Which manifests a manifest names as those of its ingredients, as it stands there: unchecked. */
export function namedManifests({ assertions }: ManifestParts): string[] {
  return assertions.flatMap((assertion) => {
    try {
      const manifest = readIngredient(assertion)?.manifest;
      const label = manifest && targetOf(manifest.url)?.manifest;
      return label ? [label] : [];
    } catch {
      return [];
    }
  });
}

export interface IngredientGraph {
  /** Those that can be reached from the active manifest, each after all that name it. */
  readonly order: readonly string[];
  /**
   * Ways from the active manifest to each of them. A reader that follows each way by itself takes as
   * long as these numbers are large: 2^n ways fit into n manifests.
   */
  readonly ways: ReadonlyMap<string, number>;
}

/**
 * Orders the manifests of a store by who names whom.
 *
 * @param named Labels that each manifest names; a label that is none of the store's is passed over.
 * @returns null where manifests name each other in a circle.
 */
export function orderOf(
  active: string,
  named: ReadonlyMap<string, readonly string[]>,
): IngredientGraph | null {
  const done: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  // A stack of our own: the depth comes from the file.
  const stack: { label: string; next: number }[] = [{ label: active, next: 0 }];
  state.set(active, 'open');
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const child = named.get(top.label)?.[top.next++];
    if (child === undefined) {
      state.set(top.label, 'done');
      done.push(top.label);
      stack.pop();
    } else if (state.get(child) === 'open') {
      return null;
    } else if (named.has(child) && !state.has(child)) {
      state.set(child, 'open');
      stack.push({ label: child, next: 0 });
    }
  }
  const order = done.reverse();
  return { order, ways: countWays(order, named) };
}

function countWays(
  order: readonly string[],
  named: ReadonlyMap<string, readonly string[]>,
): Map<string, number> {
  const ways = new Map<string, number>(order.map((label, i) => [label, i === 0 ? 1 : 0]));
  for (const label of order) {
    const here = ways.get(label) ?? 0;
    for (const child of named.get(label) ?? []) {
      if (ways.has(child)) ways.set(child, (ways.get(child) ?? 0) + here);
    }
  }
  return ways;
}
