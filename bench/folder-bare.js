// The least that reads a folder of files with the engine: FOLDER SETTINGS AT_ONCE. Plain JavaScript,
// because it is measured as a process and a TypeScript loader would be measured with it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reader } from '@contentauth/c2pa-node';

const [folder, settingsFile, atOnce] = process.argv.slice(2);
const settings = readFileSync(settingsFile, 'utf8');
const files = readdirSync(folder).sort().values();

async function work() {
  for (const file of files) {
    const source = { path: join(folder, file), mimeType: 'image/jpeg' };
    const store = (await Reader.fromAsset(source, settings)).json();
    if (store.validation_state !== 'Trusted') process.exitCode = 1;
    process.stdout.write(`${file} ${store.validation_state}\n`);
  }
}

// Workers share one iterator: each takes the next file that nobody has taken.
await Promise.all(Array.from({ length: Number(atOnce) }, work));
