// Text watermarks over HTTP: read by verify, named by mark.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { createMarker, createVerifier, type Marker, type Verifier } from '@provenance/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawnText, keyOf, plainText } from '../../sdk/test/text-model.ts';
import { type Fixture, fixture, json } from './service.ts';

const traced = keyOf('provenance-traced-siphash-v1');
const plain = keyOf('provenance-gumbel-siphash-v1');
const module = new URL('../../sdk/test/three-syllables.mjs', import.meta.url);
const tokenizer = { module, options: { name: 'three-syllables' } };
const targets = [
  { key: traced, tokenizer, name: 'Provenance development', marks: 'ai-generated' as const },
  { key: plain, tokenizer },
];
const ID = '0011223344556677';
const text = drawnText(traced, 300, { contentId: ID });

const origin = { kind: 'created', generator: { name: 'app', version: '1' } } as const;

let f: Fixture;
let verifier: Verifier;
let marker: Marker;
let app: ReturnType<Fixture['app']>['app'];
beforeAll(async () => {
  f = await fixture();
  const { signer, registry } = f;
  verifier = createVerifier({ workers: 1, textMark: { targets }, registry });
  const key = new Uint8Array(32).fill(1);
  marker = createMarker({
    workers: 1,
    signer,
    watermarkKey: key,
    textMarks: targets,
    record: { registry },
  });
  const textMarks = targets.map((each) => each.key);
  app = f.app({ verifier, marker, textMarks, record: { registry } }).app;
  await marker.mark({ text }, origin, { textMark: { kid: traced.kid, contentId: ID } });
});
afterAll(async () => {
  await Promise.all([verifier.close(), marker.close()]);
  await f.close();
});

const post = (path: string, body: string, headers: Record<string, string>) =>
  app.request(path, { method: 'POST', body, headers });
const asJson = (given: string, headers: Record<string, string> = {}, path = '/v1/verify') =>
  post(path, JSON.stringify({ text: given }), { 'content-type': 'application/json', ...headers });

describe('detect', () => {
  const detect = (given: string, headers = {}) => asJson(given, headers, '/v1/detect');

  test('finds the mark in a text, sent as JSON or as a file', async () => {
    const found = {
      technique: 'text-watermark',
      present: true,
      outcome: 'present',
      contentId: ID,
      marks: [{ kid: traced.kid }],
    };
    expect(await json(detect(text))).toMatchObject(found);
    expect(await json(post('/v1/detect', text, { 'content-type': 'text/plain' }))).toMatchObject(
      found,
    );
  });

  test('tells how sure it is to who is known alone', async () => {
    expect(JSON.stringify(await json(detect(text)))).not.toMatch(/alsePositive|share/);
    expect(await json(detect(text, f.bearer('verify')))).toMatchObject({
      marks: [{ falsePositiveProbability: expect.any(Number), share: expect.any(Number) }],
    });
  });

  test('does not take a short text for one without a mark', async () => {
    expect(await json(detect('A few words.'))).toMatchObject({
      present: false,
      outcome: 'too-short',
      contentId: null,
      marks: [],
    });
  });

  test('refuses a text where there is no profile', async () => {
    const bare = f.app().app;
    const response = await bare.request('/v1/detect', {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'text/plain' },
    });
    expect(response.status).toBe(415);
  });
});

