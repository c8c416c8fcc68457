import { type Message, say } from '@provenance/messages';
import { AskError, askedRequest, newRequest, type RequestHere, sendAnswer } from './ask.ts';
import { element, list, section } from './element.ts';
import { phrase, words } from './words.ts';

/** A request about what is on the page. It changes as it is typed and sent, and is drawn anew in the other language. */
export interface Asking {
  readonly sha256: string;
  readonly content: Blob | { readonly text: string };
  purpose: string;
  asker: string;
  /** Whether the file goes with it, for an answer at once. */
  sends: boolean;
  state: 'typed' | 'sent' | RequestHere | { readonly problem: string };
}

/** Whether this server takes requests: it says so in the page that it sends. */
export const TAKES_REQUESTS = document.documentElement.hasAttribute('data-requests');

/** The form, and then what came of it. `changed` is called when it is to be drawn anew. */
export function requestSection(asking: Asking, changed: () => void): HTMLElement {
  const { state } = asking;
  if (typeof state === 'object' && 'id' in state) {
    return section(phrase('page.request'), ...shownRequest(state));
  }
  const form = element(
    'form',
    { class: 'request' },
    element('p', { class: 'quiet' }, phrase('page.request.lead')),
    field('purpose', 'page.request.purpose', asking, { required: '', maxlength: '1000' }),
    field('asker', 'page.request.asker', asking, { maxlength: '250', autocomplete: 'email' }),
    sending(asking),
    element(
      'div',
      {},
      element(
        'button',
        { type: 'submit', ...(state === 'sent' && { disabled: '' }) },
        phrase('page.request.submit'),
      ),
    ),
    element('p', { role: 'status', class: 'error' }, problemOf(state)),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(asking, changed);
  });
  return section(phrase('page.request'), form);
}

/** Whether what is on the page went, or goes, with its request. */
export function wentWithRequest({ sends, state }: Asking): boolean {
  return sends && (state === 'sent' || (typeof state === 'object' && 'id' in state));
}

/** What a request says, for who has come back with its address. */
export function shownRequest({ id, retainUntil, answers }: RequestHere): HTMLElement[] {
  const address = `${location.origin}${location.pathname}#request=${id}`;
  const rows: [string, (Node | string)[]][] = [
    [phrase('request.row.id'), [id]],
    ...answers.flatMap(({ time, says, note }): [string, (Node | string)[]][] => [
      [
        phrase('request.row.answer'),
        [words(says), element('p', { class: 'can' }, words(say('trace.time', { time })))],
      ],
      [phrase('request.row.note'), note === null ? [] : [note]],
    ]),
    [phrase('trace.row.kept-until'), retainUntil === null ? [] : [retainUntil]],
    [phrase('page.request.address'), [element('a', { href: address }, address)]],
  ];
  return [
    ...(answers.length === 0 ? [element('p', {}, phrase('page.request.open'))] : []),
    list(rows),
  ];
}

/** Of the address that the page was opened with; null: of no request. */
export async function requestOfAddress(): Promise<RequestHere | 'missing' | null> {
  const id = /^#request=([0-9a-f]{12})$/.exec(location.hash)?.[1];
  if (!TAKES_REQUESTS || id === undefined) return null;
  try {
    return await askedRequest(id);
  } catch (error) {
    if (error instanceof AskError && error.code === 'NOT_FOUND') return 'missing';
    throw error;
  }
}

async function send(asking: Asking, changed: () => void): Promise<void> {
  const { sha256, purpose, asker, sends, content } = asking;
  asking.state = 'sent';
  changed();
  try {
    const opened = await newRequest({
      sha256,
      purpose: purpose.trim(),
      ...(asker.trim() !== '' && { asker: asker.trim() }),
    });
    // What is open stays so where the answer fails: its address is shown all the same.
    asking.state = sends ? await sendAnswer(opened.id, content).catch(() => opened) : opened;
  } catch (error) {
    asking.state = { problem: error instanceof AskError ? error.code : 'UNREADABLE' };
  }
  changed();
}

function field(
  name: 'purpose' | 'asker',
  label: 'page.request.purpose' | 'page.request.asker',
  asking: Asking,
  attributes: Readonly<Record<string, string>>,
): HTMLElement {
  const input = element('input', { type: 'text', id: `request-${name}`, ...attributes });
  input.value = asking[name];
  input.addEventListener('input', () => {
    asking[name] = input.value;
  });
  return element('p', {}, element('label', { for: input.id }, phrase(label)), input);
}

function sending(asking: Asking): HTMLElement {
  const box = element('input', { type: 'checkbox', id: 'request-sends' });
  box.checked = asking.sends;
  box.addEventListener('change', () => {
    asking.sends = box.checked;
  });
  return element(
    'p',
    { class: 'choice' },
    box,
    element('label', { for: box.id }, phrase('page.request.send')),
  );
}

function problemOf(state: Asking['state']): string {
  if (typeof state === 'string' || 'id' in state) return '';
  const said: Message =
    state.problem === 'RATE_LIMITED' || state.problem === 'OVERLOADED'
      ? say('page.error.busy')
      : state.problem === 'NETWORK'
        ? say('page.error.network')
        : say('page.error.other', { code: state.problem });
  return words(said);
}
