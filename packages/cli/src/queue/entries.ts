import { say } from '@provenance/messages';
import { UsageError } from '../terminal/usage-error.ts';
import { type JobAddresses, parseAddresses, shownAddress } from './address.ts';
import type { QueueJob } from './job.ts';

/** What a list names. */
export interface ListEntries {
  readonly paths: readonly string[];
  readonly addresses: readonly Required<Pick<QueueJob, 'input' | 'output' | 'addresses'>>[];
}

/**
 * The entries of a list: JSON objects, which have addresses, and all else, which are paths. No mistake is told with what
 * the entry says, for a signed address is a secret.
 *
 * @throws UsageError for an object that has no addresses, and for two that go to the same place.
 */
export function listEntries(option: string, lines: readonly string[]): ListEntries {
  const paths: string[] = [];
  const addresses = new Map<string, ListEntries['addresses'][number]>();
  lines.forEach((line, i) => {
    if (!/^\s*\{\s*["}]/.test(line)) {
      paths.push(line);
      return;
    }
    const entry = addressesIn(line);
    if (entry === null) throw new UsageError(say('mistake.queue-entry', { option, number: i + 1 }));
    const [input, output] = [shownAddress(entry.url), shownAddress(entry.put)];
    if (addresses.has(output)) {
      throw new UsageError(say('mistake.queue-same-place', { option, place: output }));
    }
    addresses.set(output, { input, output, addresses: entry });
  });
  return { paths, addresses: [...addresses.values()] };
}

function addressesIn(line: string): JobAddresses | null {
  try {
    return parseAddresses(JSON.parse(line));
  } catch {
    return null;
  }
}