describe('verify', () => {
  test('finds the mark, and tells who is known how sure it is and where', async () => {
    const report = await json(asJson(text, f.bearer('verify')));
    expect(report).toMatchObject({
      textMarks: {
        outcome: 'present',
        marks: [
          {
            kid: traced.kid,
            contentId: ID,
            issuer: 'Provenance development',
            share: expect.any(Number),
          },
        ],
      },
      verdict: { assurance: 'statistical', recovered: 'watermark' },
    });
  });

  const traces = { kid: traced.kid, contentId: ID };
  const silent = { kid: plain.kid, contentId: null };
  const other = drawnText(plain, 300);
  test.each([
    ['a whole text on record', text, traces, /^Recovered by the words of the text \(/],
    [
      'a part on record',
      `${text} ${plainText(900)}`,
      traces,
      /^Recovered by the words of the text/,
    ],
    ['a whole text', other, silent, / is in the words of the text \(/],
    [
      'a part of one',
      `${other} ${plainText(900)}`,
      silent,
      / is in the words of a part of the text/,
    ],
  ])('tells nobody else more than that it is there: %s', async (_, given, mark, says) => {
    const answer = await (await asJson(given)).text();
    const report = JSON.parse(answer);
    expect(report.textMarks).toMatchObject({ outcome: 'present', notLooked: null, marks: [mark] });
    expect(Object.keys(report.textMarks)).toEqual(['outcome', 'notLooked', 'marks']);
    const told = ['scheme', 'kid', 'contentId', 'issuer', 'marks'];
    expect(Object.keys(report.textMarks.marks[0])).toEqual(told);
    expect(answer).not.toMatch(/percent|share|characters|log10P|"scored"|hypotheses/);
    expect(answer).not.toMatch(/\d %/);
    // The least that holds of every mark, and no more.
    const odds = [...answer.matchAll(/"odds":([\d.e-]+)/g)].map(([, value]) => Number(value));
    expect(new Set(odds)).toEqual(new Set([1e-6]));
    expect(report.verdict.sentence).toMatch(says);
  });

  test('says of a text without one why none was found', async () => {
    const outcome = async (given: string) =>
      JSON.parse(await (await asJson(given)).text()).textMarks.outcome;
    expect(await outcome(plainText(3000))).toBe('absent');
    expect(await outcome('Ten words are too few to tell.')).toBe('too-short');
  });
});

describe('mark', () => {
  test('names what the text was drawn with, which leads back to its record', async () => {
    const id = '1122334455667788';
    const drawn = drawnText(traced, 300, { contentId: id, seed: 5 });
    const path = `/v1/mark?textMark=${traced.kid}&contentId=${id}`;
    const accept = { accept: 'application/json' };
    const marked = await json(asJson(drawn, { ...f.bearer('mark'), ...accept }, path));
    expect(marked).toMatchObject({
      contentId: id,
      keyId: traced.kid,
      unmarked: null,
      textMark: { scheme: traced.scheme },
      record: { status: 'written', contentId: id },
    });
    // What is left when all that is invisible was stripped.
    const report = await json(asJson(drawn));
    expect(report.verdict).toMatchObject({ recovered: 'watermark' });
  });

  test('of a text without the mark says so', async () => {
    const path = `/v1/mark?textMark=${plain.kid}`;
    const answer = await asJson(plainText(300, 7), f.bearer('mark'), path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('provenance-unmarked')).toBe('too-little-text');
  });

  test.each([
    ['a key that is not here', `textMark=${'0'.repeat(16)}`, 'no such key'],
    ['an id that is missing', `textMark=${traced.kid}`, 'contentId'],
    ['what is no kid', 'textMark=xyz', '16 hexadecimal digits'],
  ])('refuses %s', async (_, query, why) => {
    for (const [path, type] of [
      ['/v1/mark', 'application/json'],
      ['/v1/mark/stream', 'text/plain'],
    ] as const) {
      const body = type === 'text/plain' ? text : JSON.stringify({ text });
      const headers = { 'content-type': type, ...f.bearer('mark') };
      const answer = await post(`${path}?${query}`, body, headers);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain(why);
    }
  });

  test('refuses it of a picture', async () => {
    const headers = { 'content-type': 'image/png', ...f.bearer('mark') };
    const answer = await post(`/v1/mark?textMark=${plain.kid}`, 'x', headers);
    expect(answer.status).toBe(400);
  });

  test('of a stream names it in the record', async () => {
    const other = '8899aabbccddeeff';
    const drawn = drawnText(traced, 300, { contentId: other, seed: 3 });
    const path = `/v1/mark/stream?textMark=${traced.kid}&contentId=${other}`;
    const headers = { 'content-type': 'text/plain', ...f.bearer('mark') };
    const answer = await post(path, drawn, headers);
    expect((await answer.text()).startsWith(drawn)).toBe(true);
    expect(answer.headers.get('provenance-content-id')).toBe(other);
    const entry = await f.registry.byContentId(other);
    expect(entry?.record).toMatchObject({ watermark: { keyId: traced.kid } });
  });
});
