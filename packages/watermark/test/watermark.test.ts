import { expect, test } from 'vitest';
import { createPlan, detect, embed, type Image, prepareEmbed } from '../src/index.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 3);
const plan = createPlan(key);
const payload = Uint8Array.from([0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4]);

/** Smooth shapes with some texture: a picture that can hide something. */
function picture(width: number, height: number, channels: 1 | 2 | 3 | 4 = 3): Image<Uint8Array> {
  const data = new Uint8Array(width * height * channels);
  let state = 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const v =
        120 +
        60 * Math.sin(x / 23) * Math.cos(y / 31) +
        ((state >>> 24) - 128) * 0.08 * (1 + x / width);
      for (let c = 0; c < channels; c++) {
        const alpha = channels % 2 === 0 && c === channels - 1;
        data[(y * width + x) * channels + c] = alpha ? 255 : v + 10 * c;
      }
    }
  }
  return { data, width, height, channels, bitDepth: 8 };
}

function marked(image: Image): Image {
  const result = embed(image, plan, payload);
  expect(result.survives).toBe(true);
  return { ...image, data: result.data };
}

function crop(image: Image, left: number, top: number, width: number, height: number): Image {
  const { data, channels } = image;
  const out = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const at = ((y + top) * image.width + left) * channels;
    out.set(data.subarray(at, at + width * channels) as Uint8Array, y * width * channels);
  }
  return { ...image, data: out, width, height };
}

/** out(x, y) = image(a x + b y + e, c x + d y + f), bilinear, gray outside. */
function warp(image: Image, width: number, height: number, m: number[]): Image {
  const { data, channels: n } = image;
  const [a, b, c, d, e, f] = m as [number, number, number, number, number, number];
  const out = new Uint8Array(width * height * n).fill(128);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = a * x + b * y + e;
      const v = c * x + d * y + f;
      const i = Math.floor(u);
      const j = Math.floor(v);
      if (i < 0 || j < 0 || i >= image.width - 1 || j >= image.height - 1) continue;
      for (let k = 0; k < n; k++) {
        const at = (j * image.width + i) * n + k;
        const s = data[at]! + (u - i) * (data[at + n]! - data[at]!);
        const below = at + image.width * n;
        const t = data[below]! + (u - i) * (data[below + n]! - data[below]!);
        out[(y * width + x) * n + k] = Math.round(s + (v - j) * (t - s));
      }
    }
  }
  return { ...image, data: out, width, height };
}

/** Median over squares of 2 r + 1. */
function median(image: Image, r: number): Image {
  const { data, width, height, channels: n } = image;
  const out = data.slice();
  const values = new Uint8Array((2 * r + 1) ** 2);
  for (let y = r; y < height - r; y++) {
    for (let x = r; x < width - r; x++) {
      for (let k = 0; k < n; k++) {
        let i = 0;
        for (let v = -r; v <= r; v++) {
          for (let u = -r; u <= r; u++) values[i++] = data[((y + v) * width + x + u) * n + k]!;
        }
        out[(y * width + x) * n + k] = values.sort()[values.length >> 1]!;
      }
    }
  }
  return { ...image, data: out };
}

function rotated(image: Image, degrees: number, scale: number): Image {
  const t = (degrees * Math.PI) / 180;
  const c = Math.cos(t) / scale;
  const s = Math.sin(t) / scale;
  const { width: w, height: h } = image;
  return warp(image, w, h, [c, -s, s, c, w / 2 - (c * w - s * h) / 2, h / 2 - (s * w + c * h) / 2]);
}

test('what is prepared from the size alone embeds the same', () => {
  const own = payload.slice();
  const prepared = prepareEmbed(plan, own, { width: 300, height: 260 });
  // The payload is that of the call, whatever becomes of the array.
  own.fill(0);
  const image = picture(300, 260);
  const options = { strength: 0.8, visibility: 'strict', verify: false } as const;
  expect(prepared(image, options)).toEqual(embed(image, plan, payload, options));
  const small = picture(300, 100);
  expect(prepareEmbed(plan, payload, small)(small)).toMatchObject({ strength: 0, survives: false });
});

