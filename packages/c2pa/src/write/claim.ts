import { encodeCbor } from '@provenance/cose/cbor';
import type { HashedUri } from '../store/jumbf.ts';

export interface Claim {
  /** Of its manifest. */
  readonly label: string;
  readonly instanceId: string;
  readonly generator: Readonly<Record<string, unknown>>;
  readonly title: string | undefined;
  readonly assertions: readonly HashedUri[];
}

/**
 * A claim of version 2 (C2PA 2.4 clause 10.3.2.2). All assertions are the generator's own. The signature
 * is named from the store on: c2pa-rs 0.92 takes a name relative to the manifest for none.
 */
export function encodeClaim({
  label,
  instanceId,
  generator,
  title,
  assertions,
}: Claim): Uint8Array {
  return encodeCbor({
    instanceID: instanceId,
    claim_generator_info: generator,
    signature: `self#jumbf=/c2pa/${label}/c2pa.signature`,
    created_assertions: assertions,
    alg: 'sha256',
    ...(title === undefined ? {} : { 'dc:title': title }),
  });
}
