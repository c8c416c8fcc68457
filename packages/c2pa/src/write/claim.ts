import { encodeCbor } from '@provenance/cose/cbor';
import type { HashedUri } from '../store/jumbf.ts';

export interface Claim {
  readonly instanceId: string;
  readonly generator: Readonly<Record<string, unknown>>;
  readonly title: string | undefined;
  readonly assertions: readonly HashedUri[];
}

/**
 * A claim of version 2 (C2PA 2.4 clause 10.3.2.2). All assertions are the generator's own. The
 * signature is named relative to the manifest, which spares the manifest's label.
 */
export function encodeClaim({ instanceId, generator, title, assertions }: Claim): Uint8Array {
  return encodeCbor({
    instanceID: instanceId,
    claim_generator_info: generator,
    signature: 'self#jumbf=c2pa.signature',
    created_assertions: assertions,
    alg: 'sha256',
    ...(title === undefined ? {} : { 'dc:title': title }),
  });
}
