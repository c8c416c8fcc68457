// One look at one picture, in a process of its own: what it took, as a line of JSON.
import { verify } from '@provenance/sdk';

const [file, effort] = process.argv.slice(2);
const registry = {
  byContentId: async () => null,
  byContentHash: async () => [],
  byManifestId: async () => [],
  similar: async () => [],
  prove: async () => null,
  close: async () => {},
};
const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const before = process.cpuUsage();
const { watermark } = await verify(file, { watermark: { keys: [key], effort }, registry });
const { user, system } = process.cpuUsage(before);
const { maxRSS } = process.resourceUsage();
const line = { notLooked: watermark?.notLooked ?? null, seconds: (user + system) / 1e6, maxRSS };
process.stdout.write(`${JSON.stringify(line)}\n`, () => process.exit());
