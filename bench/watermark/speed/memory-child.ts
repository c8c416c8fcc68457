// What one call adds to the memory of a process that already holds the pixels. Prints bytes. Linux only:
// elsewhere, and in what Node says of itself, the highest is also that of the process it came from.
import { readFileSync, writeFileSync } from 'node:fs';
import { detect, type Effort, embed } from '@provenance/watermark';
import { secretOf } from '../marking.ts';
import { rgb } from '../rgb.ts';

const [call, file, width, height] = process.argv.slice(2) as [string, string, string, string];
const { plan, payload } = secretOf('memory');
const { buffer, byteOffset, length } = readFileSync(file);
const image = rgb(new Uint8Array(buffer, byteOffset, length), Number(width), Number(height));
// Code and tables are loaded and compiled before; the rest is the call's own.
const small = rgb(image.data.slice(0, 256 * 256 * 3), 256, 256);
embed(small, plan, payload);
detect(small, plan);
// What was higher before is forgotten (proc(5), clear_refs).
writeFileSync('/proc/self/clear_refs', '5');
const before = highest();
if (call === 'embed') embed(image, plan, payload);
else detect(image, plan, { effort: call as Effort });
process.stdout.write(String(highest() - before));

/** Of the resident memory, in bytes. */
function highest(): number {
  const [, kibibytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}
