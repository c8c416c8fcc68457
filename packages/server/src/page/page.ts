// The page: takes a file or a text, looks at it here, asks the server by its hash, and sends it only where
// the switch says so.
import { isTextType } from '@provenance/content';
import { type Code, isCode, LANGUAGES, type Language, say } from '@provenance/messages';
import {
  AskError,
  askAll,
  askLikeness,
  askRecord,
  type KnownRecord,
  type RequestHere,
} from './ask.ts';
import { checkCredential } from './credential.ts';
import { element } from './element.ts';
import { fingerprintOf } from './fingerprint.ts';
import { lookHere } from './local.ts';
import { requestOfAddress, shownRequest, TAKES_REQUESTS } from './request.ts';
import { draw, type Result } from './result.ts';
import { chooseLanguage, currentLanguage, phrase, words } from './words.ts';

/** Read here at most; the server has a limit of its own. */
const MOST_BYTES = 2 ** 28;
/** Drawn by every browser that can run this. */
const SHOWN = /^image\/(png|jpeg|gif|webp|avif)$/;

const get = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const form = get<HTMLFormElement>('form');
const file = get<HTMLInputElement>('file');
const text = get<HTMLTextAreaElement>('text');
const send = get<HTMLInputElement>('send');
const status = get('status');
const result = get('result');
const requested = get('request');

/** What is on the page now. */
let given: Blob | string | null = null;
let shown: Result | null = null;
let problem: Code | { readonly other: string } | null = null;
let isWorking = false;
/** Of the address that the page was opened with; null: none, or not read yet. */
let request: RequestHere | 'missing' | null = null;
/** Of many that are dropped in a row, the last one's answer counts. */
let turn = 0;

function redraw(): void {
  document.documentElement.lang = currentLanguage();
  document.title = phrase('page.title');
  for (const each of document.querySelectorAll<HTMLElement>('[data-say]')) {
    each.textContent = phrase(each.dataset.say as Code);
  }
  get('languages').setAttribute('aria-label', phrase('page.language'));
  for (const each of document.querySelectorAll<HTMLElement>('[data-language]')) {
    each.setAttribute('aria-pressed', String(each.dataset.language === currentLanguage()));
  }
  send.setAttribute('aria-checked', String(send.checked));
  get('send-meaning').textContent = phrase(send.checked ? 'page.send.on' : 'page.send.off');
  status.className = problem === null ? '' : 'error';
  status.textContent = statusText();
  result.hidden = shown === null;
  if (shown === null) result.replaceChildren();
  else draw(result, shown, () => void check(given, true), redraw);
  requested.replaceChildren(...(request === null ? [] : [requestOnPage(request)]));
}

function requestOnPage(told: RequestHere | 'missing'): HTMLElement {
  const parts =
    told === 'missing' ? [element('p', {}, phrase('request.no-such'))] : shownRequest(told);
  return element('section', {}, element('h2', {}, phrase('page.request')), ...parts);
}

async function readRequest(): Promise<void> {
  try {
    request = await requestOfAddress();
  } catch (error) {
    problem = problemOf(error);
  }
  redraw();
}

function statusText(): string {
  if (isWorking) return phrase('page.working');
  if (problem === null) return '';
  return typeof problem === 'string'
    ? phrase(problem)
    : words(say('page.error.other', { code: problem.other }));
}

/** Looks at what was given; with `all` it is sent. */
async function check(content: Blob | string | null, all: boolean): Promise<void> {
  if (content === null) return;
  const mine = ++turn;
  if (shown?.preview) URL.revokeObjectURL(shown.preview);
  given = content;
  shown = null;
  problem = null;
  isWorking = true;
  redraw();
  try {
    const found = await look(content, all);
    if (mine !== turn) return;
    shown = found;
  } catch (error) {
    if (mine !== turn) return;
    problem = problemOf(error);
  }
  isWorking = false;
  redraw();
  // Focus tells a screen reader that the answer is there, and begins to read it.
  if (shown !== null) get('verdict').focus();
}

