import { Readable } from 'node:stream';
import { type Signer, signTextStream, type Trust, verify } from '@provenance/sdk';

/** Tokens go out as they come; the credential follows at the end, where nobody sees it. */
export function answer(tokens: AsyncIterable<string>, signer: Signer): ReadableStream<string> {
  const model = { name: 'example-llm', version: '3' };
  const generator = { name: 'Example Chat', version: '1.4' };
  const signing = signTextStream<string>({ kind: 'created', model, generator }, signer);
  const written = Readable.toWeb(Readable.from(tokens)) as ReadableStream<string>;
  return written.pipeThrough(signing);
}

/** What somebody pasted: which parts of it were signed, by whom, and whether they are unchanged. */
export async function pasted(text: string, trust: Trust) {
  const { verdict, parts } = await verify({ text }, { trust });
  return [verdict.sentence, ...parts.map(({ lines, verdict }) => [lines, verdict.integrity])];
}
