/**
 * What is signed for a registry, each under its own content type (RFC 9052 3.1), so that no signature over one is
 * ever taken for one over another.
 */
export const CONTENT_TYPES = {
  record: 'application/vnd.provenance.record+cbor',
  erasure: 'application/vnd.provenance.erasure+cbor',
  event: 'application/vnd.provenance.event+cbor',
  'tree-head': 'application/vnd.provenance.tree-head+cbor',
} as const;

export type SignedKind = keyof typeof CONTENT_TYPES;

export const SIGNED_KINDS = Object.keys(CONTENT_TYPES).sort() as readonly SignedKind[];
