/** A message in each language. Slots are written `{name:kind}`, the same ones in both. */
export interface Entry {
  readonly en: string;
  readonly ja: string;
}

/** What can stand in a slot, and how it is shown. The list is closed: whatever a file says is a `name` or a `text`. */
export interface SlotTypes {
  /** Our own tokens, as a content id: letters, digits and `._:/+-`. Anything else is quoted like a name. */
  id: string;
  /** Several ids of which one will do. */
  ids: readonly string[];
  /** A name out of a file, quoted, 60 characters at most. */
  name: string;
  /** A path, an option or other words of the reader's own, as they are; what cannot be seen is spelled out. */
  path: string;
  /** Longer words out of a file or a library, quoted, 200 characters at most. */
  text: string;
  /** RFC 3339, shown in the reader's time zone; quoted if it is something else. */
  time: string;
  /** A bound on a probability: a power of ten. */
  chance: number;
  /** The same bound as how many there are for one that has it: `10^12`. */
  rarity: number;
  count: number;
  /** A clause or a sentence within this one. */
  message: MessageLike;
  /** Sentences, one behind the other. */
  messages: readonly MessageLike[];
  /** Clauses as a list. */
  list: readonly MessageLike[];
}

/** A message of this catalogue, as far as a slot has to know. */
export interface MessageLike {
  readonly code: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

type Kind = keyof SlotTypes;

/** The slots of a text, as `name:kind`. */
export type Slots<Text extends string> =
  Text extends `${string}{${infer Name}:${infer OfKind}}${infer Rest}`
    ? `${Name}:${OfKind}` | Slots<Rest>
    : never;

/** What a text needs to be rendered. */
export type ParametersOf<Text extends string> = {
  readonly [Slot in Slots<Text> as Slot extends `${infer Name}:${string}`
    ? Name
    : never]: Slot extends `${string}:${infer OfKind extends Kind}` ? SlotTypes[OfKind] : never;
};

type Known<Text extends string> = [Slots<Text>] extends [`${string}:${Kind}`] ? true : false;

type SameSlots<One extends string, Other extends string> = [Slots<One>, Slots<Other>] extends [
  Slots<Other>,
  Slots<One>,
]
  ? Known<One> extends true
    ? unknown
    : { readonly en: 'a slot of an unknown kind' }
  : { readonly ja: 'other slots than the English text' };

/** Holds that both languages have the same slots, of known kinds: what differs does not compile. */
export function entries<const Table extends Readonly<Record<string, Entry>>>(
  table: Table & { [Code in keyof Table]: SameSlots<Table[Code]['en'], Table[Code]['ja']> },
): Table {
  return table;
}
