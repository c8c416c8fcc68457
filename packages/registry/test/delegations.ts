import { generateKeyPairSync } from 'node:crypto';
import { COSE_ALGORITHM, parseCertificates, type SigningAlgorithm } from '@provenance/cose';
import {
  type Cbor,
  cborMap,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import { encodeSign1, HEADER, sigStructure } from '@provenance/cose/sign1';
import type { DelegatingSigner } from '../src/signed/record-key.ts';

const LABEL = 'PROVENANCE RECORD KEY DELEGATION';

export function bytesOf(delegation: string): Uint8Array {
  return Uint8Array.from(Buffer.from(delegation.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64'));
}

export function textOf(bytes: Uint8Array): string {
  return `-----BEGIN ${LABEL}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${LABEL}-----\n`;
}

/** The parts of one, as they were signed. */
export function partsOf(delegation: string) {
  const [header, , payload, signature] = decodeDeterministic(bytesOf(delegation).subarray(1)) as [
    Uint8Array,
    Cbor,
    Uint8Array,
    Uint8Array,
  ];
  const decoded = (bytes: Uint8Array) => new Map(decodeDeterministic(bytes) as Map<string, Cbor>);
  return { header, payload, signature, fields: decoded(payload) };
}

export interface Said {
  readonly header?: (header: Map<number, Cbor>) => void;
  readonly fields?: Readonly<Record<string, Cbor>>;
  readonly alg?: SigningAlgorithm;
}

/** A statement that its signer has signed, whatever it says: what an attacker could make who has that signer's key. */
export async function say(signer: DelegatingSigner, said: Said = {}): Promise<string> {
  const chain = parseCertificates(signer.certificates).map(({ x509 }) => Uint8Array.from(x509.raw));
  const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  const now = Date.now();
  const map = new Map<number, Cbor>([
    [HEADER.alg, COSE_ALGORITHM[said.alg ?? (signer.alg as SigningAlgorithm)]],
    [HEADER.contentType, 'application/vnd.provenance.record-key+cbor'],
    [HEADER.x5chain, chain.length === 1 ? chain[0]! : chain],
  ]);
  said.header?.(map);
  const header = encodeDeterministic(map);
  const payload = encodeDeterministic(
    cborMap({
      version: 1,
      purpose: 'record-key',
      publicKey: Uint8Array.from(Buffer.from(x!, 'base64url')),
      validFrom: new Date(now).toISOString(),
      validUntil: new Date(now + 86_400_000).toISOString(),
      signs: ['erasure', 'event', 'record', 'tree-head'],
      ...said.fields,
    }),
  );
  const signature = await signer.sign(sigStructure(header, payload));
  return textOf(encodeSign1(header, new Map(), payload, signature));
}
