import type { IssuerRegistry } from '@provenance/registry';
import { createGuard, mark, type Signer } from '@provenance/sdk';

/** Every picture is held against the list of protected works before it leaves. */
export async function guarded(registry: IssuerRegistry, signer: Signer, watermarkKey: Uint8Array) {
  const guard = createGuard({ registry, action: 'block' }); // once
  await guard.refresh(); // else the first output waits for the list
  const generator = { name: 'Example Studio', version: '1.4' };
  return async (picture: Uint8Array) => {
    const origin = { kind: 'created', generator } as const;
    const marked = await mark(picture, origin, { signer, watermarkKey, guard }); // or GUARD_BLOCKED
    return marked.guard?.status; // 'clear', or 'unchecked' for what has no pixels and no text
  };
}
