import { createPublicKey } from 'node:crypto';
import {
  CryptographyClient,
  type CryptographyClientOptions,
  type JsonWebKey,
  KeyClient,
} from '@azure/keyvault-keys';
import { bounded, failed } from './bounded.ts';
import { digestFor } from './digest.ts';
import type { KeyOptions, ServiceKey } from './key.ts';

const SERVICE = 'Azure Key Vault';

/** What both clients take as credential, without a package more to name it by. */
type Credential = ConstructorParameters<typeof KeyClient>[1];

export interface AzureKeyOptions extends KeyOptions {
  /** Default: `DefaultAzureCredential` of @azure/identity. */
  readonly credential?: Credential;
  /** For the clients of @azure/keyvault-keys. */
  readonly clientOptions?: CryptographyClientOptions;
}

/**
 * A key of Azure Key Vault or of a Managed HSM. Needs the permission `sign`, and `get` for certificate requests. Neither has
 * Ed25519.
 *
 * @param id `https://VAULT.vault.azure.net/keys/NAME/VERSION`. Name the version: a certificate is for one key.
 * @throws TypeError for an id that is none.
 */
export function azureKey(
  id: string,
  { credential, clientOptions = {}, seconds }: AzureKeyOptions = {},
): ServiceKey {
  const { vault, name, version } = partsOf(id);
  const bounds = { service: SERVICE, seconds };
  let found: Promise<Credential> | undefined;
  const credentialInUse = () => {
    found ??= credential === undefined ? defaultCredential() : Promise.resolve(credential);
    return found;
  };
  let signing: CryptographyClient | undefined;
  return {
    service: SERVICE,
    publicKey: ({ signal } = {}) =>
      bounded({ ...bounds, signal }, async (abortSignal) => {
        const client = new KeyClient(vault, await credentialInUse(), { ...clientOptions });
        const { key } = await client.getKey(name, { version, abortSignal });
        if (key === undefined) throw failed(SERVICE, 'the answer holds no public key');
        return pemOf(key);
      }),
    sign: (bytes, alg, { signal } = {}) =>
      bounded({ ...bounds, signal }, async (abortSignal) => {
        const digest = digestFor(alg, bytes);
        if (digest === null) throw failed(SERVICE, `it has no ${alg}`);
        // With the id alone it would fetch the key first: a call and a permission more.
        const key = { id, name, properties: { name, vaultUrl: vault, version } };
        signing ??= new CryptographyClient(key, await credentialInUse(), { ...clientOptions });
        return (await signing.sign(alg, digest, { abortSignal })).result;
      }),
  };
}

async function defaultCredential(): Promise<Credential> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential();
}

function partsOf(id: string) {
  const url = URL.canParse(id) ? new URL(id) : null;
  const [, name, version] = /^\/keys\/([\w-]+)\/(\w+)$/.exec(url?.pathname ?? '') ?? [];
  if (url?.protocol !== 'https:' || name === undefined || version === undefined) {
    throw new TypeError('id must be https://VAULT.vault.azure.net/keys/NAME/VERSION.');
  }
  return { vault: url.origin, name, version };
}

/** Keys of an HSM are of the type `EC-HSM` or `RSA-HSM`. */
function pemOf({ kty = '', crv, x, y, n, e }: JsonWebKey): string {
  const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('base64url');
  const type = kty.replace(/-HSM$/, '');
  const numbers =
    type === 'EC' ? { crv: String(crv), x: text(x), y: text(y) } : { n: text(n), e: text(e) };
  const key = createPublicKey({ key: { kty: type, ...numbers }, format: 'jwk' });
  return key.export({ type: 'spki', format: 'pem' }) as string;
}
