import { loadTrust, type NamedWatermarkKey, verify } from '@provenance/sdk';

/** Hostile bytes in, an answer that can be explained out. */
export async function platform(trustListPem: string, keys: NamedWatermarkKey[] = []) {
  const trust = await loadTrust({ anchors: trustListPem }); // once: PEM text, or a path to it
  const marks = keys.length > 0 && { watermark: { keys } }; // no key: left out, an empty list is refused
  return async (upload: Uint8Array) => {
    const signal = AbortSignal.timeout(10_000);
    const limits = { trust, signal, maxBytes: 20_000_000 };
    const { verdict, evidence } = await verify(upload, { ...limits, ...marks });
    const { origin, integrity, assurance, sentence } = verdict; // 'ai-generated', 'intact', …
    const because = evidence.map((entry) => entry.statement);
    return { label: origin.kind, integrity, assurance, sentence, because };
  };
}
