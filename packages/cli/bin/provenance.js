#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/main.js', import.meta.url);
if (existsSync(built)) {
  const { main } = await import(built.href);
  await main();
} else {
  process.stderr.write(
    'provenance is not built yet: run `npm run setup` in the repository first.\n',
  );
  process.exitCode = 2;
}
