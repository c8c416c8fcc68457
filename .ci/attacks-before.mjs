// What another version of the product makes of files, one message after the other: `attacks.ts` runs it in
// the folder of a clone.
import { pathToFileURL } from 'node:url';

const index = pathToFileURL(`${process.cwd()}/packages/c2pa/src/index.ts`);
const { loadTrust, readCredentials } = await import(index.href);

process.on('message', async ({ bytes, trust, ...options }) => {
  try {
    const report = await readCredentials(new Uint8Array(bytes), {
      ...options,
      trust: await loadTrust(trust),
    });
    process.send({ state: report.state });
  } catch (error) {
    process.send({ state: `throws ${error instanceof Error ? error.name : 'something'}` });
  }
});
process.on('disconnect', () => process.exit());
process.send('ready');
