import { dateTime, encodeCbor } from '@provenance/cose/cbor';
import { refuse } from '../manifest/rules.ts';
import type { ThumbnailFile } from '../manifest/thumbnail.ts';
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
  return named(label, superbox(kind, label, box(kind, content)));
}

/** A thumbnail as an embedded file (C2PA 2.4 clauses 18.12 and 8.3.2.3): its type, and its bytes. */
export function writeThumbnail(
  label: string,
  { mediaType, bytes }: ThumbnailFile,
): WrittenAssertion {
  const about = box('bfdb', Buffer.from(`\0${mediaType}\0`, 'latin1'));
  return named(label, superbox('file', label, about, box('bidb', bytes)));
}

function named(label: string, box: Uint8Array): WrittenAssertion {
  return { box, uri: hashedUri(`self#jumbf=c2pa.assertions/${label}`, box.subarray(8)) };
}

/**
 * The assertions of a definition, in its order. Where the CDDL of C2PA 2.4 has a type that JSON lacks, it is
 * written as that type: times of actions, and the values of soft bindings.
 *
 * @param ingredients By the label under which the actions name them.
 */
export function writeAssertions(
  definitions: readonly DefinedAssertion[],
  ingredients: ReadonlyMap<string, HashedUri>,
): WrittenAssertion[] {
  const counts = new Map<string, number>();
  const named = definitions.map((definition) => {
    const count = counts.get(definition.label) ?? 0;
    counts.set(definition.label, count + 1);
    return { ...definition, name: definition.label + (count === 0 ? '' : `__${count}`) };
  });
  const write = ({ name, label, data, kind }: (typeof named)[number]) =>
    kind === 'Json'
      ? writeAssertion(name, 'json', Buffer.from(JSON.stringify(data)))
      : writeAssertion(
          name,
          'cbor',
          encodeCbor(label === SOFT_BINDING ? typedSoftBinding(data) : data),
        );
  const others = new Map(
    named.filter(({ label }) => label !== ACTIONS).map((entry) => [entry, write(entry)]),
  );
  const softBindings = [...others].flatMap(([{ label }, { uri }]) =>
    label === SOFT_BINDING ? [uri] : [],
  );
  return named.map(
    (entry) =>
      others.get(entry) ??
      write({ ...entry, data: typedActions(entry.data, ingredients, softBindings) }),
  );
}

const ACTIONS = 'c2pa.actions.v2';
const SOFT_BINDING = 'c2pa.soft-binding';

type Json = Readonly<Record<string, unknown>>;

function typedActions(
  data: unknown,
  ingredients: ReadonlyMap<string, HashedUri>,
  softBindings: readonly HashedUri[],
): Json {
  const { actions, ...rest } = data as { actions: readonly Json[] };
  return {
    ...rest,
    actions: actions.map(({ when, parameters, ...action }) => {
      const { ingredientIds, ...others } = (parameters ?? {}) as {
        ingredientIds?: readonly string[];
      };
      const written = {
        ...others,
        ...(ingredientIds && { ingredients: ingredientIds.map((id) => ingredients.get(id)) }),
        // What the mark is bound by (clause 18.15.4.7).
        ...(action.action === BOUND && softBindings.length > 0
          ? { relatedAssertions: softBindings }
          : {}),
      };
      return {
        ...action,
        ...(when === undefined ? {} : { when: dateTime(when as string) }),
        ...(Object.keys(written).length > 0 ? { parameters: written } : {}),
      };
    }),
  };
}

const BOUND = 'c2pa.watermarked.bound';

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
