/** Where a marked file goes, in two steps: nobody sees it before its record is written. */
export interface Place {
  /** @throws ProvenanceError FILE_EXISTS where something else is known to be there. */
  refuseTaken(): Promise<void>;
  /** Keeps a file where any worker finds it by its hash, and nobody else looks. */
  keep(hash: string, bytes: Uint8Array): Promise<void>;
  /**
   * Brings the kept file of this hash to its place, and takes away all that are kept; does nothing where it was brought
   * there before.
   */
  settle(hash: string): Promise<void>;
}
