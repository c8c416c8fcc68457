// The watermark in a browser: marks and reads the test vectors in a page and in a Web Worker of it, and
// compares samples and findings, to the last bit, with what Node makes of the same built module.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import * as watermark from '../packages/watermark/dist/index.js';
import { sameBits } from '../packages/watermark/test/same-bits.mjs';
import { sameBitsInput } from '../packages/watermark/test/same-bits-cases.ts';
import { launch, SKIPPED } from './browser.ts';

const dist = new URL('../packages/watermark/dist/', import.meta.url);
const script = new URL('../packages/watermark/test/same-bits.mjs', import.meta.url);
const input = sameBitsInput();

/** What page and worker load: fetches the input and runs the cases. */
const RUN = `
import { sameBits } from '/same-bits.mjs';
import * as watermark from '/dist/index.js';

export async function run() {
  const { key, payload, cases } = await (await fetch('/input.json')).json();
  for (const { image, samples } of cases) {
    const buffer = await (await fetch(samples)).arrayBuffer();
    image.data = image.bitDepth === 8 ? new Uint8Array(buffer) : new Uint16Array(buffer);
  }
  const bytes = (list) => Uint8Array.from(list);
  return sameBits(watermark, { key: bytes(key), payload: bytes(payload), cases });
}`;
// An error of a promise does not reach the page: thrown outside of it, it does.
const WORKER = `import { run } from '/run.mjs';
run().then(postMessage).catch((error) => setTimeout(() => { throw error; }));`;

const served = new Map([
  ['/', ['text/html', '<!doctype html><title>watermark</title>']],
  ['/run.mjs', ['text/javascript', RUN]],
  ['/thread.mjs', ['text/javascript', WORKER]],
  ['/same-bits.mjs', ['text/javascript', await readFile(script)]],
  [
    '/input.json',
    [
      'application/json',
      JSON.stringify({
        key: [...input.key],
        payload: [...input.payload],
        cases: input.cases.map(({ name, mark, visibility, image: { data: _, ...image } }, i) => {
          return { name, mark, visibility, image, samples: `/samples/${i}` };
        }),
      }),
    ],
  ],
]);
input.cases.forEach(({ image: { data } }, i) => {
  const samples = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  served.set(`/samples/${i}`, ['application/octet-stream', samples]);
});

const server = createServer(async (request, response) => {
  const [, built] = /^\/dist\/((?:\w+\/)?[\w-]+\.js)$/.exec(request.url) ?? [];
  const [type, body] = built
    ? ['text/javascript', await readFile(new URL(built, dist)).catch(() => null)]
    : (served.get(request.url) ?? []);
  response.writeHead(body ? 200 : 404, { 'content-type': type ?? 'text/plain' }).end(body);
});

async function check() {
  const browser = await launch();
  if (!browser) return SKIPPED;
  try {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`in the page: ${error.message}`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const inPage = await page.evaluate("import('/run.mjs').then(({ run }) => run())");
    const inWorker = await page.evaluate(`new Promise((resolve, reject) => {
      const worker = new Worker('/thread.mjs', { type: 'module' });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error('in the worker: ' + message));
    })`);
    const inNode = await sameBits(watermark, input);
    console.log(`Chromium ${browser.version()} and Node ${process.version}\n`);
    return report(inNode, inPage, inWorker) ? 0 : 1;
  } finally {
    await browser.close();
    server.close();
  }
}

/** @returns whether all agree, with each other and with the vectors */
function report(inNode, inPage, inWorker) {
  const row = (...cells) =>
    console.log(
      cells
        .map((cell) => cell.padEnd(24))
        .join('')
        .trimEnd(),
    );
  row('case', 'samples', 'node', 'page', 'web worker');
  let holds = inPage.length === inNode.length && inWorker.length === inNode.length;
  inNode.forEach((result, i) => {
    const { name, sha256 } = input.cases[i];
    const vector = sha256 === null || result.samples === sha256;
    const node = !vector ? 'NOT THE VECTOR' : result.detection.present ? 'present' : 'absent';
    const same = [inPage[i], inWorker[i]].map((other) => isDeepStrictEqual(other, result));
    row(name, result.samples.slice(0, 16), node, ...same.map((is) => (is ? 'same' : 'DIFFERENT')));
    holds &&= vector && same.every((is) => is);
  });
  return holds;
}

process.exitCode = await check();