test('what is prepared is for pictures of its size alone', () => {
  const prepared = prepareEmbed(plan, payload, { width: 300, height: 260 });
  expect(() => prepared(picture(260, 300))).toThrow(RangeError);
  expect(() => prepared(picture(300, 260), { strength: 9 })).toThrow(RangeError);
  expect(() => prepareEmbed(plan, new Uint8Array(7), { width: 300, height: 260 })).toThrow(
    RangeError,
  );
  expect(() => prepareEmbed({ keyId: plan.keyId }, payload, picture(300, 260))).toThrow(TypeError);
});

test('reads its payload back, at any channel count and depth', () => {
  for (const channels of [1, 2, 3, 4] as const) {
    const image = picture(256, 256, channels);
    expect(detect(marked(image), plan).payload).toEqual(payload);
    const deep: Image = {
      ...image,
      bitDepth: 16,
      data: Uint16Array.from(image.data, (v) => v * 257),
    };
    expect(detect(marked(deep), plan).payload).toEqual(payload);
  }
});

test('survives crops, flips, turns, rotation and scaling, and says what it found', () => {
  const image = marked(picture(512, 512));
  const cut = detect(crop(image, 101, 57, 300, 280), plan);
  expect(cut.payload).toEqual(payload);
  const { width: w, height: h } = image;
  const mirrored = detect(warp(image, w, h, [-1, 0, 0, 1, w - 1, 0]), plan);
  expect(mirrored.payload).toEqual(payload);
  expect(mirrored.geometry?.flip).toBe(true);
  expect(mirrored.geometry?.rotation).toBe(0);
  for (const [degrees, scale] of [
    [7, 1],
    [33, 0.8],
    [-20, 1.3],
  ] as const) {
    const found = detect(rotated(image, degrees, scale), plan);
    expect(found.payload).toEqual(payload);
    expect(found.geometry?.flip).toBe(false);
    expect(found.geometry?.scaleX).toBeCloseTo(scale, 2);
    // `rotated` turns counter-clockwise.
    expect(found.geometry?.rotation).toBeCloseTo(-degrees, 0);
  }
  const stretched = detect(warp(image, 600, 450, [512 / 600, 0, 0, 512 / 450, 0, 0]), plan);
  expect(stretched.payload).toEqual(payload);
});

test('a large picture is read in its middle, or else elsewhere, and both find the same place', () => {
  const image = marked(picture(2056, 1600, 1));
  const { width } = image;
  const data = image.data.slice();
  for (let y = 200; y < 1400; y++) data.fill(128, y * width + 400, y * width + 1656);
  const found = [image, { ...image, data } as Image].map((picture) => detect(picture, plan));
  expect(found.map(({ payload }) => payload)).toEqual([payload, payload]);
  const [middle, rim] = found.map(({ geometry }) => geometry!.offset);
  expect(Math.abs(middle![0] - rim![0])).toBeLessThan(0.5);
  expect(Math.abs(middle![1] - rim![1])).toBeLessThan(0.5);
});

test('reads a long strip that was scaled, whatever its short side', () => {
  for (const side of [249, 399]) {
    const strip = marked(picture(side, Math.round(1.5e6 / side), 1));
    const [w, h] = [Math.round(side / 1.1), Math.round(strip.height / 1.1)];
    const scaled = warp(strip, w, h, [1.1, 0, 0, 1.1, 0, 0]);
    expect(detect(scaled, plan).payload).toEqual(payload);
  }
});

test('tells where the mark is', () => {
  const image = picture(512, 512);
  const half = marked(image).data.slice();
  half.set(image.data.subarray(512 * 256 * 3) as Uint8Array, 512 * 256 * 3);
  const found = detect({ ...image, data: half } as Image, plan, { localise: true });
  const { columns, rows, scores } = found.localisation!;
  expect([columns, rows]).toEqual([8, 8]);
  const mean = (list: Float32Array) => list.reduce((a, b) => a + b) / list.length;
  expect(mean(scores.subarray(0, 24))).toBeGreaterThan(4);
  expect(Math.abs(mean(scores.subarray(40)))).toBeLessThan(1);
});

