import { dateTime, encodeCbor } from '@provenance/cose/cbor';
import { refuse } from '../manifest/rules.ts';
import { box, type HashedUri, hashedUri, superbox } from '../store/jumbf.ts';

/** One assertion of a manifest definition, as {@link buildManifest} writes it. */
export interface DefinedAssertion {
  readonly label: string;
  readonly data: unknown;
  readonly kind?: string;
}

/** An assertion's box, and how the claim and other assertions name it. */
export interface WrittenAssertion {
  readonly box: Uint8Array;
  readonly uri: HashedUri;
}

/** @param content CBOR or JSON, encoded. */
export function writeAssertion(
  label: string,
  kind: 'cbor' | 'json',
  content: Uint8Array,
): WrittenAssertion {
  const written = superbox(kind, label, box(kind, content));
  return {
    box: written,
    uri: hashedUri(`self#jumbf=c2pa.assertions/${label}`, written.subarray(8)),
  };
}

/**
 * The assertions of a definition. Where the CDDL of C2PA 2.4 has a type that JSON lacks, it is written
 * as that type: times of actions, and the values of soft bindings.
 *
 * @param ingredients By the label under which the actions name them.
 */
export function writeAssertions(
  definitions: readonly DefinedAssertion[],
  ingredients: ReadonlyMap<string, HashedUri>,
): WrittenAssertion[] {
  const counts = new Map<string, number>();
  return definitions.map(({ label, data, kind }) => {
    const count = counts.get(label) ?? 0;
    counts.set(label, count + 1);
    const name = count === 0 ? label : `${label}__${count}`;
    return kind === 'Json'
      ? writeAssertion(name, 'json', Buffer.from(JSON.stringify(data)))
      : writeAssertion(name, 'cbor', encodeCbor(typed(label, data, ingredients)));
  });
}

type Json = Readonly<Record<string, unknown>>;

function typed(label: string, data: unknown, ingredients: ReadonlyMap<string, HashedUri>): unknown {
  if (label === 'c2pa.actions.v2') {
    const { actions, ...rest } = data as { actions: readonly Json[] };
    return { ...rest, actions: actions.map((action) => typedAction(action, ingredients)) };
  }
  return label === 'c2pa.soft-binding' ? typedSoftBinding(data) : data;
}

function typedAction(
  { when, parameters, ...action }: Json,
  ingredients: ReadonlyMap<string, HashedUri>,
): Json {
  const { ingredientIds, ...others } = (parameters ?? {}) as { ingredientIds?: readonly string[] };
  const named = ingredientIds?.map((id) => ingredients.get(id));
  return {
    ...action,
    ...(when === undefined ? {} : { when: dateTime(when as string) }),
    ...(parameters === undefined
      ? {}
      : { parameters: named ? { ...others, ingredients: named } : others }),
  };
}

/**
 * The CDDL of clause 18.10 has a byte string. That of an origin's soft binding is one already; an
 * assertion in JSON has base64 for it.
 */
function typedSoftBinding(data: unknown): unknown {
  const { blocks, ...rest } = (data ?? {}) as { blocks?: unknown };
  if (!Array.isArray(blocks)) refuse('a c2pa.soft-binding needs blocks.');
  return {
    ...rest,
    blocks: blocks.map((block: Json) => {
      if (block?.value instanceof Uint8Array) return { ...block, value: Buffer.from(block.value) };
      const value = Buffer.from(String(block?.value), 'base64');
      if (value.toString('base64') !== block?.value) {
        refuse('the value in a block of c2pa.soft-binding must be base64.');
      }
      return { ...block, value };
    }),
  };
}
