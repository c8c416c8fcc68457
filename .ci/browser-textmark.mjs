// The text watermark in a browser: the example's page reads texts in its Web Worker, and must answer, to the
// last bit, what Node answers with the same built modules. Nothing may leave the page.
import { isDeepStrictEqual } from 'node:util';
import { encoding, ranks } from '../bench/textmark/o200k.ts';
import { servePage } from '../examples/text-watermark/serve.ts';
import * as textmark from '../packages/textmark/dist/index.js';
import { gptTokenizer } from '../packages/textmark/dist/tokenizer/gpt-tokenizer.js';
import { launch, SKIPPED } from './browser.ts';

const tokenizer = gptTokenizer('o200k_base', encoding, ranks);
const master = Uint8Array.from({ length: 32 }, (_, i) => i);
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const SCHEME = 'provenance-gumbel-siphash-v1';

/** Words of one token, drawn among a dozen at a time. */
function markedText(key, length) {
  const words = [];
  for (let id = 1000; id < 60_000; id++) {
    const word = tokenizer.decode([id]);
    if (/^ [a-z]{3,}$/.test(word)) words.push(id);
  }
  const marker = textmark.createTextMarker(key);
  const generated = [];
  while (generated.length < length) {
    const from = (7919 * generated.length) % (words.length - 12);
    const logits = Array.from({ length: 12 }, (_, i) => -0.3 * i);
    generated.push(marker.sample({ ids: words.slice(from, from + 12), logits }, { generated }).id);
  }
  return tokenizer.decode(generated);
}

const key = textmark.deriveTextMarkKey(master, SCHEME);
const marked = markedText(key, 200);
const human = 'It was a bright cold day, and nobody had thought of closing the gate. '.repeat(3);
const cases = [
  { name: 'marked', text: marked, scheme: SCHEME, expected: 'present' },
  {
    name: 'pasted into other text',
    text: human + marked + human,
    scheme: SCHEME,
    expected: 'present',
  },
  {
    name: 'another scheme',
    text: marked,
    scheme: 'sglang-gumbel-murmur3-v1',
    expected: 'too-short',
  },
  { name: 'without a mark', text: human, scheme: SCHEME, expected: 'too-short' },
  { name: 'half a character', text: `${marked}\ud800`, scheme: SCHEME, expected: 'present' },
];

async function check() {
  const browser = await launch();
  if (!browser) return SKIPPED;
  const { url, server } = await servePage(0);
  try {
    const page = await browser.newPage();
    const asked = [];
    page.on('request', (request) => asked.push(request));
    page.on('pageerror', (error) => console.error(`in the page: ${error.message}`));
    await page.goto(url);
    await page.waitForSelector('form[data-ready]');
    const loaded = asked.length;
    console.log(`Chromium ${browser.version()} and Node ${process.version}\n`);
    let holds = true;
    for (const { name, text, scheme, expected } of cases) {
      // Typed texts lose half characters on the way into the field: set, they stay.
      await page.evaluate(
        ([value, digits, chosen]) => {
          document.getElementById('text').value = value;
          document.getElementById('key').value = digits;
          document.getElementById('scheme').value = chosen;
          document.getElementById('report').hidden = true;
          document.getElementById('form').requestSubmit();
        },
        [text, hex(master), scheme],
      );
      await page.waitForSelector('#report:not([hidden])', { timeout: 60_000 });
      const report = JSON.parse(await page.textContent('#report'));
      const here = textmark.deriveTextMarkKey(master, scheme, { contextWidth: 3 });
      const same = isDeepStrictEqual(report, textmark.detectText(text, [{ key: here, tokenizer }]));
      const right = report.outcome === expected;
      console.log(name.padEnd(26), report.outcome.padEnd(16), same ? 'same as Node' : 'DIFFERENT');
      if (!right) console.log(`${''.padEnd(26)} ${expected} was expected`);
      holds &&= same && right;
    }
    const later = asked.slice(loaded).map((request) => request.url());
    const shown = await page.content();
    const kept =
      !shown.includes(hex(master)) && asked.every((request) => request.postData() === null);
    console.log(`\nrequests after the page was loaded: ${later.length}`);
    console.log(`key in what is shown or sent: ${kept ? 'no' : 'YES'}`);
    const blocked = await page.evaluate("fetch('/').then(() => false, () => true)");
    console.log(`the page can send: ${blocked ? 'no' : 'YES'}`);
    return holds && later.length === 0 && kept && blocked ? 0 : 1;
  } finally {
    await browser.close();
    server.close();
  }
}

process.exitCode = await check();
