// Signing with a key that never leaves a key service. The service here is a small HTTP server that
// really signs; a cloud KMS or an HSM takes its place.
import { createPrivateKey, type KeyObject, sign as signBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  callbackSigner,
  createDevelopmentCertificates,
  loadTrust,
  type Signer,
  sign,
  verify,
} from '@provenance/sdk';
import { generateArt } from './art.ts';

/** The key service: POST the bytes, get an ECDSA signature in DER, as a cloud KMS gives it. */
export async function startKeyService(key: KeyObject): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.end(signBytes('sha256', Buffer.concat(chunks), key));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** The signer: the certificate is public and at hand, the key is a URL. */
export function kmsSigner(url: string, certificates: string): Promise<Signer> {
  return callbackSigner({
    alg: 'ES256',
    certificates,
    sign: async (bytes, { signal } = {}) => {
      const response = await fetch(url, { method: 'POST', body: bytes, ...(signal && { signal }) });
      if (!response.ok) throw new Error(`The key service answered ${response.status}.`);
      return new Uint8Array(await response.arrayBuffer());
    },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { certificates, key, root } = await createDevelopmentCertificates({ alg: 'ES256' });
  const { url, server } = await startKeyService(createPrivateKey(key));
  const { bytes } = await sign(
    await generateArt(5),
    {
      kind: 'created',
      generator: { name: 'Example Studio', version: '1.4' },
      model: { name: 'example-diffusion', version: '2.1' },
    },
    { signer: await kmsSigner(url, certificates) },
  );
  server.close();
  const trust = await loadTrust({ anchors: root });
  console.log((await verify(bytes as Uint8Array, { trust })).verdict.sentence);
}
