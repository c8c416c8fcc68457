// What happens to pictures: the attack list, made with sharp and a few lines of warping.

import type { Image } from '@provenance/watermark';
import sharp, { type Sharp } from 'sharp';

export type Attack = (image: Image, random: () => number) => Promise<Image>;

function toSharp(i: Image) {
  return sharp(i.data, { raw: { width: i.width, height: i.height, channels: i.channels } });
}
export async function fromSharp(s: Sharp): Promise<Image> {
  const { data, info } = await s.raw().toBuffer({ resolveWithObject: true });
  return {
    data: new Uint8Array(data.buffer, data.byteOffset, data.length),
    width: info.width,
    height: info.height,
    channels: info.channels as 1 | 2 | 3 | 4,
    bitDepth: 8,
  };
}
const via = async (i: Image, f: (s: Sharp) => Sharp) => fromSharp(f(toSharp(i)));
const coded = async (i: Image, f: (s: Sharp) => Sharp) =>
  fromSharp(sharp(await f(toSharp(i)).toBuffer()));
const map = (i: Image, f: (v: number) => number): Image => {
  const t = Uint8Array.from({ length: 256 }, (_, v) =>
    Math.max(0, Math.min(255, Math.round(f(v)))),
  );
  return { ...i, data: (i.data as Uint8Array).map((v) => t[v]!) };
};
const jpeg =
  (q: number): Attack =>
  (i) =>
    coded(i, (s) => s.jpeg({ quality: q }));
const resize =
  (f: number): Attack =>
  (i) =>
    via(i, (s) => s.resize(Math.round(i.width * f), Math.round(i.height * f), { fit: 'fill' }));
const aspect =
  (fx: number, fy: number): Attack =>
  (i) =>
    via(i, (s) => s.resize(Math.round(i.width * fx), Math.round(i.height * fy), { fit: 'fill' }));
const crop =
  (f: number): Attack =>
  (i, r) => {
    const w = Math.round(i.width * f),
      h = Math.round(i.height * f);
    return via(i, (s) =>
      s.extract({
        left: Math.floor(r() * (i.width - w + 1)),
        top: Math.floor(r() * (i.height - h + 1)),
        width: w,
        height: h,
      }),
    );
  };
const rotateFull =
  (a: number): Attack =>
  (i) =>
    via(i, (s) => s.rotate(a, { background: '#000' }));
/** The canvas kept, corners cut off and filled with black. */
const rotate =
  (a: number): Attack =>
  async (i) => {
    const r = await rotateFull(a)(i, Math.random);
    if (r.width < i.width || r.height < i.height) return r;
    return via(r, (s) =>
      s.extract({
        left: (r.width - i.width) >> 1,
        top: (r.height - i.height) >> 1,
        width: i.width,
        height: i.height,
      }),
    );
  };
const rotateFit =
  (a: number): Attack =>
  async (i) => {
    const r = await rotateFull(a)(i, Math.random);
    const t = (Math.abs(a) * Math.PI) / 180;
    const f = Math.min(i.width, i.height) / (i.width * Math.sin(t) + i.height * Math.cos(t));
    const g = Math.min(
      f,
      Math.min(i.width, i.height) / (i.height * Math.sin(t) + i.width * Math.cos(t)),
    );
    const w = Math.floor(i.width * g),
      h = Math.floor(i.height * g);
    return via(r, (s) =>
      s.extract({ left: (r.width - w) >> 1, top: (r.height - h) >> 1, width: w, height: h }),
    );
  };
const affine =
  (m: number[]): Attack =>
  (i) =>
    via(i, (s) => s.affine(m as [number, number, number, number], { background: '#000' }));
const noise =
  (sigma: number): Attack =>
  async (i, r) => {
    const out = new Uint8Array(i.data.length);
    for (let k = 0; k < out.length; k++) {
      const g = Math.sqrt(-2 * Math.log(r() + 1e-12)) * Math.cos(2 * Math.PI * r());
      out[k] = Math.max(0, Math.min(255, Math.round(i.data[k]! + sigma * g)));
    }
    return { ...i, data: out };
  };
