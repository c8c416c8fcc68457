import { createHash } from 'node:crypto';

/** What the server has said that it has, and what must be found from then on. */
export type Promised =
  | { readonly kind: 'record'; readonly contentId: string; readonly sha256: string }
  | { readonly kind: 'deposit'; readonly label: string; readonly sha256: string }
  | { readonly kind: 'deleted'; readonly label: string };

/** A request as this load sends it; null: the connection broke, and nothing was promised. */
export type Ask = (
  path: string,
  request?: RequestInit,
) => Promise<{ status: number; headers: Headers; bytes: Uint8Array } | null>;

/** All that was acknowledged, over all lives of the server. */
export class Ledger {
  readonly #kept = new Map<string, Promised>();

  add(promised: Promised): void {
    this.#kept.set(nameOf(promised), promised);
  }

  /** @param name Content id or label. */
  get(name: string): Promised | undefined {
    return this.#kept.get(name);
  }

  /** What is on its way in or out: neither there nor gone, until the answer comes. */
  forget(name: string): void {
    this.#kept.delete(name);
  }

  get all(): Promised[] {
    return [...this.#kept.values()];
  }

  count(kind: Promised['kind']): number {
    return this.all.filter((each) => each.kind === kind).length;
  }

  /** Of a kind, one of them; undefined where there is none yet. */
  some<K extends Promised['kind']>(
    kind: K,
    random: () => number,
  ): Extract<Promised, { kind: K }> | undefined {
    const of = this.all.filter(
      (each): each is Extract<Promised, { kind: K }> => each.kind === kind,
    );
    return of[Math.floor(random() * of.length)];
  }
}

const nameOf = (promised: Promised) =>
  promised.kind === 'record' ? promised.contentId : promised.label;

/** Why a promise is not held; null where it is, or the connection broke. */
export async function broken(promised: Promised, ask: Ask): Promise<string | null> {
  if (promised.kind === 'record') {
    const { contentId, sha256 } = promised;
    const byId = await ask(`/v1/trace/${contentId}`);
    if (byId !== null && byId.status !== 200) return `record ${contentId}: ${byId.status}`;
    const byHash = await ask(`/v1/trace?sha256=${sha256}`);
    if (byHash === null || byHash.status === 200) return null;
    return `record of the bytes of ${contentId}: ${byHash.status}`;
  }
  const { label } = promised;
  const got = await ask(`/v1/manifests/${encodeURIComponent(label)}`);
  if (got === null) return null;
  if (promised.kind === 'deleted') {
    return got.status === 404 ? null : `deleted store ${label}: ${got.status}`;
  }
  if (got.status !== 200) return `store ${label}: ${got.status}`;
  return sha256Of(got.bytes) === promised.sha256 ? null : `store ${label}: other bytes`;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
