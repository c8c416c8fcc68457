import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll } from 'vitest';
import { provenance } from './console.ts';

/** A picture that nobody signed. */
export function picture(format: 'jpeg' | 'png' | 'webp', seed = 1): Promise<Buffer> {
  const background = { r: (seed * 37) % 256, g: (seed * 101) % 256, b: 90 };
  return sharp({ create: { width: 48, height: 32, channels: 3, background } })
    .toFormat(format)
    .toBuffer();
}

/** Blurred noise: something to hide a mark in. */
export function textured(seed = 1, side = 320): Promise<Buffer> {
  const data = Buffer.alloc(side * side * 3);
  let state = seed;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  const raw = { width: side, height: side, channels: 3 } as const;
  return sharp(data, { raw }).blur(2.5).png().toBuffer();
}

export interface Workspace {
  /** Filled by `init --yes`; holds photo.jpg, photo.png and their signed forms. */
  path: string;
  at: (...names: string[]) => string;
  read: (...names: string[]) => Promise<Buffer>;
  write: (name: string, bytes: Uint8Array | string) => Promise<string>;
}

/** A folder of its own for each test file, gone afterwards. `init` runs once, signing twice. */
export function useWorkspace(): Workspace {
  const workspace: Workspace = {
    path: '',
    at: (...names) => join(workspace.path, ...names),
    read: (...names) => readFile(workspace.at(...names)),
    write: async (name, bytes) => {
      await writeFile(workspace.at(name), bytes);
      return workspace.at(name);
    },
  };
  beforeAll(async () => {
    workspace.path = await mkdtemp(join(tmpdir(), 'provenance-cli-'));
    await provenance(workspace.path, ['init', '--yes']);
    for (const [name, format] of [
      ['photo.jpg', 'jpeg'],
      ['photo.png', 'png'],
    ] as const) {
      await workspace.write(name, await picture(format));
      const { code, stderr } = await provenance(workspace.path, ['sign', name, '--model', 'm']);
      if (code !== 0) throw new Error(`the workspace could not be made: ${stderr}`);
    }
  }, 60_000);
  afterAll(() => rm(workspace.path, { recursive: true, force: true }));
  return workspace;
}

/** A folder without any configuration above it, gone afterwards. */
export function useEmptyFolder(): { path: string } {
  const folder = { path: '' };
  beforeAll(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'provenance-cli-'));
  });
  afterAll(() => rm(folder.path, { recursive: true, force: true }));
  return folder;
}

/** One bit of the picture changed, past everything that says what it is. */
export function altered(signed: Uint8Array): Buffer {
  const bytes = Buffer.from(signed);
  const at = bytes.length - 40;
  bytes[at] = (bytes[at] as number) ^ 1;
  return bytes;
}
