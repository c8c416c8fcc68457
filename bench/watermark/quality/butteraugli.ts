import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Rgb, toSharp } from '../rgb.ts';

/** Of Debian's libjxl-devtools. */
const COMMAND = 'butteraugli_main';

export function hasButteraugli(): boolean {
  try {
    execFileSync('which', [COMMAND], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * The 3-norm of the butteraugli distance: about 1 is where a careful viewer stops to see a difference.
 *
 * @throws Error if the tool says something else
 */
export async function butteraugli(before: Rgb, after: Rgb): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'provenance-bench-'));
  try {
    const files = [join(folder, 'before.png'), join(folder, 'after.png')] as const;
    await toSharp(before).png({ compressionLevel: 1 }).toFile(files[0]);
    await toSharp(after).png({ compressionLevel: 1 }).toFile(files[1]);
    const { stdout } = await promisify(execFile)(COMMAND, files);
    const [, norm] = /3-norm: ([\d.]+)/.exec(stdout) ?? [];
    if (norm === undefined) throw new Error(`${COMMAND} gave no 3-norm: update libjxl-devtools.`);
    return Number(norm);
  } finally {
    await rm(folder, { recursive: true });
  }
}
