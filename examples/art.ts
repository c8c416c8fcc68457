// Generated art, made by code: a domain-warped noise landscape (after Inigo Quilez, "Domain
// warping", 2002). It stands for what an image model returns.
import sharp from 'sharp';

/** An 8-bit RGB picture as a PNG file. The seed chooses the picture. */
export async function generateArt(
  seed: number,
  { width = 960, height = 640 }: { width?: number; height?: number } = {},
): Promise<Uint8Array> {
  const pixels = new Uint8Array(width * height * 3);
  const scale = 3.2 / height;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const u = x * scale;
      const v = y * scale;
      const a = turbulence(u + 11.3, v, seed);
      const b = turbulence(u, v + 5.2, seed + 1);
      const warped = turbulence(u + 2.6 * a, v + 2.6 * b, seed + 2);
      const sky = 1 - y / height;
      const light = warped ** 2 * 1.6 + 0.12 * sky;
      pixels[i] = tone(0.08 + 1.05 * light + 0.35 * a * sky);
      pixels[i + 1] = tone(0.1 + 0.85 * light * (0.55 + 0.6 * b));
      pixels[i + 2] = tone(0.2 + 0.7 * light * (1.25 - a) + 0.25 * sky);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** Five octaves of value noise, 0 to 1. */
function turbulence(x: number, y: number, seed: number): number {
  let sum = 0;
  for (let octave = 0, gain = 0.5, pitch = 1; octave < 5; octave++, gain /= 2, pitch *= 2.03) {
    sum += gain * noise(x * pitch, y * pitch, seed + octave * 101);
  }
  return sum;
}

function noise(x: number, y: number, seed: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const u = fade(x - x0);
  const v = fade(y - y0);
  const top = lattice(x0, y0, seed) * (1 - u) + lattice(x0 + 1, y0, seed) * u;
  const bottom = lattice(x0, y0 + 1, seed) * (1 - u) + lattice(x0 + 1, y0 + 1, seed) * u;
  return top * (1 - v) + bottom * v;
}

function lattice(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

const fade = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10);
const tone = (value: number): number => Math.round(255 * Math.min(1, Math.max(0, value)) ** 0.85);