const exhaustive = { effort: 'exhaustive' } as const;

test('finds a sheared picture that was neither turned nor scaled with standard effort', () => {
  const image = marked(picture(512, 512));
  for (const [across, down] of [
    [0.2, 0],
    [-0.15, 0],
    [0, 0.2],
    [0.1, -0.08],
  ] as const) {
    const m = [1, across, down, 1, -256 * across, -256 * down];
    const found = detect(warp(image, 512, 512, m), plan);
    expect(found.payload, `${across}, ${down}`).toEqual(payload);
  }
});

test('finds shear and stretches askew without being told', () => {
  const image = marked(picture(512, 512));
  for (const m of [
    [1, 0.09, 0, 1, -20, 0],
    [1, 0, -0.2, 1, 0, 50],
    [1.05, 0.1, 0.06, 0.95, -30, 0],
  ]) {
    expect(detect(warp(image, 512, 512, m), plan, exhaustive).payload).toEqual(payload);
  }
});

/** out(x, y) = image of T(x, y), T being in perspective; gray outside. */
function tilted(image: Image, m: readonly number[]): Image {
  const [a, b, c, d, e, f, g, h] = m as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const { data, width, height, channels: n } = image;
  const out = new Uint8Array(data.length).fill(128);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const w = 1 + g * x + h * y;
      const u = (a * x + b * y + e) / w;
      const v = (c * x + d * y + f) / w;
      const i = Math.floor(u);
      const j = Math.floor(v);
      if (i < 0 || j < 0 || i >= width - 1 || j >= height - 1) continue;
      for (let k = 0; k < n; k++) {
        const at = (j * width + i) * n + k;
        const s = data[at]! + (u - i) * (data[at + n]! - data[at]!);
        const below = at + width * n;
        const t = data[below]! + (u - i) * (data[below + n]! - data[below]!);
        out[(y * width + x) * n + k] = Math.round(s + (v - j) * (t - s));
      }
    }
  }
  return { ...image, data: out };
}

test('finds perspective, and says where each pixel lies in the tile', () => {
  const image = marked(picture(512, 512));
  const before = detect(image, plan).geometry!.toTile;
  const m = [1.2, 0.05, 0.02, 1.1, -60, -30, 3e-4, -2e-4] as const;
  const after = detect(tilted(image, m), plan, { ...exhaustive, localise: true });
  expect(after.payload).toEqual(payload);
  const { toTile } = after.geometry!;
  expect(Math.abs(toTile.g) + Math.abs(toTile.h)).toBeGreaterThan(1e-4);
  for (const [x, y] of [
    [100, 100],
    [400, 120],
    [256, 256],
    [120, 400],
    [380, 390],
  ] as const) {
    const w = 1 + m[6] * x + m[7] * y;
    const u = (m[0] * x + m[1] * y + m[4]) / w;
    const v = (m[2] * x + m[3] * y + m[5]) / w;
    const depth = 1 + toTile.g * x + toTile.h * y;
    const s = (toTile.a * x + toTile.b * y + toTile.e) / depth;
    const t = (toTile.c * x + toTile.d * y + toTile.f) / depth;
    const apart = (p: number) => Math.abs(p - 256 * Math.round(p / 256));
    expect(apart(s - (before.a * u + before.b * v + before.e))).toBeLessThan(1);
    expect(apart(t - (before.c * u + before.d * v + before.f))).toBeLessThan(1);
  }
  // Cells of the middle, which the whole of the picture covers.
  const { scores, columns } = after.localisation!;
  for (const cell of [3, 4].flatMap((row) => [3, 4].map((c) => row * columns + c))) {
    expect(scores[cell]).toBeGreaterThan(3);
  }
});

/**
 * As a camera sees a screen or a print from the side: a tilt about an axis in the picture, both in degrees, from
 * `far` widths away; then blur of so many pixels, and noise of so many grey levels to each side.
 */
