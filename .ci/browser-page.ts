// The verify page in a browser: pictures and texts of all kinds are dropped, pasted and picked, with the
// switch off and on; in both languages, with axe-core, by keyboard alone. `--write FOLDER` keeps screenshots, and
// `--picture FILE` the one that the README shows. `--fingerprints` compares those of the page with those of the
// server and nothing else; of the pictures in a folder with `--pictures FOLDER`.
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page, Request } from 'playwright-core';
import { type Code, type Language, render } from '../packages/messages/dist/index.js';
import { listen } from '../packages/server/dist/index.js';
import { type Brought, type PageFiles, pageFiles } from '../packages/server/test/page-files.ts';
import {
  bitsApart,
  bitsTable,
  comparedPictures,
} from '../packages/server/test/page-fingerprints.ts';
import { type Fixture, fixture } from '../packages/server/test/service.ts';
import { launch, SKIPPED } from './browser.ts';

const { values } = parseArgs({
  options: {
    write: { type: 'string' },
    picture: { type: 'string' },
    fingerprints: { type: 'boolean', default: false },
    pictures: { type: 'string' },
  },
});
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const words = (code: Code, language: Language = 'en') =>
  render({ code, parameters: {} }, { language });

let failed = 0;
function hold(is: boolean, what: string): void {
  console.log(`${is ? '✓' : '✗'} ${what}`);
  if (!is) failed++;
}

interface Opened {
  readonly page: Page;
  readonly requests: Request[];
}

interface Look {
  readonly language?: Language;
  readonly dark?: boolean;
  readonly phone?: boolean;
}

async function open(browser: Browser, url: string, look: Look = {}): Promise<Opened> {
  const context = await browser.newContext({
    locale: look.language === 'ja' ? 'ja-JP' : 'en-US',
    timezoneId: look.language === 'ja' ? 'Asia/Tokyo' : 'UTC',
    colorScheme: look.dark ? 'dark' : 'light',
    viewport: look.phone ? { width: 390, height: 844 } : { width: 1100, height: 900 },
    deviceScaleFactor: look.phone ? 2 : 1,
    hasTouch: look.phone ?? false,
  });
  const page = await context.newPage();
  const requests: Request[] = [];
  page.on('request', (request) => requests.push(request));
  page.on('pageerror', (error) => hold(false, `no error in the page: ${error.message}`));
  page.on('console', (message) => {
    // Browsers log each answer that is an error, as that a hash is on no record.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      hold(false, `no error in the console: ${message.text()}`);
    }
  });
  page.on('dialog', (dialog) => {
    hold(false, 'no script of a file runs');
    void dialog.dismiss();
  });
  await page.goto(url);
  await page.waitForSelector('#form:not([hidden])');
  return { page, requests };
}

/** Lets go of a file over the page, as a mouse does, or pastes it. */
async function bring(page: Page, file: Brought | string, how: 'drop' | 'paste'): Promise<void> {
  const given =
    typeof file === 'string'
      ? { text: file }
      : { name: file.name, type: file.type, base64: Buffer.from(file.bytes).toString('base64') };
  await page.evaluate(
    ([given, how]) => {
      const data = new DataTransfer();
      if ('text' in given) data.setData('text/plain', given.text as string);
      else {
        const bytes = Uint8Array.from(atob(given.base64), (each) => each.charCodeAt(0));
        data.items.add(new File([bytes], given.name, { type: given.type }));
      }
      const common = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        how === 'drop'
          ? new DragEvent('drop', { ...common, dataTransfer: data })
          : new ClipboardEvent('paste', { ...common, clipboardData: data }),
      );
    },
    [given, how] as const,
  );
}

const answered = (page: Page) =>
  page.waitForFunction(() => document.activeElement?.id === 'verdict', null, { timeout: 60_000 });
const badge = async (page: Page) => (await page.textContent('.badge')) ?? '';
const verdict = async (page: Page) => (await page.textContent('#verdict')) ?? '';

async function accessible(page: Page, state: string): Promise<void> {
  await page.evaluate(axe);
  const violations = (await page.evaluate(
    'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes.map(({ target }) => target.join(" ")).join(", ")))',
  )) as string[];
  hold(violations.length === 0, `axe, ${state}: ${violations.join('; ') || 'no violations'}`);
  const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
  hold(isWide === false, `${state}: nothing to scroll sideways`);
}

