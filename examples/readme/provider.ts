import { pemSigner, sign } from '@provenance/sdk';

/** Every picture leaves with a signed credential that says which model made it. */
export async function provider(certificates: string, key: string) {
  const signer = await pemSigner({ certificates, key }); // once: PEM texts, or callbackSigner for a KMS
  return async (picture: Uint8Array) => {
    const model = { name: 'example-diffusion', version: '2.1' };
    const generator = { name: 'Example Studio', version: '1.4' };
    const { bytes } = await sign(picture, { kind: 'created', model, generator }, { signer });
    return bytes;
  };
}