function photographed(
  image: Image,
  {
    tilt,
    axis,
    far,
    blur,
    noise,
  }: Readonly<Record<'tilt' | 'axis' | 'far' | 'blur' | 'noise', number>>,
): Image {
  const { width, height } = image;
  const [ct, st] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
  const [ca, sa] = [Math.cos((axis * Math.PI) / 180), Math.sin((axis * Math.PI) / 180)];
  const away = far * width;
  // Along (ca, sa) a point q of the picture is seen at q ct / (1 + q st / away), across it p at p / (1 + q st / away).
  const [mx, my] = [(width - 1) / 2, (height - 1) / 2];
  const g = (-ca * st) / (away * ct);
  const h = (-sa * st) / (away * ct);
  const [a, b, d] = [ca * ca + sa * sa * ct, ca * sa * (1 - ct), sa * sa + ca * ca * ct].map(
    (v) => v / ct,
  ) as [number, number, number];
  // From the middle u = (a x + b y) / (1 + g x + h y); the same from the first pixel.
  const first = 1 - g * mx - h * my;
  const seen = tilted(image, [
    (a + g * mx) / first,
    (b + h * mx) / first,
    (b + g * my) / first,
    (d + h * my) / first,
    (mx * first - a * mx - b * my) / first,
    (my * first - b * mx - d * my) / first,
    g / first,
    h / first,
  ]);
  const out = new Uint8Array(seen.data.length);
  let state = 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let k = 0; k < seen.channels; k++) {
        let sum = 0;
        let count = 0;
        for (let j = Math.max(0, y - blur); j <= Math.min(height - 1, y + blur); j++) {
          for (let i = Math.max(0, x - blur); i <= Math.min(width - 1, x + blur); i++, count++) {
            sum += seen.data[(j * width + i) * seen.channels + k]!;
          }
        }
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const grain = ((state >>> 24) / 127.5 - 1) * noise;
        out[(y * width + x) * seen.channels + k] = Math.max(
          0,
          Math.min(255, Math.round(sum / count + grain)),
        );
      }
    }
  }
  return { ...seen, data: out };
}

test('finds a mark in a photograph from the side with exhaustive effort', () => {
  const image = marked(picture(512, 512));
  // So much blur leaves too little in any one window: the search that adds up windows by their powers finds neither.
  for (const axis of [0, 150]) {
    const seen = photographed(image, { tilt: 15, axis, far: 2.6, blur: 3, noise: 4 });
    expect(detect(seen, plan, exhaustive).payload, `axis ${axis}`).toEqual(payload);
  }
});

test('finds shear of a picture that was turned as well with exhaustive effort', () => {
  const image = marked(picture(512, 512));
  const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
  // Rows are moved sideways by a fifth of their height, then all is turned by 34 degrees about the middle.
  const m = [c + 0.2 * s, 0.2 * c - s, s, c] as const;
  const e = 256 - 256 * (m[0] + m[1]);
  const f = 256 - 256 * (m[2] + m[3]);
  const seen = warp(image, 512, 512, [...m, e, f]);
  expect(detect(seen, plan).present).toBe(false);
  expect(detect(seen, plan, exhaustive).payload).toEqual(payload);
});

test('reads a negative, says that it is one, and where the mark is', () => {
  const image = marked(picture(512, 512));
  const negative = { ...image, data: image.data.map((v) => 255 - v) as Uint8Array };
  for (const [seen, inverted] of [
    [image, false],
    [negative, true],
    [rotated(negative, 20, 0.9), true],
  ] as const) {
    const found = detect(seen, plan, { localise: true });
    expect(found.payload).toEqual(payload);
    expect(found.geometry!.inverted).toBe(inverted);
    expect(found.localisation!.scores[4 * 8 + 4]).toBeGreaterThan(3);
  }
});

test('finds a small piece of a marked picture in another one with exhaustive effort', () => {
  const piece = crop(marked(picture(512, 512)), 130, 77, 100, 100);
  // Noise: busier than what the piece hides in.
  const host = picture(640, 640);
  for (let at = 0, state = 5; at < host.data.length; at += 3) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    host.data.fill(state >>> 24, at, at + 3);
  }
  for (let y = 0; y < 100; y++) {
    const row = piece.data.subarray(y * 300, (y + 1) * 300);
    host.data.set(row as Uint8Array, ((y + 390) * 640 + 420) * 3);
  }
  expect(detect(host, plan).present).toBe(false);
  expect(detect(host, plan, { effort: 'exhaustive' }).payload).toEqual(payload);
});

