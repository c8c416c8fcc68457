import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { SigningAlgorithm } from '@provenance/cose';
import { bounded, failed } from './bounded.ts';
import { digestFor } from './digest.ts';
import type { KeyOptions, ServiceKey } from './key.ts';

const SERVICE = 'AWS KMS';

/** The longest message that `Sign` takes as it is. */
const MOST_RAW_BYTES = 4096;

const ALGORITHMS = {
  ES256: 'ECDSA_SHA_256',
  ES384: 'ECDSA_SHA_384',
  ES512: 'ECDSA_SHA_512',
  PS256: 'RSASSA_PSS_SHA_256',
  PS384: 'RSASSA_PSS_SHA_384',
  PS512: 'RSASSA_PSS_SHA_512',
  Ed25519: 'ED25519_SHA_512',
} as const satisfies Record<SigningAlgorithm, string>;

export interface AwsKeyOptions extends KeyOptions {
  /** Default: one of the environment or profile, in the region of the key where `id` is an ARN. */
  readonly client?: KMSClient;
}

/**
 * A key of AWS KMS. Its policy must allow `kms:Sign`, and `kms:GetPublicKey` for certificate requests.
 *
 * @param id Id, ARN, or alias as `alias/signing`.
 */
export function awsKey(id: string, { client, seconds }: AwsKeyOptions = {}): ServiceKey {
  const [, region] = /^arn:[\w-]+:kms:([\w-]+):/.exec(id) ?? [];
  const kms = client ?? new KMSClient(region === undefined ? {} : { region });
  const bounds = { service: SERVICE, seconds };
  return {
    service: SERVICE,
    publicKey: ({ signal } = {}) =>
      bounded({ ...bounds, signal }, async (abortSignal) => {
        const command = new GetPublicKeyCommand({ KeyId: id });
        const { PublicKey } = await kms.send(command, { abortSignal });
        if (PublicKey === undefined) throw failed(SERVICE, 'the answer holds no public key');
        const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
        return key.export({ type: 'spki', format: 'pem' }) as string;
      }),
    sign: (bytes, alg, { signal } = {}) =>
      bounded({ ...bounds, signal }, async (abortSignal) => {
        const digest = digestFor(alg, bytes);
        if (digest === null && bytes.length > MOST_RAW_BYTES) {
          throw failed(SERVICE, `it signs at most ${MOST_RAW_BYTES} bytes with an Ed25519 key`);
        }
        const command = new SignCommand({
          KeyId: id,
          Message: digest ?? bytes,
          MessageType: digest === null ? 'RAW' : 'DIGEST',
          SigningAlgorithm: ALGORITHMS[alg],
        });
        const { Signature } = await kms.send(command, { abortSignal });
        if (Signature === undefined) throw failed(SERVICE, 'the answer holds no signature');
        return Signature;
      }),
  };
}
