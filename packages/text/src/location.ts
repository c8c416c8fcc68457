/** Where a manifest stands in a text, by annex of C2PA 2.4: A.7, A.8 and A.9. */
export type TextMethod = 'html' | 'unstructured' | 'structured';

/** Bytes `start` to `start + length` of the text as it is stored. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * Why no manifest was located. With 2.5 all of these mean "no manifest"; the codes of 2.4 and
 * `manifest.inaccessible.malformed` (2.5) are kept as the explanation. `text.notUtf8` and
 * `text.headTooLarge` are ours: no version has a code for them.
 */
export type AbsenceReason =
  | 'manifest.text.corruptedWrapper'
  | 'manifest.text.multipleWrappers'
  | 'manifest.html.multipleManifests'
  | 'manifest.structuredText.multipleReferences'
  | 'manifest.structuredText.noManifest'
  | 'manifest.structuredText.emptyReference'
  | 'manifest.inaccessible.malformed'
  | 'text.notUtf8'
  | 'text.headTooLarge';

/** Something that has the shape of a credential, whether or not it counts as one. */
export interface Candidate {
  readonly method: TextMethod;
  /** The wrapper, element or block; `strip` takes these bytes away. */
  readonly range: ByteRange;
  /** The manifest store, if it is in the text and could be decoded. It was not parsed. */
  readonly store: Uint8Array | null;
  /** Where the text says that the store is: a URI reference, as written. It was not fetched. */
  readonly reference: string | null;
  /** Null if the candidate is complete: it has a store or a reference. */
  readonly problem: AbsenceReason | null;
}

/** A complete {@link Candidate}: it has a store or a reference, never both. */
export type Credential = Candidate & { readonly problem: null } & (
    | { readonly store: Uint8Array; readonly reference: null }
    | { readonly store: null; readonly reference: string }
  );

/** What `locate` found. */
export type Location =
  | {
      readonly state: 'found';
      readonly credential: Credential;
      /**
       * The only exclusion that a data hash in this manifest may have, exactly; null if it may have
       * none (a manifest that HTML links to, A.7.2).
       */
      readonly exclusion: ByteRange | null;
      /** In the order of the text, the credential among them; not more than 64. */
      readonly candidates: readonly Candidate[];
    }
  | {
      readonly state: 'absent';
      /** Null if there is nothing like a credential. */
      readonly reason: AbsenceReason | null;
      readonly candidates: readonly Candidate[];
    };
