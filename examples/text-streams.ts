// The text of a model, signed on its way out: as a fetch response, through Node streams, as the text
// stream of an AI SDK, and as the events of a chat API.
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  createDevelopmentCertificates,
  type Origin,
  pemSigner,
  type Signer,
  signTextStream,
  verify,
} from '@provenance/sdk';

const ORIGIN: Origin = {
  kind: 'created',
  model: { name: 'example-llm', version: '3' },
  generator: { name: 'Example Chat', version: '1.4' },
};

/** A response of plain text, which becomes longer: its old length must not be sent on. */
export function signResponse(response: Response, signer: Signer): Response {
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  const body = response.body?.pipeThrough(signTextStream<Uint8Array>(ORIGIN, signer)) ?? null;
  return new Response(body, { status: response.status, headers });
}

/** For `pipeline(source, signingStream(signer), destination)`. */
export function signingStream(signer: Signer): Duplex {
  return Duplex.fromWeb(signTextStream<Uint8Array>(ORIGIN, signer) as never);
}

/** The `textStream` of an AI SDK: an async iterable of strings, or a stream, which is one too. */
export function signTokens(tokens: AsyncIterable<string>, signer: Signer): ReadableStream<string> {
  return ReadableStream.from(tokens).pipeThrough(signTextStream<string>(ORIGIN, signer));
}

/** An event of a chat API, as far as it matters here. */
export interface ChatEvent {
  readonly choices: readonly {
    readonly delta: { readonly role?: string; readonly content?: string };
    readonly finish_reason?: string | null;
  }[];
}

/**
 * The events of one answer, each passed on as it is and at once; before the one that ends it (or at the
 * end) comes one more, whose content is the credential. Clients that append `content` need no change.
 */
export async function* signEvents(
  events: AsyncIterable<ChatEvent>,
  signer: Signer,
): AsyncGenerator<ChatEvent> {
  const { readable, writable } = signTextStream<string>(ORIGIN, signer);
  const [writer, reader] = [writable.getWriter(), readable.getReader()];
  const pass = async (content: string) => {
    await Promise.all([writer.write(content), reader.read()]);
  };
  const credential = async (): Promise<ChatEvent[]> => {
    const [{ value }] = await Promise.all([reader.read(), writer.close()]);
    return value === undefined ? [] : [{ choices: [{ delta: { content: value } }] }];
  };
  let ended = false;
  try {
    for await (const event of events) {
      const [choice] = event.choices;
      if (choice?.delta.content && !ended) await pass(choice.delta.content);
      if (choice?.finish_reason && !ended) {
        ended = true;
        yield* await credential();
      }
      yield event;
    }
    if (!ended) yield* await credential();
  } finally {
    // Of an answer that broke off: nothing of it is signed.
    await writer.abort().catch(() => {});
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { certificates, key } = await createDevelopmentCertificates({ alg: 'Ed25519' });
  const signer = await pemSigner({ certificates, key });
  async function* tokens() {
    yield* ['A model', ' wrote', ' this.'];
  }
  let text = '';
  for await (const token of signTokens(tokens(), signer)) text += token;
  console.log(`${text.length} UTF-16 units, of which 21 can be seen: ${text}`);
  console.log((await verify({ text })).verdict.sentence);
}