async function look(content: Blob | string, all: boolean): Promise<Result> {
  const blob = typeof content === 'string' ? new Blob([content], { type: 'text/plain' }) : content;
  if (blob.size === 0) throw new AskError('CONTENT_EMPTY');
  if (blob.size > MOST_BYTES) throw new AskError('CONTENT_TOO_LARGE');
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const local = await lookHere(bytes, blob.type);
  const isPicture = SHOWN.test(local.mediaType ?? '');
  const [answer, checked, { record, likeness }] = all
    ? [await askAll(typeof content === 'string' ? { text: content } : content), null, UNASKED]
    : await Promise.all([
        null,
        local.credential === 'seen' ? checkCredential(bytes, local.mediaType) : null,
        lookUp(local.sha256, isPicture ? blob : textIn(content, bytes, local.mediaType)),
      ]);
  return {
    name: content instanceof File ? content.name : null,
    time: new Date().toISOString(),
    preview: isPicture ? URL.createObjectURL(blob) : null,
    local,
    checked,
    record,
    likeness,
    answer,
    asking:
      TAKES_REQUESTS && local.sha256 !== null
        ? {
            sha256: local.sha256,
            content: typeof content === 'string' ? { text: content } : content,
            purpose: '',
            asker: '',
            sends: all,
            state: 'typed',
          }
        : null,
  };
}

/** Null for what is no text. */
function textIn(
  content: Blob | string,
  bytes: Uint8Array<ArrayBuffer>,
  mediaType: string | null,
): string | null {
  if (typeof content === 'string') return content;
  return mediaType !== null && isTextType(mediaType) ? new TextDecoder().decode(bytes) : null;
}

const UNASKED = { record: 'unasked', likeness: 'unasked' } as const;

/** By the very bytes; and where those are not on record, by how it looks or reads. */
async function lookUp(
  sha256: string | null,
  content: Blob | string | null,
): Promise<Pick<Result, 'record' | 'likeness'>> {
  const asked = (question: Promise<KnownRecord | null>) => question.catch(() => 'unasked' as const);
  if (sha256 === null) return UNASKED;
  const record = await asked(askRecord(sha256));
  if (record !== null || content === null) return { record, likeness: 'unasked' };
  const fingerprint = await fingerprintOf(content);
  const likeness = fingerprint === null ? 'unasked' : await asked(askLikeness(fingerprint));
  return { record, likeness };
}

const PROBLEMS: Readonly<Record<string, Code>> = {
  NETWORK: 'page.error.network',
  OVERLOADED: 'page.error.busy',
  WORKER_OVERLOADED: 'page.error.busy',
  WORKER_CLOSED: 'page.error.busy',
  RATE_LIMITED: 'page.error.busy',
  CONTENT_TOO_LARGE: 'page.error.large',
  CONTENT_EMPTY: 'page.error.empty',
  UNREADABLE: 'page.error.folder',
};

function problemOf(error: unknown): Code | { other: string } {
  // A folder that is dropped, or a file that went away.
  const code = error instanceof AskError ? error.code : 'UNREADABLE';
  const known = PROBLEMS[code] ?? `error.${code}`;
  return isCode(known) ? known : { other: code };
}

function take(data: DataTransfer | null): boolean {
  const [dropped] = data?.files ?? [];
  if (dropped !== undefined) {
    void check(dropped, send.checked);
    return true;
  }
  const typed = data?.getData('text/plain') ?? '';
  if (typed === '') return false;
  text.value = typed;
  void check(typed, send.checked);
  return true;
}

get('pick').addEventListener('click', () => file.click());
file.addEventListener('change', () => {
  const [chosen] = file.files ?? [];
  // The same file may be chosen again.
  if (chosen !== undefined) void check(chosen, send.checked);
  file.value = '';
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void check(text.value, send.checked);
});
send.addEventListener('change', redraw);
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('dragging');
});
for (const end of ['dragleave', 'drop', 'dragend']) {
  document.addEventListener(end, () => document.body.classList.remove('dragging'));
}
document.addEventListener('drop', (event) => {
  event.preventDefault();
  take(event.dataTransfer);
});
document.addEventListener('paste', (event) => {
  // A text that is pasted into its field stays there until the button is pressed.
  const isField = event.target === text && (event.clipboardData?.files.length ?? 0) === 0;
  if (!isField && take(event.clipboardData)) event.preventDefault();
});
for (const each of document.querySelectorAll<HTMLElement>('[data-language]')) {
  each.addEventListener('click', () => {
    const next = LANGUAGES.find(
      (language): language is Language => language === each.dataset.language,
    );
    if (next !== undefined) chooseLanguage(next);
    redraw();
  });
}

window.addEventListener('hashchange', () => void readRequest());

form.hidden = false;
redraw();
void readRequest();
