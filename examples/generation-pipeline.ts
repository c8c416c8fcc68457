// A generation pipeline: every picture that leaves the model carries a watermark, and a signed
// credential that names it.
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createDevelopmentCertificates,
  hashPrompt,
  type MarkItem,
  markMany,
  pemSigner,
} from '@provenance/sdk';
import { generateArt } from './art.ts';

export interface Made {
  path: string;
  /** What a stripped copy can still be recognised by; null if the picture cannot carry a mark. */
  contentId: string | null;
  /** Shows, with the prompt, that this picture came of it. */
  salt: string | undefined;
}

/** Makes, marks and signs a picture for each prompt, on all cores. Keep what it returns. */
export async function generate(
  prompts: readonly string[],
  folder: string,
  watermarkKey: Uint8Array,
): Promise<Made[]> {
  // In production: the certificate that an authority issued to you, and its key.
  const signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
  await mkdir(folder, { recursive: true });
  const made: Made[] = [];
  const pictures = picturesOf(prompts, folder);
  const options = { signer, watermarkKey, overwrite: true };
  for await (const { item, marked, error } of markMany(pictures, options)) {
    if (error) throw error;
    made.push({ path: item.output, contentId: marked.contentId, salt: item.salt });
  }
  return made;
}

/** Each when there is room for it: no more pictures are held than are worked on. */
async function* picturesOf(prompts: readonly string[], folder: string) {
  for (const [index, prompt] of prompts.entries()) {
    const { sha256, salt } = await hashPrompt(prompt);
    yield {
      input: await generateArt(index, { width: 512, height: 512 }),
      output: join(folder, `picture-${index}.png`),
      salt,
      origin: {
        kind: 'created',
        generator: { name: 'Example Studio', version: '1.4' },
        model: { name: 'example-diffusion', version: '2.1' },
        disclosure: { humanOversightLevel: 'fully_autonomous' },
        trainingMining: 'notAllowed',
        prompt: { sha256 },
        title: `picture-${index}.png`,
        when: new Date(),
      },
    } as const satisfies MarkItem & { salt: string };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../out/pipeline/', import.meta.url));
  // In production: 32 secret bytes that you made once, from your secret store.
  const key = Uint8Array.from(randomBytes(32));
  for (const { path, contentId } of await generate(['a nebula', 'a canyon'], folder, key)) {
    console.log(`marked ${path}: content id ${contentId}`);
  }
}
