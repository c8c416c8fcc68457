import { mark, pemSigner } from '@provenance/sdk';

/** Every picture leaves with a watermark, and a signed credential that names it and the model. */
export async function provider(certificates: string, pem: string, watermarkKey: Uint8Array) {
  const signer = await pemSigner({ certificates, key: pem }); // once: PEM texts, or callbackSigner for a KMS
  return async (picture: Uint8Array) => {
    const model = { name: 'example-diffusion', version: '2.1' };
    const generator = { name: 'Example Studio', version: '1.4' };
    const { bytes, contentId } = await mark(
      picture,
      { kind: 'created', model, generator },
      { signer, watermarkKey }, // 32 secret bytes
    );
    return { bytes, contentId };
  };
}
