import type { Page } from 'playwright-core';

/** One thing that people and programs do with a text; it resolves to what comes out. */
export interface Way {
  readonly name: string;
  readonly group: 'by hand' | 'by the page' | 'by programs';
  readonly run: (page: Page, text: string) => Promise<string>;
}

const PASTE = 'Control+KeyV';
const COPY = 'Control+KeyC';
const ALL = 'Control+KeyA';

/** A page with nothing in it but one element, which has the focus. */
async function element(page: Page, html: string): Promise<void> {
  await page.evaluate((html) => {
    document.body.innerHTML = html;
    (document.body.firstElementChild as HTMLElement).focus();
  }, html);
}

/** Puts a text where a person would find it to copy, and copies it: selection, then the keys. */
async function copyFrom(page: Page, html: string, text: string): Promise<void> {
  await page.evaluate(
    ({ html, text }) => {
      document.body.innerHTML = html;
      const element = document.body.firstElementChild as HTMLElement;
      if (element instanceof HTMLTextAreaElement) {
        element.value = text;
        element.select();
        return;
      }
      element.textContent = text;
      getSelection()?.selectAllChildren(element);
    },
    { html, text },
  );
  await page.keyboard.press(COPY);
}

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

async function pasteInto(page: Page, html: string): Promise<void> {
  await element(page, html);
  await page.keyboard.press(PASTE);
}

const value = (page: Page) =>
  page.evaluate(() => (document.body.firstElementChild as HTMLTextAreaElement).value);
const innerText = (page: Page) =>
  // biome-ignore lint/performance/useDomNodeTextContent: what is rendered is what people copy.
  page.evaluate(() => (document.body.firstElementChild as HTMLElement).innerText);
const textContent = (page: Page) =>
  page.evaluate(() => (document.body.firstElementChild as HTMLElement).textContent ?? '');

const PRE = '<pre></pre>';
const PRE_WRAP = '<div style="white-space: pre-wrap"></div>';
const PARAGRAPH = '<p></p>';
const TEXTAREA = '<textarea></textarea>';
const EDITABLE = '<div contenteditable="true"></div>';
const PLAIN_EDITABLE = '<div contenteditable="plaintext-only" style="white-space: pre-wrap"></div>';

async function asForm(page: Page, text: string, enctype: string): Promise<string> {
  await page.evaluate(
    ({ text, enctype }) => {
      document.body.innerHTML = `<form method="post" action="/form" enctype="${enctype}"><textarea name="text"></textarea></form>`;
      const form = document.body.firstElementChild as HTMLFormElement;
      (form.elements.namedItem('text') as HTMLTextAreaElement).value = text;
    },
    { text, enctype },
  );
  await Promise.all([
    page.waitForURL('**/form'),
    page.evaluate(() => (document.body.firstElementChild as HTMLFormElement).submit()),
  ]);
  // The server says what it got; JSON keeps every character.
  const got = JSON.parse((await page.textContent('body')) ?? '""') as string;
  await page.goto(new URL('/', page.url()).href);
  return got;
}

const byProgram = (name: string, change: (text: string) => string): Way => ({
  name,
  group: 'by programs',
  run: async (_, text) => change(text),
});