/** A picture whose pixels are taken from elsewhere: where from, in pixels of the picture. */
function moved(image: Image, from: (x: number, y: number) => readonly [number, number]): Image {
  const { width, height } = image;
  const out = picture(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = from(x, y);
      const i = Math.min(width - 1, Math.max(0, Math.round(u)));
      const j = Math.min(height - 1, Math.max(0, Math.round(v)));
      for (let k = 0; k < 3; k++) {
        out.data[3 * (y * width + x) + k] = image.data[3 * (j * width + i) + k]!;
      }
    }
  }
  return out;
}

test('follows a mark through a picture that is bent, from where it is in place', () => {
  const image = marked(picture(512, 512));
  // Up to 30 pixels from where it was: seven periods of the finest pilots.
  const bent = moved(image, (x, y) => {
    const dx = (x - 256) / 256;
    const dy = (y - 256) / 256;
    const grow = 0.06 * (dx + dy * dy);
    return [x + 256 * dx * grow, y + 256 * dy * grow];
  });
  const found = detect(bent, plan);
  expect(found.payload).toEqual(payload);
  expect(found.geometry!.scaleX).toBeCloseTo(1, 1);
  expect(detect(bent, createPlan(new Uint8Array(32).fill(9))).present).toBe(false);
});

test('is absent from unmarked pictures, for other keys, and from blank ones', () => {
  const other = createPlan(new Uint8Array(32).fill(1));
  const blank: Image = { ...picture(200, 150), data: new Uint8Array(200 * 150 * 3).fill(255) };
  for (const [image, keys] of [
    [picture(300, 300), [plan]],
    [marked(picture(300, 300)), [other]],
    [blank, [plan, other]],
    [crop(picture(64, 64), 0, 0, 20, 9), [plan]],
  ] as const) {
    const found = detect(image, keys);
    expect(found.present).toBe(false);
    expect(found.payload).toBeNull();
    expect(found.geometry).toBeNull();
    expect(found.score).not.toBeNaN();
  }
});

test('names the key among several', () => {
  const other = createPlan(new Uint8Array(32).fill(1));
  const found = detect(marked(picture(300, 300)), [other, plan]);
  expect(found.keyId).toBe(plan.keyId);
  expect(found.falsePositiveProbability).toBeLessThan(1e-9);
});

test('a picture marked twice with one key carries both payloads, and gives the stronger unasked', () => {
  const image = picture(512, 512);
  const first = embed(image, plan, payload, { strength: 2 });
  const second = Uint8Array.from(payload, (byte) => byte ^ 0x5a);
  const twice = embed({ ...image, data: first.data }, plan, second);
  const both: Image = { ...image, data: twice.data };
  expect(detect(both, plan).payload).toEqual(payload);
  expect([first.survives, twice.survives]).toEqual([true, true]);
  for (const expected of [payload, second]) {
    expect(detect(both, plan, { expect: expected }).payload).toEqual(expected);
  }
  const neither = detect(both, plan, { expect: new Uint8Array(8) });
  expect(neither).toMatchObject({ present: false, payload: null });
});

test('says what cannot carry a mark', () => {
  const blank: Image = { ...picture(256, 256), data: new Uint8Array(256 * 256 * 3).fill(255) };
  expect(embed(picture(127, 500), plan, payload).survives).toBe(false);
  const result = embed(blank, plan, payload);
  const read = detect({ ...blank, data: result.data }, plan);
  expect(result.survives).toBe(read.present);
});

