import { type JobAddresses, putFile } from './address.ts';
import type { Kept } from './kept.ts';
import type { Place } from './place.ts';

export interface AddressPlace {
  /** Of the job. */
  readonly id: string;
  readonly addresses: JobAddresses;
  readonly kept: Kept;
  readonly hosts: ReadonlySet<string>;
}

/**
 * An address that takes the marked file. Every PUT has the bytes of the record, so that it does not matter how many
 * there are; a file is dropped only after one was answered, so that where it is gone, it was put.
 */
export function addressPlace({ id, addresses, kept, hosts }: AddressPlace): Place {
  return {
    // An address that takes a file need not give one: what is there cannot be seen.
    refuseTaken: async () => {},
    keep: (hash, bytes) => kept.keep(id, hash, bytes),
    async settle(hash) {
      const bytes = await kept.bytesOf(id, hash);
      if (bytes !== null) await putFile(addresses, bytes, hosts);
      await kept.drop(id);
    },
  };
}
