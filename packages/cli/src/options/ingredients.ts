import { readCredentials, type Trust } from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import { say } from '@provenance/messages';
import { namedFile } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';
import { note } from '../terminal/words.ts';
import type { OriginOptions } from './origin.ts';

/**
 * A line for each parent, component and input whose credential does not check out. It is taken in as
 * it is, and every verifier will see what is wrong with it: better known before than after.
 */
export async function ingredientNotes(
  io: Io,
  { parent, component = [], input = [] }: OriginOptions,
  trust: Trust | null,
): Promise<string[]> {
  const named = [
    ...(parent === undefined ? [] : [['--parent', parent] as const]),
    ...component.map((path) => ['--component', path] as const),
    ...input.map((path) => ['--input', path] as const),
  ];
  const notes: string[] = [];
  for (const [option, path] of named) {
    const problem = await problemOf(await namedFile(io, option, path), io.signal, trust);
    if (problem === null) continue;
    const said = say('told.of-file', {
      file: `${option} ${path}`,
      said: [say('told.store-of-old', { status: problem })],
    });
    notes.push(note(io, said));
  }
  return notes;
}

async function problemOf(
  path: string,
  signal: AbortSignal,
  trust: Trust | null,
): Promise<string | null> {
  try {
    const report = await readCredentials(path, { signal, ...(trust && { trust }) });
    const { state, failure, reason } = report;
    if (state !== 'Invalid') return null;
    const [first] = failure.filter(({ code }) => code !== 'signingCredential.untrusted');
    return first?.code ?? reason ?? state;
  } catch (error) {
    // Signing opens it again, and says so in its place.
    if (error instanceof ProvenanceError) return null;
    throw error;
  }
}
