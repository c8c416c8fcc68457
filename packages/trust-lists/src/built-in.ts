import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ProvenanceError } from '@provenance/content';
import { ROLES, type TrustList, type TrustListName } from './list.ts';

type Published = Pick<TrustList, 'date' | 'dateFrom' | 'source' | 'sha256' | 'count'>;

const INTERIM =
  'https://github.com/contentauth/verify-site/blob/d9024f252270294abb8effad20482d08a6340469/static/trust/anchors.pem';

/**
 * The lists in `data/`: those of C2PA byte for byte as they were published, the interim list parted by what
 * its certificates are for, as anchors of signers vouch for no time stamp.
 */
const PUBLISHED: Readonly<Record<TrustListName, Published>> = {
  c2pa: {
    date: '2026-08-05',
    dateFrom: 'issue',
    source:
      'https://github.com/c2pa-org/conformance-public/blob/main/trust-list/C2PA-TRUST-LIST.pem',
    sha256: '75cacc98b79ecac33713c7ecfb58d4a0ef383f3c1f886e7409f9e37e8664aea5',
    count: 30,
  },
  'c2pa-tsa': {
    date: '2026-07-08',
    dateFrom: 'newest-certificate',
    source:
      'https://github.com/c2pa-org/conformance-public/blob/main/trust-list/C2PA-TSA-TRUST-LIST.pem',
    sha256: 'c688d3555f4a2f1f8d663472bbd37888ff234abdd234c25934c0f9292e4eb5c9',
    count: 22,
  },
  interim: {
    date: '2025-08-13',
    dateFrom: 'newest-certificate',
    source: INTERIM,
    sha256: 'f124ecfe3d87632b0ae1018d3c89ebc2b3e3eeb4b7322e0c16ce9f8c66198887',
    count: 18,
  },
  'interim-tsa': {
    date: '2025-05-07',
    dateFrom: 'newest-certificate',
    source: INTERIM,
    sha256: '31779c1b7e36884edad6e36634000d6ee602fe27d096198fbf98852398d822bc',
    count: 2,
  },
};

/**
 * A list that came with this package.
 *
 * @throws ProvenanceError TRUST_MALFORMED if it is not what was published: the package was changed.
 */
export async function builtInTrustList(name: TrustListName): Promise<TrustList> {
  const published = PUBLISHED[name];
  const bytes = await readFile(new URL(`../data/${name}.pem`, import.meta.url));
  if (createHash('sha256').update(bytes).digest('hex') !== published.sha256) {
    throw new ProvenanceError(
      'TRUST_MALFORMED',
      'The list in this package is not the published one.',
    );
  }
  return {
    name,
    ...ROLES[name],
    ...published,
    uri: published.source,
    isBuiltIn: true,
    anchors: bytes.toString('utf8'),
  };
}
