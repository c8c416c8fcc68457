// A generation pipeline: every picture that leaves the model carries a signed credential.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDevelopmentCertificates, hashPrompt, pemSigner, sign } from '@provenance/sdk';
import { generateArt } from './art.ts';

/** Makes and signs a picture for each prompt. Returns the paths, and the salts to keep. */
export async function generate(
  prompts: readonly string[],
  folder: string,
): Promise<{ path: string; salt: string | undefined }[]> {
  // In production: the certificate that an authority issued to you, and its key.
  const signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
  await mkdir(folder, { recursive: true });
  return Promise.all(
    prompts.map(async (prompt, index) => {
      const picture = await generateArt(index, { width: 512, height: 512 });
      const path = join(folder, `picture-${index}.png`);
      const { sha256, salt } = await hashPrompt(prompt);
      await sign(
        picture,
        {
          kind: 'created',
          generator: { name: 'Example Studio', version: '1.4' },
          model: { name: 'example-diffusion', version: '2.1' },
          disclosure: { humanOversightLevel: 'fully_autonomous' },
          trainingMining: 'notAllowed',
          prompt: { sha256 },
          title: `picture-${index}.png`,
          when: new Date(),
        },
        { signer, output: path, overwrite: true },
      );
      return { path, salt };
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../out/pipeline/', import.meta.url));
  for (const { path } of await generate(['a nebula', 'a canyon at dusk'], folder)) {
    console.log(`signed ${path}`);
  }
}