test('says whether the mark would survive a JPEG', () => {
  const image = picture(256, 256);
  expect(embed(image, plan, payload).survivesJpeg).toBeNull();
  expect(embed(image, plan, payload, { jpeg: 80 }).survivesJpeg).toBe(true);
  // Nothing is left of a weak mark at this quality.
  expect(embed(image, plan, payload, { jpeg: 1, strength: 0.25 }).survivesJpeg).toBe(false);
  expect(embed(picture(100, 100), plan, payload, { jpeg: 80 }).survivesJpeg).toBe(false);
  expect(() => embed(image, plan, payload, { jpeg: 0 })).toThrow(RangeError);
});

test('a plan gives nothing away and is only what createPlan made', () => {
  expect(JSON.stringify(plan)).toBe(JSON.stringify({ keyId: plan.keyId }));
  expect(Reflect.ownKeys(plan)).toEqual(['keyId']);
  expect(() => detect(picture(128, 128), { keyId: plan.keyId })).toThrow(TypeError);
});

test('reads what a median filter left, which turns some frequencies upside down', () => {
  const image = marked(picture(512, 512));
  expect(detect(median(image, 3), plan).payload).toEqual(payload);
});

test('keeps alpha, hidden pixels, gray and the original', () => {
  const image = picture(256, 256, 4);
  for (let i = 3; i < 4 * 256 * 100; i += 4) image.data[i] = 0;
  const before = image.data.slice();
  const out = embed(image, plan, payload).data;
  expect(image.data).toEqual(before);
  for (let i = 0; i < out.length; i += 4) {
    expect(out[i + 3]).toBe(before[i + 3]);
    if (before[i + 3] === 0) expect(out[i]).toBe(before[i]);
  }
  const gray = picture(256, 256, 3);
  for (let i = 0; i < gray.data.length; i += 3) gray.data[i + 1] = gray.data[i + 2] = gray.data[i]!;
  const grayOut = embed(gray, plan, payload).data;
  for (let i = 0; i < grayOut.length; i += 3) {
    expect(grayOut[i + 1]).toBe(grayOut[i]);
    expect(grayOut[i + 2]).toBe(grayOut[i]);
  }
});

test('writes in place, and the same as elsewhere', () => {
  const image = picture(256, 200);
  const apart = embed(image, plan, payload).data;
  const same = embed(image, plan, payload, { out: image.data });
  expect(same.data).toBe(image.data);
  expect(same.data).toEqual(apart);
});

test('marks the same wherever the samples lie in memory, dark and bright ones too', () => {
  // 253 pixels: most rows begin within a word.
  const image = picture(253, 190);
  for (let i = 0; i < 60 * 253 * 3; i++) image.data[i] = i % 2 ? 255 : image.data[i]! >> 4;
  for (let i = 60 * 253 * 3; i < 120 * 253 * 3; i++) image.data[i]! |= 0xf0;
  const { data } = embed(image, plan, payload, { strength: 2 });
  expect(data).not.toEqual(image.data);
  for (const offset of [1, 2, 3]) {
    const moved = new Uint8Array(image.data.length + offset).subarray(offset);
    moved.set(image.data);
    expect(embed({ ...image, data: moved }, plan, payload, { strength: 2 }).data).toEqual(data);
    expect(embed(image, plan, payload, { strength: 2, out: moved }).data).toEqual(data);
  }
});

test('refuses what a caller got wrong', () => {
  expect(() => createPlan(new Uint8Array(31))).toThrow(RangeError);
  expect(() => createPlan('key' as never)).toThrow(TypeError);
  expect(() => embed(picture(128, 128), plan, new Uint8Array(7))).toThrow(RangeError);
  expect(() => detect(picture(128, 128), plan, { expect: new Uint8Array(9) })).toThrow(RangeError);
  expect(() => detect(picture(128, 128), plan, { effort: 'most' as never })).toThrow(RangeError);
  expect(() => detect(picture(128, 128), plan, { expect: 'a' as never })).toThrow(TypeError);
  expect(() => embed(picture(128, 128), plan, payload, { strength: Number.NaN })).toThrow(
    RangeError,
  );
  expect(() => detect({ ...picture(128, 128), width: 129 }, plan)).toThrow(RangeError);
  expect(() => detect({ ...picture(128, 128), bitDepth: 16 }, plan)).toThrow(TypeError);
});
