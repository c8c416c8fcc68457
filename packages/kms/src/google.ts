import { KeyManagementServiceClient } from '@google-cloud/kms';
import { hashOf } from '@provenance/cose';
import { bounded, failed } from './bounded.ts';
import { digestFor } from './digest.ts';
import type { KeyOptions, ServiceKey } from './key.ts';

const SERVICE = 'Google Cloud KMS';
const VERSION =
  /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+\/cryptoKeyVersions\/\d+$/;

/** What a call may end with: status codes of gRPC, and what they are over REST. */
const STATUS: Readonly<Record<number, string>> = {
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  16: 'UNAUTHENTICATED',
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

export interface GoogleKeyOptions extends KeyOptions {
  /** Default: one with the application default credentials, over REST. */
  readonly client?: KeyManagementServiceClient;
}

/**
 * A version of a key of Google Cloud KMS, whose purpose is `ASYMMETRIC_SIGN`. Needs the permission
 * `cloudkms.cryptoKeyVersions.useToSign`, and `viewPublicKey` for certificate requests. The version's algorithm
 * decides how it signs; where that is another than the certificate's, the service refuses the digest.
 *
 * @param name `projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/N`.
 * @throws TypeError for a name that is none of a version.
 */
export function googleKey(name: string, { client, seconds }: GoogleKeyOptions = {}): ServiceKey {
  if (!VERSION.test(name)) {
    throw new TypeError(
      'name must be projects/…/locations/…/keyRings/…/cryptoKeys/…/cryptoKeyVersions/N.',
    );
  }
  // Where it makes one of its own, the library looks for credentials at once, in the network too.
  let own: KeyManagementServiceClient | undefined;
  const kms = () => {
    own ??= client ?? new KeyManagementServiceClient({ fallback: true });
    return own;
  };
  const bounds = { service: SERVICE, seconds, reason };
  // The client takes no signal: a call that was given up ends by its own limit.
  const call = seconds === undefined ? {} : { timeout: seconds * 1000 };
  return {
    service: SERVICE,
    publicKey: ({ signal } = {}) =>
      bounded({ ...bounds, signal }, async () => {
        const [{ pem }] = await kms().getPublicKey({ name }, call);
        if (!pem) throw failed(SERVICE, 'the answer holds no public key');
        return pem;
      }),
    // Its checksums are left out: whoever signs checks the signature with the certificate, which holds more.
    sign: (bytes, alg, { signal } = {}) =>
      bounded({ ...bounds, signal }, async () => {
        const digest = digestFor(alg, bytes);
        const what =
          digest === null ? { data: bytes } : { digest: { [String(hashOf(alg))]: digest } };
        const [{ signature }] = await kms().asymmetricSign({ name, ...what }, call);
        if (!signature?.length) throw failed(SERVICE, 'the answer holds no signature');
        return typeof signature === 'string' ? Buffer.from(signature, 'base64') : signature;
      }),
  };
}

function reason(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  if (/default credentials/.test(error.message)) return 'no credentials were found';
  return typeof code === 'number' ? STATUS[code] : undefined;
}