export const WAYS: readonly Way[] = [
  {
    name: 'copied from a `<pre>`, pasted into a textarea',
    group: 'by hand',
    run: async (page, text) => {
      await copyFrom(page, PRE, text);
      await pasteInto(page, TEXTAREA);
      return value(page);
    },
  },
  {
    name: 'copied from a chat bubble (`white-space: pre-wrap`), pasted into a textarea',
    group: 'by hand',
    run: async (page, text) => {
      await copyFrom(page, PRE_WRAP, text);
      await pasteInto(page, TEXTAREA);
      return value(page);
    },
  },
  {
    name: 'copied from a `<p>`, pasted into a textarea',
    group: 'by hand',
    run: async (page, text) => {
      await copyFrom(page, PARAGRAPH, text);
      await pasteInto(page, TEXTAREA);
      return value(page);
    },
  },
  {
    name: 'copied from a textarea, pasted into another',
    group: 'by hand',
    run: async (page, text) => {
      await copyFrom(page, TEXTAREA, text);
      await pasteInto(page, TEXTAREA);
      return value(page);
    },
  },
  {
    name: 'copied from a textarea, pasted into contenteditable',
    group: 'by hand',
    run: async (page, text) => {
      await copyFrom(page, TEXTAREA, text);
      await pasteInto(page, EDITABLE);
      return innerText(page);
    },
  },
  {
    name: 'copied from a chat bubble with its formatting (`text/html`), pasted into contenteditable',
    group: 'by hand',
    run: async (page, text) => {
      await copyFrom(page, PRE_WRAP, text);
      await pasteInto(page, EDITABLE);
      return innerText(page);
    },
  },
  {
    name: 'pasted into contenteditable="plaintext-only"',
    group: 'by hand',
    run: async (page, text) => {
      await copyFrom(page, PRE_WRAP, text);
      await pasteInto(page, PLAIN_EDITABLE);
      return innerText(page);
    },
  },
  {
    name: 'pasted into contenteditable, copied out of it, pasted into a textarea',
    group: 'by hand',
    run: async (page, text) => {
      await copyFrom(page, PRE_WRAP, text);
      await pasteInto(page, EDITABLE);
      await page.keyboard.press(ALL);
      await page.keyboard.press(COPY);
      await pasteInto(page, TEXTAREA);
      return value(page);
    },
  },
  {
    name: 'pasted into a one-line input',
    group: 'by hand',
    run: async (page, text) => {
      await copyFrom(page, PRE, text);
      await pasteInto(page, '<input type="text">');
      return value(page);
    },
  },
  {
    name: 'typed in by an input method (`insertText`) into a textarea',
    group: 'by hand',
    run: async (page, text) => {
      await element(page, TEXTAREA);
      await page.keyboard.insertText(text);
      return value(page);
    },
  },
  {
    name: 'a form, URL-encoded (line ends become CRLF)',
    group: 'by the page',
    run: (page, text) => asForm(page, text, 'application/x-www-form-urlencoded'),
  },
  {
    name: 'a form, multipart (line ends become CRLF)',
    group: 'by the page',
    run: (page, text) => asForm(page, text, 'multipart/form-data'),
  },
  {
    name: '`navigator.clipboard.writeText`, then `readText`',
    group: 'by the page',
    run: async (page, text) => {
      await page.evaluate((text) => navigator.clipboard.writeText(text), text);
      return clipboard(page);
    },
  },
  {
    name: '`text/html` of the clipboard, parsed, `textContent`',
    group: 'by the page',
    run: async (page, text) => {
      await copyFrom(page, PRE_WRAP, text);
      return page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        const html = await (await item!.getType('text/html')).text();
        return new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '';
      });
    },
  },
  {
    name: '`textContent` of an element',
    group: 'by the page',
    run: async (page, text) => {
      await copyFrom(page, PARAGRAPH, text);
      return textContent(page);
    },
  },
  {
    name: '`innerText` of a `<pre>`',
    group: 'by the page',
    run: async (page, text) => {
      await copyFrom(page, PRE, text);
      return innerText(page);
    },
  },
  {
    name: '`innerText` of a `<p>` (line ends become spaces)',
    group: 'by the page',
    run: async (page, text) => {
      await copyFrom(page, PARAGRAPH, text);
      return innerText(page);
    },
  },
  {
    name: 'escaped for HTML, `innerHTML`, `textContent`',
    group: 'by the page',
    run: (page, text) =>
      page.evaluate((text) => {
        const from = document.createElement('div');
        from.textContent = text;
        const to = document.createElement('div');
        to.innerHTML = from.innerHTML;
        return to.textContent ?? '';
      }, text),
  },
  {
    name: 'as numeric character references in HTML',
    group: 'by the page',
    run: (page, text) =>
      page.evaluate((text) => {
        const to = document.createElement('div');
        to.innerHTML = [...text].map((c) => `&#${c.codePointAt(0)};`).join('');
        return to.textContent ?? '';
      }, text),
  },
  {
    name: '`localStorage`',
    group: 'by the page',
    run: (page, text) =>
      page.evaluate((text) => {
        localStorage.setItem('text', text);
        return localStorage.getItem('text') ?? '';
      }, text),
  },
  byProgram('`JSON.stringify`, `JSON.parse`', (text) => JSON.parse(JSON.stringify(text))),
  byProgram('JSON with `\\u` escapes', (text) => {
    const escaped = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return JSON.parse(JSON.stringify(text).replace(/[\u0080-\uffff]/g, escaped));
  }),
  byProgram('`encodeURIComponent`, `decodeURIComponent`', (text) =>
    decodeURIComponent(encodeURIComponent(text)),
  ),
  byProgram('`URLSearchParams`', (text) =>
    String(new URLSearchParams(String(new URLSearchParams({ text }))).get('text')),
  ),
  byProgram('base64 of UTF-8', (text) =>
    Buffer.from(Buffer.from(text).toString('base64'), 'base64').toString(),
  ),
  byProgram('`normalize("NFC")`', (text) => text.normalize('NFC')),
  byProgram('`normalize("NFD")`', (text) => text.normalize('NFD')),
  byProgram('`normalize("NFKC")`', (text) => text.normalize('NFKC')),
  byProgram('`trim()`', (text) => text.trim()),
  byProgram('quoted with `> ` before each line', (text) => text.replace(/^/gm, '> ')),
  byProgram('with a greeting before and a name after it', (text) => `Hello,\n\n${text}\n\nAnn\n`),
  byProgram('LF to CRLF', (text) => text.replaceAll('\n', '\r\n')),
  byProgram('without zero-width characters (`/[\\u200b-\\u200d\\ufeff]/g`)', (text) =>
    text.replace(/\u200b|\u200c|\u200d|\ufeff/g, ''),
  ),
  byProgram('without what nobody sees (`/\\p{Default_Ignorable_Code_Point}/gu`)', (text) =>
    text.replace(/\p{Default_Ignorable_Code_Point}/gu, ''),
  ),
  byProgram('ASCII only', (text) => text.replace(/[^\n -~]/g, '')),
  byProgram('cut to 2000 characters', (text) => text.slice(0, 2000)),
];