const erase =
  (area: number): Attack =>
  async (i, r) => {
    const out = new Uint8Array(i.data);
    const w = Math.round(i.width * Math.sqrt(area)),
      h = Math.round(i.height * Math.sqrt(area));
    const x0 = Math.floor(r() * (i.width - w)),
      y0 = Math.floor(r() * (i.height - h));
    for (let y = y0; y < y0 + h; y++)
      out.fill(128, (y * i.width + x0) * i.channels, (y * i.width + x0 + w) * i.channels);
    return { ...i, data: out };
  };
const then =
  (...list: Attack[]): Attack =>
  async (i, r) => {
    for (const a of list) i = await a(i, r);
    return i;
  };
const longest =
  (n: number): Attack =>
  (i, r) =>
    resize(n / Math.max(i.width, i.height))(i, r);
const perspective =
  (p: number): Attack =>
  async (i) => {
    const out = new Uint8Array(i.data.length);
    const { width: w, height: h, channels: n } = i;
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) {
        const u = x / w - 0.5,
          v = y / h - 0.5,
          d = 1 + p * u + p * 0.5 * v;
        const sx = (u / d + 0.5) * w,
          sy = (v / d + 0.5) * h,
          ix = Math.floor(sx),
          iy = Math.floor(sy);
        if (ix < 0 || iy < 0 || ix >= w - 1 || iy >= h - 1) continue;
        const fx = sx - ix,
          fy = sy - iy;
        for (let c = 0; c < n; c++) {
          const at = (iy * w + ix) * n + c;
          out[(y * w + x) * n + c] = Math.round(
            (1 - fy) * ((1 - fx) * i.data[at]! + fx * i.data[at + n]!) +
              fy * ((1 - fx) * i.data[at + w * n]! + fx * i.data[at + w * n + n]!),
          );
        }
      }
    return { ...i, data: out };
  };
const dropLines =
  (share: number): Attack =>
  async (i, r) => {
    const xs = [...Array(i.width).keys()].filter(() => r() >= share),
      ys = [...Array(i.height).keys()].filter(() => r() >= share);
    const n = i.channels,
      out = new Uint8Array(xs.length * ys.length * n);
    for (const [b, y] of ys.entries()) {
      for (const [a, x] of xs.entries()) {
        for (let c = 0; c < n; c++) {
          out[(b * xs.length + a) * n + c] = i.data[(y * i.width + x) * n + c]!;
        }
      }
    }
    return { ...i, data: out, width: xs.length, height: ys.length };
  };
const splice =
  (share: number): Attack =>
  async (i, r) => {
    const w = Math.round(i.width * Math.sqrt(share)),
      h = Math.round(i.height * Math.sqrt(share));
    const piece = await crop(Math.sqrt(share))(i, r);
    const host = await via(i, (s) => s.flip().blur(1.5).modulate({ hue: 90 }));
    const out = new Uint8Array(host.data);
    const n = i.channels,
      m = host.channels,
      x0 = Math.floor(r() * (i.width - w)),
      y0 = Math.floor(r() * (i.height - h));
    for (let y = 0; y < piece.height; y++)
      for (let x = 0; x < piece.width; x++)
        for (let c = 0; c < n; c++)
          out[((y + y0) * host.width + x + x0) * m + c] =
            piece.data[(y * piece.width + x) * n + c]!;
    return { ...host, data: out };
  };

