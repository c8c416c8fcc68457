import { createPlan, KEY_BYTES, type Plan } from '@provenance/watermark';
import type { Io } from './io.ts';
import { namedText } from './named-file.ts';
import { UsageError } from './usage-error.ts';

/**
 * The plan of a watermark key file: 64 hexadecimal digits, as `keys watermark` writes it.
 *
 * @throws UsageError if the file cannot be read or holds no key.
 */
export async function watermarkPlan(io: Io, path: string): Promise<Plan> {
  const text = (await namedText(io, '--key', path)).trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new UsageError(`--key ${path} holds no watermark key: make one with \`keys watermark\`.`);
  }
  return createPlan(Uint8Array.from(Buffer.from(text, 'hex').subarray(0, KEY_BYTES)));
}