async function check(): Promise<number> {
  const browser = await launch();
  if (!browser) return SKIPPED;
  const f = await fixture();
  const server = await listen(f.options);
  try {
    const files = await pageFiles(f, server.url);
    console.log(`Chromium ${browser.version()}\n`);
    if (values.picture !== undefined) return await picture(browser, server.url, files);
    if (values.fingerprints) {
      await fingerprints(browser, server.url);
      return failed === 0 ? 0 : 1;
    }
    await firstLook(browser, server.url, files);
    await fingerprints(browser, server.url);
    await fullCheck(browser, server.url, files);
    await whatIsKnown(browser, f, files);
    await request(browser, f, files);
    await keyboard(browser, server.url);
    await faults(browser, server.url, files);
    await everyLook(browser, server.url, files);
  } finally {
    await browser.close();
    await server.close();
    await f.close();
  }
  hold(f.faults.length === 0, 'no fault of the server');
  console.log(`\n${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** The switch is off: nothing of a file leaves the page, and nothing is said of what was not looked at. */
async function firstLook(browser: Browser, url: string, files: PageFiles): Promise<void> {
  const { page, requests } = await open(browser, url);
  const cases: [string, Brought | string, string][] = [
    ['marked', files.marked, 'example'],
    ['tampered', files.tampered, words('page.here.changed')],
    ['foreign', files.foreign, words('page.here.holds.ai')],
    ['edited', files.edited, words('page.here.holds.ai')],
    ['unmarked', files.unmarked, words('page.here.unknown')],
    ['labelled', files.labelled, words('page.here.label')],
    ['a signed text', files.text, words('page.here.credential')],
    ['a text', files.plainText, words('page.here.unknown')],
  ];
  for (const [name, file, expected] of cases) {
    await bring(page, file, name === 'foreign' ? 'paste' : 'drop');
    await answered(page);
    const said = await verdict(page);
    const right = name === 'marked' ? said.includes('handed out exactly this') : said === expected;
    hold(right, `first look, ${name}: ${said}`);
    hold(
      (await badge(page)) === words('page.first-look'),
      `first look, ${name}: says that it is one`,
    );
  }
  await bring(page, files.stripped, 'drop');
  await answered(page);
  hold(
    (await verdict(page)).startsWith('Something like it is on record'),
    'first look, stripped: found by its fingerprint',
  );
  hold(
    ((await page.textContent('.about')) ?? '').includes(words('page.kept-here.fingerprint')),
    'first look, stripped: says what was sent',
  );
  await page.setInputFiles('#file', picked(files.unmarked));
  await answered(page);
  hold((await verdict(page)) === words('page.here.unknown'), 'first look, picked');
  const sent = requests.filter(
    (request) => request.method() !== 'GET' || request.postData() !== null,
  );
  hold(sent.length === 0, 'with the switch off no file and no text is sent');
  const hosts = new Set(requests.map((request) => new URL(request.url()).origin));
  hashOnly(requests, url);
  hosts.delete('null');
  hold(
    [...hosts].every((host) => host === url),
    'no other host is asked',
  );
  await page.context().close();
}

function hashOnly(requests: readonly Request[], url: string): void {
  const paths = new Set(
    requests
      .filter((request) => request.url().startsWith(url))
      .map((request) =>
        request
          .url()
          .slice(url.length)
          .replaceAll(/[0-9a-f]{64}/g, 'HASH')
          .replace(/(&value=HASH)+$/, '&value=HASH'),
      ),
  );
  const expected = [
    '/',
    '/page/c2pa.wasm',
    '/page/credential.js',
    '/page/fingerprint.js',
    '/page/page.css',
    '/page/page.js',
    '/v1/trace?alg=org.provenance.pdq.1&value=HASH',
    '/v1/trace?alg=org.provenance.text.1&value=HASH',
    '/v1/trace?sha256=HASH',
  ];
  hold([...paths].sort().join() === expected.join(), `what is asked for: ${[...paths].join(' ')}`);
}

const picked = ({ name, type, bytes }: Brought) => ({
  name,
  mimeType: type,
  buffer: Buffer.from(bytes),
});

/** The switch is on: the verdicts of the server. */
async function fullCheck(browser: Browser, url: string, files: PageFiles): Promise<void> {
  const { page, requests } = await open(browser, url);
  await page.check('#send');
  const cases: [string, Brought | string, Code][] = [
    ['marked', files.marked, 'label.trusted'],
    ['stripped', files.stripped, 'label.recovered'],
    ['tampered', files.tampered, 'label.altered'],
    ['foreign', files.foreign, 'label.untrusted'],
    ['edited', files.edited, 'label.trusted'],
    ['illustrated', files.illustrated, 'label.trusted'],
    ['unmarked', files.unmarked, 'label.nothing'],
    ['labelled', files.labelled, 'label.declared'],
    ['a signed text', files.text, 'label.trusted'],
    ['a text', files.plainText, 'label.nothing'],
  ];
  for (const [name, file, expected] of cases) {
    await bring(page, file, 'drop');
    await answered(page);
    const said = await badge(page);
    hold(said === words(expected), `full check, ${name}: ${said}: ${await verdict(page)}`);
    const tree = await page.locator('.tree').count();
    const isMade = name === 'edited' || name === 'illustrated';
    hold(tree === (isMade ? 1 : 0), `full check, ${name}: ${tree} trees`);
    const drawn = await page.evaluate(async () => {
      const all = [...document.querySelectorAll<HTMLImageElement>('.thumbnail')];
      await Promise.all(all.map((image) => image.decode()));
      return all.filter(({ naturalWidth, src }) => naturalWidth > 0 && src.startsWith('blob:'))
        .length;
    });
    hold(drawn === (name === 'illustrated' ? 3 : 0), `full check, ${name}: ${drawn} thumbnails`);
    const withheld = (await page.textContent('#result'))?.includes(words('page.map.withheld'));
    const isFound = name === 'marked' || name === 'stripped' || name === 'tampered';
    hold(
      withheld === isFound && (await page.locator('canvas').count()) === 0,
      `full check, ${name}: no map for strangers`,
    );
    const labels = (await page.textContent('#result')) ?? '';
    hold(
      labels.includes(words('page.label.ai-generated')) === (name === 'labelled'),
      `full check, ${name}: labels as such`,
    );
    hold(!/\d+ of 256 bits/.test(labels), `full check, ${name}: no distance is told`);
  }
  const posts = requests.filter((request) => request.method() === 'POST');
  hold(posts.length === cases.length, 'each was sent once');
  await page.context().close();
  // From the first look, by the button.
  const again = await open(browser, url);
  await bring(again.page, files.tampered, 'drop');
  await answered(again.page);
  await again.page.getByRole('button', { name: words('page.check-all') }).click();
  await again.page.waitForFunction(
    (label) => document.querySelector('.badge')?.textContent === label,
    words('label.altered'),
  );
  hold(true, 'the button of the first look sends it');
  hold(!(await again.page.isChecked('#send')), 'and leaves the switch as it is');
  await again.page.context().close();
}

/** On a server of one's own all is told: also where the mark is. */
async function whatIsKnown(browser: Browser, f: Fixture, files: PageFiles): Promise<void> {
  const server = await listen({ ...f.options, open: true });
  try {
    const { page } = await open(browser, server.url);
    await page.check('#send');
    await bring(page, files.partly, 'drop');
    await answered(page);
    hold((await badge(page)) === words('label.recovered'), 'pasted over: recovered');
    const [, marked, all] = /in (\d+) of (\d+) fields/.exec(
      (await page.textContent('figcaption')) ?? '',
    ) ?? ['', '0', '0'];
    hold(
      Number(all) === 64 && Number(marked) > 16 && Number(marked) <= 40,
      `pasted over: the mark is in ${marked} of ${all} fields`,
    );
    await accessible(page, 'map');
    if (values.write !== undefined) {
      await page.screenshot({ path: join(values.write, 'map.png'), fullPage: true });
    }
    await page.context().close();
  } finally {
    await server.close();
  }
}

/** Whether it is the operator's: asked on the page, answered there, and read again by its address. */
async function request(browser: Browser, f: Fixture, files: PageFiles): Promise<void> {
  const requests = { registry: async () => f.registry };
  const server = await listen({ ...f.options, requests });
  try {
    const opened = await open(browser, server.url);
    const { page } = opened;
    await bring(page, files.marked, 'drop');
    await answered(page);
    await accessible(page, 'request');
    const submit = () => page.getByRole('button', { name: words('page.request.submit') }).click();
    await submit();
    hold(
      !opened.requests.some((each) => each.method() === 'POST'),
      'request: without a reason nothing is sent',
    );
    await page.getByLabel(words('page.request.purpose')).fill('It looks like <b>mine</b>');
    await page.getByRole('button', { name: '日本語' }).click();
    hold(
      (await page.inputValue('#request-purpose')) === 'It looks like <b>mine</b>',
      'request: what was typed stays in the other language',
    );
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByLabel(words('page.request.send')).check();
    await submit();
    const address = page.locator('#result a[href*="#request="]');
    await address.waitFor();
    hold(
      ((await page.textContent('#result')) ?? '').includes('It is ours: made by the model'),
      'request: answered at once',
    );
    hold(
      ((await page.textContent('.about')) ?? '').includes(words('page.was-sent')),
      'request: says that it was sent',
    );
    await accessible(page, 'request answered');
    if (values.write !== undefined) {
      await page.screenshot({ path: join(values.write, 'request.png'), fullPage: true });
    }
    const href = (await address.getAttribute('href')) ?? '';
    await page.context().close();

    const later = await open(browser, href, { language: 'ja', phone: true });
    await later.page.waitForSelector('#request section');
    const told = (await later.page.textContent('#request')) ?? '';
    hold(told.includes('当方が提供したものです'), `request: read again by its address: ${told}`);
    hold(!told.includes('mine'), 'request: why it was asked is not told');
    await accessible(later.page, 'request in Japanese');
    if (values.write !== undefined) {
      await later.page.screenshot({ path: join(values.write, 'request-ja.png'), fullPage: true });
    }
    await later.page.evaluate(() => {
      location.hash = '#request=000000000000';
    });
    await later.page.waitForFunction(
      (text) => document.getElementById('request')?.textContent?.includes(text),
      words('request.no-such', 'ja'),
    );
    hold(true, 'request: one that nobody opened is told');
    await later.page.context().close();
  } finally {
    await server.close();
  }
}

/** What the page sends of a picture, against what the server finds by itself. */
async function fingerprints(browser: Browser, url: string): Promise<void> {
  const { page, requests } = await open(browser, url);
  const found: { kind: string; bits: number }[] = [];
  for (const compared of await comparedPictures(values.pictures)) {
    requests.length = 0;
    await bring(page, compared.file, 'drop');
    await page.waitForFunction(() => document.getElementById('status')?.textContent !== '');
    await answered(page);
    const [sent] = requests
      .map((request) => new URL(request.url()).searchParams)
      .filter((query) => query.has('alg'));
    const bits = await bitsApart(compared, sent?.get('value') ?? null);
    if (bits !== null) found.push({ kind: compared.kind, bits });
  }
  console.log(`\n${bitsTable(found)}\n`);
  const most = Math.max(...found.map(({ bits }) => bits));
  hold(found.length > 0 && most <= MOST_BITS, `fingerprints: at most ${most} bits of 256 apart`);
  await page.context().close();
}

/** Of 31 by which a registry finds what looks alike, what two decoders of one file may take. */
const MOST_BITS = 8;

async function keyboard(browser: Browser, url: string): Promise<void> {
  const { page } = await open(browser, url);
  const order: string[] = [];
  for (let i = 0; i < 7; i++) {
    await page.keyboard.press('Tab');
    order.push(
      await page.evaluate(
        () => document.activeElement?.id || document.activeElement?.textContent || '',
      ),
    );
  }
  const expected = ['English', '日本語', 'pick', 'text', words('page.check-text'), 'send'];
  hold(order.slice(0, 6).join() === expected.join(), `by Tab: ${order.join(', ')}`);
  await page.focus('#text');
  await page.keyboard.type('A sentence.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await answered(page);
  hold((await verdict(page)) === words('page.here.unknown'), 'a text is checked by keyboard alone');
  await page.focus('#send');
  await page.keyboard.press('Space');
  hold((await page.textContent('#send-meaning')) === words('page.send.on'), 'so is the switch');
  await page.getByRole('button', { name: '日本語' }).press('Enter');
  hold(
    (await verdict(page)) === words('page.here.unknown', 'ja'),
    'the answer is drawn anew in Japanese',
  );
  hold((await page.getAttribute('html', 'lang')) === 'ja', 'and the document says so');
  await page.reload();
  await page.waitForSelector('#form:not([hidden])');
  hold((await page.textContent('h1')) === words('page.title', 'ja'), 'the choice is kept');
  await page.context().close();
}

async function faults(browser: Browser, url: string, files: PageFiles): Promise<void> {
  const { page } = await open(browser, url);
  await bring(page, files.hostileName, 'drop');
  await answered(page);
  hold(((await page.textContent('.about h3')) ?? '') === files.hostileName.name, 'a name is text');
  await bring(page, { name: 'empty.png', type: 'image/png', bytes: new Uint8Array() }, 'drop');
  await page.waitForSelector('.error');
  hold((await page.textContent('#status')) === words('page.error.empty'), 'an empty file is told');
  await page.check('#send');
  const large = { name: 'large.bin', type: '', bytes: new Uint8Array(5_000_000) };
  await bring(page, large, 'drop');
  await page.waitForFunction(
    (text) => document.getElementById('status')?.textContent === text,
    words('page.error.large'),
  );
  hold(true, 'what is too large for the server is told');
  await page.context().setOffline(true);
  await bring(page, files.unmarked, 'drop');
  await page.waitForFunction(
    (text) => document.getElementById('status')?.textContent === text,
    words('page.error.network'),
  );
  hold(true, 'a server that is away is told');
  await page.uncheck('#send');
  await bring(page, files.unmarked, 'drop');
  await answered(page);
  const told = (await page.textContent('#result')) ?? '';
  hold(
    told.includes(words('page.unseen.record')),
    'the registry that was not asked is among the unseen',
  );
  await page.context().close();
}

/** The two sides of the page as the README has them: what was edited, by who is known. */
async function picture(browser: Browser, url: string, files: PageFiles): Promise<number> {
  const { page } = await open(browser, url, { phone: false });
  await page.setViewportSize({ width: 760, height: 1080 });
  await page.check('#send');
  await bring(page, files.edited, 'drop');
  await answered(page);
  await page.evaluate(() => {
    (document.activeElement as HTMLElement).blur();
    scrollTo(0, 0);
  });
  await page.screenshot({ path: values.picture as string });
  return 0;
}

/** Both languages, phone and desktop, light and dark: axe, and screenshots. */
async function everyLook(browser: Browser, url: string, files: PageFiles): Promise<void> {
  if (values.write !== undefined) mkdirSync(values.write, { recursive: true });
  for (const language of ['en', 'ja'] as const) {
    for (const phone of [false, true]) {
      for (const dark of [false, true]) {
        const { page } = await open(browser, url, { language, phone, dark });
        const name = `${language}-${phone ? 'phone' : 'desktop'}-${dark ? 'dark' : 'light'}`;
        const shot = async (state: string) => {
          await accessible(page, `${name} ${state}`);
          if (values.write === undefined) return;
          await page.evaluate(() =>
            Promise.all([...document.images].map((image) => image.decode())),
          );
          const path = join(values.write, `${name}-${state}.png`);
          await page.screenshot({ path, fullPage: true });
        };
        await shot('start');
        await bring(page, files.labelled, 'drop');
        await answered(page);
        await shot('first-look');
        await page.check('#send');
        for (const state of ['illustrated', 'stripped', 'tampered', 'foreign'] as const) {
          // One of the bad ones a look is enough for axe, all of them for the eyes.
          if (values.write === undefined && state !== (dark ? 'illustrated' : 'tampered')) continue;
          await bring(page, files[state], 'drop');
          await answered(page);
          await shot(state);
          if (state === 'illustrated') await printed(page, name);
        }
        await page.context().close();
      }
    }
  }
}

/** On paper there is what was found, in black on white, and nothing to press. */
async function printed(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  const [background, shown] = (await page.evaluate(
    '[getComputedStyle(document.body).backgroundColor, [...document.querySelectorAll("button, textarea, input, #status")].filter((each) => each.checkVisibility()).length]',
  )) as [string, number];
  hold(
    background === 'rgb(255, 255, 255)' && shown === 0,
    `${name}: printed on white, without buttons`,
  );
  if (values.write !== undefined) {
    await page.screenshot({ path: join(values.write, `${name}-print.png`), fullPage: true });
    await page.pdf({ path: join(values.write, `${name}.pdf`), format: 'A4' });
  }
  await page.emulateMedia({ media: null });
}

process.exitCode = await check();