export const attacks: Record<string, Attack> = {
  none: async (i) => i,
  jpeg90: jpeg(90),
  jpeg75: jpeg(75),
  jpeg50: jpeg(50),
  jpeg30: jpeg(30),
  jpeg20: jpeg(20),
  jpeg10: jpeg(10),
  djpeg: then(jpeg(85), jpeg(70)),
  webp80: (i) => coded(i, (s) => s.webp({ quality: 80 })),
  webp50: (i) => coded(i, (s) => s.webp({ quality: 50 })),
  webp30: (i) => coded(i, (s) => s.webp({ quality: 30 })),
  avif50: (i) => coded(i, (s) => s.avif({ quality: 50, effort: 2 })),
  avif30: (i) => coded(i, (s) => s.avif({ quality: 30, effort: 2 })),
  'resize.25': resize(0.25),
  'resize.32': resize(0.32),
  'resize.5': resize(0.5),
  'resize.75': resize(0.75),
  'resize1.5': resize(1.5),
  resize2: resize(2),
  resize3: resize(3),
  'aspect1.2': aspect(1.2, 1),
  'aspect.8': aspect(0.8, 1),
  'aspect1.1x.95': aspect(1.1, 0.95),
  'crop.71': crop(0.71),
  'crop.5': crop(0.5),
  'crop.32': crop(0.32),
  'crop.22': crop(0.22),
  'rot.5': rotate(0.5),
  rot1: rotate(1),
  rot5: rotate(5),
  rot15: rotate(15),
  rot30: rotateFull(30),
  rot45: rotateFull(45),
  rot10fit: rotateFit(10),
  rot45fit: rotateFit(45),
  rot90: rotateFull(90),
  rot180: rotateFull(180),
  flip: (i) => via(i, (s) => s.flip()),
  flop: (i) => via(i, (s) => s.flop()),
  shear5: affine([1, 0.05, 0, 1]),
  shear10: affine([1, 0.1, 0, 1]),
  'persp.1': perspective(0.1),
  'persp.2': perspective(0.2),
  drop1: dropLines(0.01),
  'bright1.5': async (i) => map(i, (v) => v * 1.5),
  'bright.5': async (i) => map(i, (v) => v * 0.5),
  bright2: async (i) => map(i, (v) => v * 2),
  'contrast1.5': async (i) => map(i, (v) => (v - 128) * 1.5 + 128),
  'contrast.5': async (i) => map(i, (v) => (v - 128) * 0.5 + 128),
  'bright.25': async (i) => map(i, (v) => v * 0.25),
  gamma2: async (i) => map(i, (v) => 255 * (v / 255) ** 2),
  'gamma.5': async (i) => map(i, (v) => 255 * Math.sqrt(v / 255)),
  gray: (i) => via(i, (s) => s.grayscale()),
  hue90: (i) => via(i, (s) => s.modulate({ hue: 90 })),
  sat2: (i) => via(i, (s) => s.modulate({ saturation: 2 })),
  poster: async (i) => map(i, (v) => Math.round(v / 17) * 17),
  noise10: noise(10),
  noise25: noise(25),
  blur1: (i) => via(i, (s) => s.blur(1)),
  blur2: (i) => via(i, (s) => s.blur(2)),
  blur3: (i) => via(i, (s) => s.blur(3)),
  median3: (i) => via(i, (s) => s.median(3)),
  median5: (i) => via(i, (s) => s.median(5)),
  median7: (i) => via(i, (s) => s.median(7)),
  sharpen: (i) => via(i, (s) => s.sharpen()),
  erase25: erase(0.25),
  pad48: (i) =>
    via(i, (s) => s.extend({ top: 48, bottom: 48, left: 48, right: 48, background: '#fff' })),
  splice50: splice(0.5),
  splice20: splice(0.2),
  j60crop71b5: then(jpeg(60), crop(0.71), async (i) => map(i, (v) => v * 0.5)),
  rot15s8j75: then(rotate(15), resize(0.8), jpeg(75)),
  crop71rot10j60: then(crop(0.71), rotate(10), jpeg(60)),
  's.5j50n5': then(resize(0.5), jpeg(50), noise(5)),
  social1080: then(longest(1080), jpeg(80)),
  thumb300: then(longest(300), jpeg(80)),
  screenshot: then(resize(0.9), crop(0.95), jpeg(85)),
  'crop.5j50': then(crop(0.5), jpeg(50)),
};
