/** What is known to be wrong with the engine that is loaded, as far as it matters to what is verified. */
export interface EngineHole {
  /** As c2pa-rs's list of changes has it, or in words of our own where it has none. */
  readonly title: string;
  /** What a hostile file or signer can do with it. */
  readonly meaning: string;
  /** The release of c2pa-rs without it; null: none so far. */
  readonly closedIn: string | null;
  /** Checks of this package make up for it. */
  readonly covered: boolean;
}

/**
 * Of c2pa-rs 0.90.1, by its list of changes up to 0.92.0 and by experiment with both. What is covered has
 * its tests in `attacks.test.ts`.
 */
export const KNOWN_HOLES: readonly EngineHole[] = [
  {
    title: 'Validate inputTo ingredients against manifest tampering (#2455)',
    meaning:
      'Manifests of inputs were verified by nobody, and their redactions took assertions out of any manifest.',
    closedIn: '0.91.0',
    covered: true,
  },
  {
    title: 'Prevent ingredient assertions from canceling active-manifest failures (#2535)',
    meaning: 'A signer could write down that its own failures had been there before.',
    closedIn: '0.91.0',
    covered: true,
  },
  {
    title: 'Reject data hash exclusions that do not match the manifest location (#2673, #2643)',
    meaning: 'A hash could leave out the picture.',
    closedIn: '0.91.0',
    covered: true,
  },
  {
    title:
      'Reject BMFF Merkle maps that verify against no track, or without an initHash (#2369, #2609)',
    meaning: 'Media under such a map was compared with nothing.',
    closedIn: '0.91.0',
    covered: true,
  },
  {
    title: 'A BMFF hash without a hash',
    meaning: 'A signature of its kind held for any file.',
    closedIn: null,
    covered: true,
  },
  {
    title: 'Make BMFF hash exclusion of /free and /skip boxes configurable (#2511)',
    meaning: 'Media could lie where no hash looks.',
    closedIn: null,
    covered: true,
  },
  {
    title: 'A box hash says nothing of parts behind the last one listed',
    meaning: 'Anything could be appended to a file that is bound by one.',
    closedIn: null,
    covered: true,
  },
  {
    title: 'Apply certificate validity checks to all intermediate CAs (#2480)',
    meaning: 'An authority that had expired vouched for new signers.',
    closedIn: '0.91.0',
    covered: true,
  },
  {
    title: 'Time stamps of claims of version 1 are trusted, whoever made them',
    meaning: 'A key that had leaked was good for any date.',
    closedIn: null,
    covered: true,
  },
  {
    title: 'Authorize the OCSP responder, and classify what it says (#2542, #2616, #2620)',
    meaning: 'An answer that a certificate was revoked went unheard.',
    closedIn: '0.91.0',
    covered: true,
  },
  {
    title: 'Reject loopback and DNS-rebinding hosts in did:web resolution (#2349, #2411)',
    meaning:
      'An identity assertion had the verifier connect to any address, its own network too, with fetching switched off.',
    closedIn: '0.91.0',
    covered: true,
  },
  {
    title: 'Diamond inputTo manifest exponential reverifications (#2492), parent cycles (#2493)',
    meaning: 'Manifests that name each other often kept a thread busy for hours.',
    closedIn: '0.91.0',
    covered: true,
  },
  {
    title: 'Assertions of thousands of values, manifests of thousands of assertions',
    meaning: 'A megabyte takes a minute and a gigabyte of memory.',
    closedIn: null,
    covered: true,
  },
  {
    title: 'Compressed ID3 frames and PDF object streams without a limit',
    meaning: 'A kilobyte becomes gigabytes in memory.',
    closedIn: null,
    covered: true,
  },
  {
    title: 'Memory amplification and too many sub-files in TIFF (#2282)',
    meaning: '38 kB took three minutes and a gigabyte of memory.',
    closedIn: '0.91.0',
    covered: true,
  },
  {
    title:
      'Underflow in ID3 v2.3 frames (#2284) and JUMBF descriptions (#2334), panic on a time stamp out of range (#2469)',
    meaning:
      'The engine breaks down over a file and writes so to stderr; the report is an error, and other files go on.',
    closedIn: '0.91.0',
    covered: false,
  },
];
