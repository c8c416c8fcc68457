import { createPublicKey, X509Certificate } from 'node:crypto';
import { checkSigningCertificate, pemSigner, type Signer } from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import { isKeyReference, kmsSigner, openKey, type ServiceKey } from '@provenance/kms';
import { namedKey, namedText } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';

/** A key and its certificates, and where they are named. */
interface NamedKey {
  /** A PEM file, or a key in a service: see `openKey` of @provenance/kms. */
  readonly key: string;
  /** A PEM file. */
  readonly certificates: string;
  readonly timestampUrl?: string | undefined;
  /** The flags or fields that name the two. */
  readonly named: { readonly key: string; readonly certificates: string };
}

/** @throws UsageError if a file cannot be read; ProvenanceError CERTIFICATE_*, KEY_*, SIGNER_FAILED. */
export async function keySigner(
  io: Io,
  { key, certificates: path, timestampUrl, named }: NamedKey,
): Promise<Signer> {
  const certificates = await namedText(io, named.certificates, path);
  const stamped = timestampUrl === undefined ? {} : { timestampUrl };
  if (isKeyReference(key)) {
    return kmsSigner(await serviceKey(io, key), { certificates, ...stamped });
  }
  return pemSigner({ certificates, key: await namedKey(io, named.key, key), ...stamped });
}

/** The key of a service, with the PIN of the environment. @throws ProvenanceError KEY_MALFORMED, SIGNER_FAILED. */
export function serviceKey({ env }: Io, reference: string): Promise<ServiceKey> {
  const pin = env.PROVENANCE_PKCS11_PIN;
  return openKey(reference, pin ? { pin } : {});
}

/**
 * Holds a certificate against the rules, and against a key where one is given.
 *
 * @throws UsageError if a file cannot be read; ProvenanceError CERTIFICATE_*, KEY_*, SIGNER_FAILED.
 */
export async function checkCertificateOf(io: Io, pem: string, key?: string): Promise<void> {
  if (key === undefined || !isKeyReference(key)) {
    const held = key === undefined ? {} : { key: await namedKey(io, '--signer-key', key) };
    await checkSigningCertificate(pem, held);
    return;
  }
  await checkSigningCertificate(pem, {});
  const { signal } = io;
  const publicKey = createPublicKey(await (await serviceKey(io, key)).publicKey({ signal }));
  const { publicKey: certified } = new X509Certificate(pem);
  // Never asked of keys of two kinds: that leaves an error in OpenSSL that Node 20 takes for one of the next key.
  const isSameKind = publicKey.asymmetricKeyType === certified.asymmetricKeyType;
  if (!isSameKind || !publicKey.equals(certified)) throw new ProvenanceError('KEY_MISMATCH');
}
