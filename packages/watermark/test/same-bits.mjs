// What must come out the same wherever the watermark runs. Plain JavaScript that imports nothing: it
// is run as it is by Node, by a worker thread, by a browser's page and by a Web Worker.

/**
 * @typedef {{ name: string, image: import('../src/index.ts').Image, mark: boolean,
 *   visibility?: import('../src/index.ts').Visibility }} Case
 *   `mark`: hide the payload in it first, then read it; otherwise read it as it is
 */

/**
 * @param {typeof import('../src/index.ts')} watermark the module, from wherever it was loaded
 * @param {{ key: Uint8Array, payload: Uint8Array, cases: readonly Case[] }} input
 * @returns for each case the SHA-256 of its samples, what embedding said and what detection found, the
 *   numbers to their last bit. The PSNR is left out: it comes from the engine's logarithm and decides
 *   nothing.
 */
export async function sameBits({ createPlan, embed, detect }, { key, payload, cases }) {
  const plan = createPlan(key);
  const results = [];
  for (const { name, image, mark, visibility = 'balanced' } of cases) {
    const options = { jpeg: 75, visibility };
    const { data, psnr, ...embedding } = mark
      ? embed(image, plan, payload, options)
      : { data: image.data };
    const found = detect({ ...image, data }, plan, { localise: true });
    results.push({ name, samples: await sha256(data), embedding, detection: plain(found) });
  }
  return results;
}

/** Typed arrays as lists: what JSON can carry. */
function plain(detection) {
  return JSON.parse(
    JSON.stringify(detection, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value)),
  );
}

/** Samples of 16 bits as they lie in memory, little-endian nearly everywhere. */
async function sha256({ buffer, byteOffset, byteLength }) {
  const samples = new Uint8Array(buffer, byteOffset, byteLength);
  const digest = await crypto.subtle.digest('SHA-256', samples);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
