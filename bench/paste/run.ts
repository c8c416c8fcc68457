// What of a signed text survives what people, pages and programs do with it, in a real browser.
//
//   npm run check:paste -- [--write]
//
// Exit code 0 if a browser could be driven and nothing that was changed was taken for intact; 3 if
// there is no browser.
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import {
  createDevelopmentCertificates,
  loadTrust,
  type Origin,
  pemSigner,
  sign,
  verify,
} from '@provenance/sdk';
import type { Page } from 'playwright-core';
import { launch, SKIPPED } from '../../.ci/browser.ts';
import { WAYS } from './ways.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const chromium = await launch();
if (!chromium) process.exit(SKIPPED);

const TEXTS = {
  'one line': 'A model wrote this: naïve, 世界, 👩‍👩‍👧 ❤️.',
  'three lines': 'A model wrote this.\n\nIt has an é, and ends here.',
} as const;

/** From best to worst. */
type Outcome = 'intact' | 'a part' | 'changed' | 'lost';

const { certificates, key, root } = await createDevelopmentCertificates({ alg: 'Ed25519' });
const signer = await pemSigner({ certificates, key });
const trust = await loadTrust({ anchors: root });
const origin: Origin = { kind: 'created', generator: { name: 'paste', version: '1' } };

async function outcomeOf(text: string, original: string): Promise<Outcome> {
  const { verdict, parts, c2pa } = await verify({ text }, { trust });
  if (verdict.integrity === 'intact') {
    const same = text.normalize('NFC') === original.normalize('NFC');
    if (!same) throw new Error('A text that was changed is taken for intact.');
    return 'intact';
  }
  if (parts.some(({ verdict }) => verdict.integrity === 'intact')) return 'a part';
  return c2pa.state === 'NoManifest' ? 'lost' : 'changed';
}

/** The page is served from this machine: only what is secure may use the clipboard. */
const server = createServer((request, response) => {
  if (request.method !== 'POST') {
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end('<!doctype html><body></body>');
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const headers = { 'content-type': request.headers['content-type'] as string };
    const form = await new Response(Buffer.concat(chunks), { headers }).formData();
    const body = JSON.stringify(form.get('text'));
    response.setHeader('content-type', 'text/plain; charset=utf-8').end(body);
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const context = await chromium.newContext({
  permissions: ['clipboard-read', 'clipboard-write'],
});

interface Row {
  readonly way: string;
  readonly group: string;
  readonly outcomes: Readonly<Record<keyof typeof TEXTS, Outcome>>;
}

async function run(page: Page): Promise<Row[]> {
  const rows: Row[] = [];
  const signed: Record<string, string> = {};
  for (const [name, text] of Object.entries(TEXTS)) {
    signed[name] = (await sign({ text }, origin, { signer })).text;
  }
  for (const { name: way, group, run } of WAYS) {
    const outcomes: Record<string, Outcome> = {};
    for (const [name, text] of Object.entries(signed)) {
      await page.evaluate(() => navigator.clipboard.writeText('something else'));
      outcomes[name] = await outcomeOf(await run(page, text), text);
    }
    rows.push({ way, group, outcomes: outcomes as Row['outcomes'] });
  }
  return rows;
}

try {
  const page = await context.newPage();
  await page.goto(address);
  const rows = await run(page);
  const browser = `Chromium ${chromium.version()}`;
  const names = Object.keys(TEXTS) as (keyof typeof TEXTS)[];
  const table = [
    ['what is done with a signed text', ...names],
    ['---', ...names.map(() => '---')],
    ...rows.map(({ way, outcomes }) => [way, ...names.map((name) => outcomes[name])]),
  ];
  const text = `# What survives

\`npm run check:paste\` in ${browser}, on plain text that \`sign\` has signed. *intact*: the whole is what was
signed. *a part*: it is found in what is now a longer text, and is unchanged. *changed*: the credential is
there, and the text is no longer what was signed. *lost*: there is no credential left.

${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`;
  process.stdout.write(text);
  if (values.write) {
    const results = new URL('../results/', import.meta.url);
    const json = { schema: 'provenance.paste/1', browser, rows };
    await writeFile(new URL('text-paste.md', results), text);
    await writeFile(new URL('text-paste.json', results), `${JSON.stringify(json, null, 2)}\n`);
  }
} finally {
  await chromium.close();
  server.close();
}
