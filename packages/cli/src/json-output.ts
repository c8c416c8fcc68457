// Generated from packages/cli/schema: npm run schemas
/**
 * The output of `provenance keys show --json`.
 */
export interface CertificatesOutput1 {
  schema: 'provenance.certificates/1';
  certificates: {
    subject: string;
    issuer: null | string;
    organization: null | string;
    commonName: null | string;
    serial: null | string;
    /**
     * RFC 3339.
     */
    notBefore: string;
    /**
     * RFC 3339.
     */
    notAfter: string;
    publicKey: string;
    extendedKeyUsages: string[];
    certificateAuthority: boolean;
    sha256: string;
    development: boolean;
  }[];
  /**
   * Only of what `keys record` has written: the certificates are those of the signer who has certified it.
   */
  recordKey?: {
    /**
     * SHA-256 of what its signer has signed of the delegation.
     */
    id: string;
    organization: string;
    /**
     * RFC 3339.
     */
    validFrom: string;
    /**
     * RFC 3339.
     */
    validUntil: string;
  };
}

/**
 * One line of `provenance detect --json`.
 */
export interface DetectOutput1 {
  schema: 'provenance.detect/1';
  file: string;
  present: boolean;
  contentId: null | string;
  falsePositiveProbability: number;
  geometry: null | {
    rotation: number;
    scaleX: number;
    scaleY: number;
    flip: boolean;
    offset: number[];
    inverted: boolean;
    toTile: {
      a: number;
      b: number;
      c: number;
      d: number;
      e: number;
      f: number;
      g: number;
      h: number;
    };
  };
  correctedBits: number;
  keyId: null | string;
  effort: null | string;
  ms: number;
  configuration: {
    used: null | string;
    passedOver: {
      file: string;
      why: 'untrusted' | 'changed';
    }[];
  };
}

/**
 * One line of `provenance detect --text --json`.
 */
export interface DetectTextOutput1 {
  schema: 'provenance.detect-text/1';
  file: string;
  /**
   * absent: no mark of the evidence that is expected; never that a person wrote the text. too-short, too-predictable: it cannot be told.
   */
  outcome: 'present' | 'absent' | 'too-short' | 'too-predictable';
  /**
   * Of the least probable test, all hypotheses counted.
   */
  log10P: number;
  /**
   * Tests that were counted: keys, tokenizers, forms of the text, windows.
   */
  hypotheses: number;
  /**
   * Evidence a token that a mark needs to be found here nine times in ten; null: no token was scored.
   */
  leastEvidence: number | null;
  /**
   * The least probable first, one for each part of the text. Empty unless present.
   */
  marks: {
    scheme: string;
    kid: string;
    contextWidth: number;
    tokenizer: string;
    /**
     * The form of the text that carries it: as it was given, or cleaned.
     */
    variant: 'given' | 'clean';
    /**
     * How many the mark covers.
     */
    tokens: number;
    /**
     * From and behind, in UTF-16 units of the text without its credential.
     *
     * @minItems 2
     * @maxItems 2
     */
    characters: number[];
    scored: number;
    /**
     * Mean score less 1.
     */
    evidence: number;
    log10P: number;
    /**
     * Of a traced mark, if it could be read.
     */
    contentId: string | null;
  }[];
  /**
   * Which provenance.config.json counted.
   */
  configuration: {
    /**
     * Relative to the working folder; null: none.
     */
    used: string | null;
    /**
     * Nearer ones, in folders that the user does not trust (untrusted) or trusted when they said something else (changed).
     */
    passedOver: {
      file: string;
      why: 'untrusted' | 'changed';
    }[];
  };
}

/**
 * The output of `provenance disclose --json`.
 */
export type DiscloseOutput1 =
  | {
      schema: 'provenance.disclose/1';
      command: 'write';
      ok: true;
      version: number;
      signed: boolean;
      explained: string[];
      files: string[];
    }
  | {
      schema: 'provenance.disclose/1';
      command: 'write';
      ok: false;
      /**
       * What the configuration does not answer.
       */
      gaps: {
        item: string;
        /**
         * A sentence or clause by its code, with what is put into it.
         */
        says: {
          code: string;
          /**
           * By name: strings, numbers, other messages, or lists of them.
           */
          parameters: {
            [k: string]: unknown;
          };
        };
        text: string;
      }[];
    }
  | {
      schema: 'provenance.disclose/1';
      command: 'check';
      ok: boolean;
      drift: {
        kind: string;
        /**
         * A sentence or clause by its code, with what is put into it.
         */
        says: {
          code: string;
          /**
           * By name: strings, numbers, other messages, or lists of them.
           */
          parameters: {
            [k: string]: unknown;
          };
        };
        text: string;
        /**
         * What mends it, where a command does.
         */
        command: null | string;
      }[];
      /**
       * What fails nothing, as whoever runs this cannot mend it: figures that came with the software and are older than it.
       */
      notes: {
        kind: string;
        /**
         * A sentence or clause by its code, with what is put into it.
         */
        says: {
          code: string;
          /**
           * By name: strings, numbers, other messages, or lists of them.
           */
          parameters: {
            [k: string]: unknown;
          };
        };
        text: string;
        /**
         * What mends it, where a command does.
         */
        command: null | string;
      }[];
    };

/**
 * The output of `provenance doctor --json`.
 */
export interface DoctorOutput1 {
  schema: 'provenance.doctor/1';
  ok: boolean;
  problem: null | string;
  findings: {
    what: string;
    value: null | string;
    problem: null | string;
  }[];
  settings: {
    field: string;
    value: string[] | null | string;
    source: string;
  }[];
  engine: null | {
    name: string;
    version: null | string;
    sdkVersion: string;
    other: {
      name: string;
      version: null | string;
      sdkVersion: string;
      missing: null | string;
    };
  };
  signs: string[];
  reads: string[];
  text: string[];
  knownHoles: {
    title: null | string;
    meaning: string;
    closedIn: null | string;
    covered: boolean;
  }[];
}

/**
 * One line of `provenance embed --json`.
 */
export interface EmbedOutput1 {
  schema: 'provenance.embed/1';
  file: string;
  output: null | string;
  contentId: string;
  keyId: null | string;
  psnr: null | number;
  losses: {
    kind: 'frames' | 'pages' | 'separations' | 'colours' | 'pictures' | 'parts';
    /**
     * The format's own names of what goes.
     */
    parts: string[];
  }[];
  /**
   * Only of folders: how many files in them were passed over, because they are of other kinds. A note on standard error names them.
   */
  passedOver?: number;
}

/**
 * One line of `provenance guard … --json`.
 */
export type GuardOutput1 =
  | {
      schema: 'provenance.guard/1';
      id: string;
      /**
       * RFC 3339.
       */
      added: string;
      kind: 'picture' | 'text';
      title: null | string;
      contact: string;
      reason: string;
      by: null | string;
      /**
       * Their algorithms: what can be found.
       */
      fingerprints: string[];
      /**
       * YYYY-MM-DD.
       */
      retainUntil: null | string;
      logIndex: number;
      removed: null | {
        time: string;
        reason: string;
        by: null | string;
      };
      /**
       * With --hits.
       */
      hits?: {
        time: string;
        logIndex: number;
        work: string;
        action: 'block' | 'flag' | 'log';
        alg: string;
        distance: null | number;
        parts: null | number;
        contentId: null | string;
      }[];
    }
  | {
      schema: 'provenance.guard/1';
      id: string;
      erased: true;
    }
  | {
      schema: 'provenance.guard/1';
      file: string;
      status: 'alike' | 'clear' | 'unchecked';
      matches: {
        /**
         * Its id on the list of `provenance guard`.
         */
        work: string;
        /**
         * By which fingerprint it was found.
         */
        alg: string;
        /**
         * Bits of 256 that differ; null where parts were found.
         */
        distance: null | number;
        /**
         * Parts of the work that lie in the output as they do in the work; null where it is alike as a whole.
         */
        parts: null | number;
      }[];
      /**
       * On the list.
       */
      works: number;
    };

/**
 * The output of `provenance inspect --json`.
 */
export interface InspectOutput1 {
  schema: 'provenance.inspect/1';
  file: string;
  state: 'Trusted' | 'Valid' | 'Invalid' | 'NoManifest' | 'Remote' | 'Error';
  reason: null | string;
  mediaType: null | string;
  embedded: boolean;
  remoteUrl: null | string;
  success: Status[];
  informational: Status[];
  failure: Status[];
  ingredientFailures: Status[];
  /**
   * Of a text that as a whole is not what was signed: its parts that still are.
   */
  parts: Part[];
  activeManifest: null | string;
  manifests: Manifest[];
  leftOut: {
    start: number;
    length: number;
    kind: 'store' | 'metadata' | 'display' | 'padding' | 'content' | 'unknown';
  }[];
  moved: null | number;
  onOlderList: boolean;
  notYetValid: boolean;
  judgedAt: null | string;
  trustList: null | {
    anchors: List[];
    olderAnchors: List[];
    allowedList: List[];
    tsaAnchors: List[];
    trustConfig: List;
  };
  engine: {
    name: string;
    version: string;
  };
  /**
   * The engine's own JSON of the store: its fields are those of the manifests and of the engine.
   */
  store: null | {
    [k: string]: unknown;
  };
  configuration: {
    used: null | string;
    passedOver: {
      file: string;
      why: 'untrusted' | 'changed';
    }[];
  };
  /**
   * Only with --certs: what each certificate of the signer says, its own first.
   */
  certificates?: {
    subject: string;
    issuer: null | string;
    organization: null | string;
    commonName: null | string;
    serial: null | string;
    /**
     * RFC 3339.
     */
    notBefore: string;
    /**
     * RFC 3339.
     */
    notAfter: string;
    publicKey: string;
    extendedKeyUsages: string[];
    certificateAuthority: boolean;
    sha256: string;
    development: boolean;
  }[];
  /**
   * Only with --certs: the same as PEM.
   */
  pem?: null | string;
  /**
   * Only with --output: what was written.
   */
  resources?: {
    file: string;
    uri: string;
  }[];
}
interface Status {
  code: string;
  url: null | string;
  explanation: null | string;
}
interface Part {
  start: number;
  length: number;
  lines: number[];
  report: Report;
  differs: ('encoding' | 'byte-order-mark' | 'line-ends' | 'blanks')[];
}
interface Report {
  state: 'Trusted' | 'Valid' | 'Invalid' | 'NoManifest' | 'Remote' | 'Error';
  reason: null | string;
  mediaType: null | string;
  embedded: boolean;
  remoteUrl: null | string;
  success: Status[];
  informational: Status[];
  failure: Status[];
  ingredientFailures: Status[];
  /**
   * Of a text that as a whole is not what was signed: its parts that still are.
   */
  parts: Part[];
  activeManifest: null | string;
  manifests: Manifest[];
  leftOut: {
    start: number;
    length: number;
    kind: 'store' | 'metadata' | 'display' | 'padding' | 'content' | 'unknown';
  }[];
  moved: null | number;
  onOlderList: boolean;
  notYetValid: boolean;
  judgedAt: null | string;
  trustList: null | {
    anchors: List[];
    olderAnchors: List[];
    allowedList: List[];
    tsaAnchors: List[];
    trustConfig: List;
  };
  engine: {
    name: string;
    version: string;
  };
  /**
   * The engine's own JSON of the store: its fields are those of the manifests and of the engine.
   */
  store: null | {
    [k: string]: unknown;
  };
}
interface Manifest {
  label: string;
  title: null | string;
  mediaType: null | string;
  claimGenerator: null | {
    name: string;
    version: null | string;
  };
  claimVersion: null | number;
  specVersion: null | string;
  signer: null | {
    commonName: null | string;
    organization: null | string;
    alg: null | string;
    serial: null | string;
    development: boolean;
  };
  signedAt: null | string;
  timeStamped: boolean;
  actions: {
    action: string;
    digitalSourceType: null | string;
    softwareAgent: null | {
      name: string;
      version: null | string;
    };
    when: null | string;
    description: null | string;
    /**
     * As it stands in the manifest: whoever made that chose the fields.
     */
    parameters: null | {
      [k: string]: unknown;
    };
  }[];
  allActionsIncluded: boolean | null;
  ingredients: {
    title: null | string;
    mediaType: null | string;
    relationship: null | string;
    activeManifest: null | string;
    failures: Status[];
  }[];
  assertions: {
    label: string;
    /**
     * As it stands in the manifest: whoever made that chose the fields.
     */
    data: {
      [k: string]: unknown;
    };
  }[];
  /**
   * As it stands in the manifest: whoever made that chose the fields.
   */
  aiDisclosure: null | {
    [k: string]: unknown;
  };
  /**
   * Use by key, as the manifest has them.
   */
  trainingMining: null | {
    [k: string]: {
      use: string;
      constraintInfo: null | string;
    };
  };
  identities: {
    label: string;
    sigType: null | string;
    roles: string[];
    outcome: 'holds' | 'unchecked' | 'fails';
    problem: null | string;
    codes: string[];
    signedAt: null | string;
    validFrom: null | string;
    validUntil: null | string;
    holder: null | {
      commonName: null | string;
      organization: null | string;
      inTime: boolean;
    };
    aggregator: null | string;
    verified: {
      type: null | string;
      name: null | string;
      username: null | string;
      uri: null | string;
      provider: null | string;
      verifiedAt: null | string;
    }[];
  }[];
  softBindings: {
    alg: null | string;
    values: string[];
  }[];
}
interface List {
  source: string;
  /**
   * Day of a public list; null for one of your own.
   */
  date: null | string;
  /**
   * Where a public list was taken from, without any query; null for a file.
   */
  uri: null | string;
  count: number;
  bytes: number;
  sha256: string;
  development: boolean;
}

/**
 * The output of `provenance keys record`, `rotate`, `retire`, `compromised` and `list --json`, and the file provenance.keys.json.
 */
export type KeysOutput1 =
  | {
      schema: 'provenance.keys/1';
      command: 'record';
      /**
       * Of a record key: its id, the SHA-256 of what its signer has signed of the delegation.
       */
      recordKey: string;
      organization: string;
      /**
       * RFC 3339.
       */
      validUntil: string;
      /**
       * The file of the private key, from the folder of the configuration.
       */
      key: string;
      /**
       * The file of its delegation, from the same folder.
       */
      certificates: string;
    }
  | {
      schema: 'provenance.keys/1';
      command: 'rotate';
      kind: 'watermark' | 'signer';
      /**
       * Of a watermark key.
       */
      keyId?: string;
      /**
       * Of the certificate of a signer, decimal.
       */
      serial?: string;
      organization?: string | null;
    }
  | {
      schema: 'provenance.keys/1';
      command: 'retire';
      /**
       * Of a watermark key.
       */
      keyId?: string;
      /**
       * Of a record key: its id, the SHA-256 of what its signer has signed of the delegation.
       */
      recordKey?: string;
      /**
       * Of the certificate of a signer, decimal.
       */
      serial?: string;
      organization?: string | null;
      /**
       * RFC 3339: since when nothing new is made with it.
       */
      retired: string;
    }
  | {
      schema: 'provenance.keys/1';
      command: 'compromised';
      /**
       * Of a watermark key.
       */
      keyId?: string;
      /**
       * Of a record key: its id, the SHA-256 of what its signer has signed of the delegation.
       */
      recordKey?: string;
      /**
       * Of the certificate of a signer, decimal.
       */
      serial?: string;
      organization?: string | null;
      /**
       * RFC 3339: since when somebody else may have it.
       */
      compromised: string;
    }
  | {
      schema: 'provenance.keys/1';
      command: 'list';
      signers: {
        /**
         * Of the certificate of a signer, decimal.
         */
        serial: string;
        organization: string | null;
        /**
         * RFC 3339: since when nothing new is made with it.
         */
        retired?: string;
        /**
         * RFC 3339: since when somebody else may have it.
         */
        compromised?: string;
      }[];
      watermarks: {
        /**
         * Of a watermark key.
         */
        keyId: string;
        /**
         * RFC 3339: since when nothing new is made with it.
         */
        retired?: string;
        /**
         * RFC 3339: since when somebody else may have it.
         */
        compromised?: string;
      }[];
      recordKeys: {
        /**
         * Of a record key: its id, the SHA-256 of what its signer has signed of the delegation.
         */
        recordKey: string;
        organization: string;
        /**
         * RFC 3339: since when nothing new is made with it.
         */
        retired?: string;
        /**
         * RFC 3339: since when somebody else may have it.
         */
        compromised?: string;
      }[];
      /**
       * The keys of the text watermarks of the configuration. What became of one is what became of the watermark key that it is derived from.
       */
      texts: {
        /**
         * Of the profile.
         */
        kid: string;
        scheme: string;
        /**
         * Whose it is, where the configuration says so.
         */
        name?: string;
        /**
         * RFC 3339: since when nothing new is made with it.
         */
        retired?: string;
        /**
         * RFC 3339: since when somebody else may have it.
         */
        compromised?: string;
      }[];
    }
  | {
      schema: 'provenance.keys/1';
      signers: {
        /**
         * Of the certificate of a signer, decimal.
         */
        serial: string;
        organization: string | null;
        /**
         * RFC 3339: since when nothing new is made with it.
         */
        retired?: string;
        /**
         * RFC 3339: since when somebody else may have it.
         */
        compromised?: string;
      }[];
      watermarks: {
        /**
         * Of a watermark key.
         */
        keyId: string;
        /**
         * RFC 3339: since when nothing new is made with it.
         */
        retired?: string;
        /**
         * RFC 3339: since when somebody else may have it.
         */
        compromised?: string;
      }[];
      /**
       * Left out where there are none.
       */
      recordKeys?: {
        /**
         * Of a record key: its id, the SHA-256 of what its signer has signed of the delegation.
         */
        recordKey: string;
        organization: string;
        /**
         * RFC 3339: since when nothing new is made with it.
         */
        retired?: string;
        /**
         * RFC 3339: since when somebody else may have it.
         */
        compromised?: string;
      }[];
    };

/**
 * The output of `provenance log … --json`.
 */
export type LogOutput1 =
  | {
      schema: 'provenance.log/1';
      from: number;
      verified: boolean;
      problemCount: number;
      entries: number;
      records: number;
      events: number;
      erasures: number;
      /**
       * Of a key that somebody else may have, dated from when that is so on.
       */
      compromisedRecords: number;
      heads: number;
      root: string;
      issuer: null | string;
      signers: {
        organization: null | string;
        heads: number;
        accepted: boolean;
        /**
         * SHA-256 of the certificate; or the id of a record key.
         */
        certificate: string;
        /**
         * Only of a record key: SHA-256 of the certificate of the signer who has certified it.
         */
        certifiedBy?: string;
        /**
         * Only where somebody else may have its key, or that of who has certified it, by provenance.keys.json.
         */
        compromised?: true;
      }[];
      /**
       * Its first entries, written where two processes at a time could lose what they had acknowledged; null: none.
       */
      unguarded: null | {
        entries: number;
        meaning: string;
      };
      problems: {
        kind: string;
        index: number;
        meaning: string;
      }[];
      exitCode: number;
    }
  | {
      schema: 'provenance.log/1';
      size: number;
      root: string;
      /**
       * RFC 3339.
       */
      time: null | string;
      logId: string;
      issuer: null | string;
      head: null | string;
      certificates: string;
    };

/**
 * One line of `provenance mark --json`.
 */
export interface MarkOutput1 {
  schema: 'provenance.mark/1';
  file: string;
  output: null | string;
  mediaType: null | string;
  activeManifest: null | string;
  contentId: null | string;
  keyId: null | string;
  watermark: null | {
    psnr: null | number;
    strength: null | number;
    survives: boolean;
  };
  unmarked: null | string;
  losses: {
    kind: 'frames' | 'pages' | 'separations' | 'colours' | 'pictures' | 'parts';
    /**
     * The format's own names of what goes.
     */
    parts: string[];
  }[];
  record: null | {
    status: 'written' | 'queued' | 'skipped';
    contentId: null | string;
    logIndex?: number;
    receipt?: string;
    /**
     * Code of the error, where it was skipped.
     */
    reason?: string;
  };
  /**
   * What the guard says of the output; null without one.
   */
  guard: null | {
    status: 'clear' | 'flagged' | 'logged' | 'blocked' | 'unchecked';
    matches: {
      /**
       * Its id on the list of `provenance guard`.
       */
      work: string;
      /**
       * By which fingerprint it was found.
       */
      alg: string;
      /**
       * Bits of 256 that differ; null where parts were found.
       */
      distance: null | number;
      /**
       * Parts of the work that lie in the output as they do in the work; null where it is alike as a whole.
       */
      parts: null | number;
    }[];
  };
  /**
   * Only with --hash-prompt: what is needed to show later which prompt it was.
   */
  promptSalt?: string;
  /**
   * RFC 3339: when the certificate of the signer expires. Only in its last 30 days.
   */
  signerExpires?: string;
  /**
   * Only of folders: how many files in them were passed over, because they are of other kinds. A note on standard error names them.
   */
  passedOver?: number;
}

/**
 * One line of `provenance queue … --json`.
 */
export type QueueOutput1 =
  | {
      schema: 'provenance.queue/1';
      command: 'add';
      queue: string;
      added: number;
      known: number;
      /**
       * Files in folders that are of other kinds. A note on standard error names them.
       */
      passedOver: number;
    }
  | {
      schema: 'provenance.queue/1';
      command: 'work';
      id: string;
      /**
       * A path within the shared folder, or an address without its query, which is a secret.
       */
      input: string;
      ok: boolean;
      dead?: boolean;
      error?: {
        code: string;
        message: string;
      };
      /**
       * As `input`: where the marked file goes.
       */
      output?: null | string;
      contentId?: null | string;
      logIndex?: null | number;
      known?: boolean;
      /**
       * What the guard says of the output; null without one, and where an earlier attempt had marked it.
       */
      guard?: null | {
        status: 'clear' | 'flagged' | 'logged' | 'blocked' | 'unchecked';
        matches: {
          /**
           * Its id on the list of `provenance guard`.
           */
          work: string;
          /**
           * By which fingerprint it was found.
           */
          alg: string;
          /**
           * Bits of 256 that differ; null where parts were found.
           */
          distance: null | number;
          /**
           * Parts of the work that lie in the output as they do in the work; null where it is alike as a whole.
           */
          parts: null | number;
        }[];
      };
      /**
       * It carries a watermark.
       */
      marked?: boolean;
      /**
       * Why it carries no watermark; null if it does, and where an earlier attempt had marked it.
       */
      unmarked?: null | string;
      losses?: {
        kind: 'frames' | 'pages' | 'separations' | 'colours' | 'pictures' | 'parts';
        /**
         * The format's own names of what goes.
         */
        parts: string[];
      }[];
    }
  | {
      schema: 'provenance.queue/1';
      command: 'status';
      queue: string;
      waiting: number;
      retrying: number;
      active: number;
      done: number;
      dead: number;
      /**
       * Of those that are done: signed without a watermark.
       */
      unmarked: number;
    }
  | {
      schema: 'provenance.queue/1';
      command: 'dead';
      queue: string;
      id: string;
      /**
       * A path within the shared folder, or an address without its query, which is a secret.
       */
      input: string;
      /**
       * As `input`: where the marked file goes.
       */
      output: null | string;
      attempts: number;
      error: {
        code: string;
        message: string;
      };
    }
  | {
      schema: 'provenance.queue/1';
      command: 'retry';
      queue: string;
      retried: number;
    };

/**
 * The output of `provenance trace --check --json`.
 */
export interface ReceiptCheckOutput1 {
  schema: 'provenance.receipt-check/1';
  file: string;
  /**
   * What the receipt says, as in a line of `trace --json`; null: it cannot be read.
   */
  record: null | {
    contentId: string;
    issuer: string;
    /**
     * RFC 3339.
     */
    time: string;
    mediaType: string;
    watermark: null | {
      alg: string;
      keyId: string;
    };
    model: null | {
      name: string;
      version: null | string;
    };
    requestId: null | string;
    /**
     * YYYY-MM-DD.
     */
    retainUntil: null | string;
    /**
     * SHA-256.
     */
    contentHash: string;
    manifest: null | {
      id: string;
      hash: string;
    };
    promptHash: null | string;
    fingerprints: {
      alg: string;
      quality: number;
      /**
       * Hexadecimal.
       */
      value: string;
    }[];
  };
  receiptHolds: boolean;
  /**
   * Since when somebody else may have the key that signed the receipt, by provenance.keys.json. It counts all the same where it is dated before and under a head by another key.
   */
  compromised?: {
    since: string;
    counts: boolean;
  };
  /**
   * The proof shows that it is in the log.
   */
  included: boolean;
  /**
   * Certificates were given: else whoever made the receipt made the one in it as well.
   */
  pinned: boolean;
  exitCode: 0 | 1 | 4;
}

/**
 * One line of `provenance registry … --json`.
 */
export type RegistryOutput1 =
  | {
      schema: 'provenance.registry/1';
      command: 'init';
      backend: string;
      made: boolean;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'stats';
      backend: string;
      entries: number;
      records: number;
      events: number;
      erased: number;
      bytes: number;
      unguarded: number;
      head: null | {
        size: number;
        root: string;
        /**
         * RFC 3339.
         */
        time: null | string;
        issuer: null | string;
      };
      waiting: number;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'deliver';
      delivered: number;
      refused: number;
      waiting: number;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'report';
      from: string;
      to: string;
      rows: {
        day: string;
        issuer: null | string;
        model: null | {
          name: string;
          version: null | string;
        };
        records: number;
        watermarked: number;
        signed: number;
      }[];
      erasures: {
        day: string;
        request: number;
        retention: number;
      }[];
      answers: {
        day: string;
        ours: number;
        perhaps: number;
        'not-found': number;
        unread: number;
      }[];
    }
  | {
      schema: 'provenance.registry/1';
      command: 'search';
      contentId: null | string;
      issuer: null | string;
      /**
       * RFC 3339.
       */
      time: null | string;
      mediaType: null | string;
      model: null | {
        name: string;
        version: null | string;
      };
      requestId: null | string;
      retainUntil: null | string;
      contentHash: string;
      manifestId: string;
      credentialKept: boolean;
      keyId: null | string;
      fingerprints: string[];
      promptHash: null | string;
      logIndex: null | number;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'show';
      contentId: null | string;
      issuer: null | string;
      /**
       * RFC 3339.
       */
      time: null | string;
      mediaType: null | string;
      model: null | {
        name: string;
        version: null | string;
      };
      requestId: null | string;
      retainUntil: null | string;
      contentHash: string;
      manifestId: string;
      credentialKept: boolean;
      keyId: null | string;
      fingerprints: string[];
      promptHash: null | string;
      logIndex: null | number;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'export';
      output: null | string;
      bytes: number;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'backup';
      entries: number;
      verified: boolean;
      problemCount: number;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'copy';
      entries: number;
      appended: number;
      behind: number;
      verified: boolean;
      problemCount: number;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'import';
      entries: number;
      appended: number;
      erased: number;
      /**
       * Records and events of the file that the log here has erased: left out.
       */
      erasedHere: number;
      sameLog: boolean;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'restore';
      entries: number;
      appended: number;
      behind: number;
      verified: boolean;
      problemCount: number;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'hold';
      id: string;
      target: string;
      /**
       * RFC 3339.
       */
      placed: string;
      reason: null | string;
      by: null | string;
      released: null | {
        /**
         * RFC 3339.
         */
        time: string;
        reason: string;
        by: null | string;
      };
    }
  | {
      schema: 'provenance.registry/1';
      command: 'holds';
      id: string;
      target: string;
      /**
       * RFC 3339.
       */
      placed: string;
      reason: null | string;
      by: null | string;
      released: null | {
        /**
         * RFC 3339.
         */
        time: string;
        reason: string;
        by: null | string;
      };
    }
  | {
      schema: 'provenance.registry/1';
      command: 'release';
      id: string;
      target: string;
      /**
       * RFC 3339.
       */
      placed: string;
      reason: null | string;
      by: null | string;
      released: {
        /**
         * RFC 3339.
         */
        time: string;
        reason: string;
        by: null | string;
      };
    }
  | {
      schema: 'provenance.registry/1';
      command: 'erase';
      contentId: null | string;
      reason: null | string;
      erased: boolean;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'prune';
      before: string;
      erased: number;
      held: number;
    }
  | {
      schema: 'provenance.registry/1';
      command: 'audit';
      logIndex: null | number;
      /**
       * RFC 3339.
       */
      time: null | string;
      by: null | string;
      what: string;
      target?: string;
      hold?: string;
      reason?: null | string;
      erased?: number;
    };

/**
 * One line of `provenance request … --json`.
 */
export type RequestOutput1 =
  | {
      schema: 'provenance.request/1';
      id: string;
      /**
       * RFC 3339.
       */
      opened: string;
      purpose: string;
      contentHash: string;
      asker: null | string;
      retainUntil: null | string;
      answers: {
        /**
         * RFC 3339.
         */
        time: null | string;
        logIndex: null | number;
        outcome: string;
        by: null | string;
        contentIds: string[];
        models: string[];
        made: string[];
        looked: string[];
        chance: number;
        note: null | string;
      }[];
    }
  | {
      schema: 'provenance.request/1';
      output: null | string;
      requests: number;
    }
  | {
      schema: 'provenance.request/1';
      id: string;
      erased: number;
    };

/**
 * One line of `provenance sign --json`.
 */
export interface SignOutput1 {
  schema: 'provenance.sign/1';
  file: string;
  output: null | string;
  mediaType: null | string;
  activeManifest: null | string;
  /**
   * RFC 3339: when the certificate of the signer expires. Only in its last 30 days.
   */
  signerExpires?: string;
  /**
   * Only with --hash-prompt: what is needed to show later which prompt it was.
   */
  promptSalt?: string;
  /**
   * Only of folders: how many files in them were passed over, because they are of other kinds. A note on standard error names them.
   */
  passedOver?: number;
}

/**
 * One line of `provenance token … --json`.
 */
export type TokenOutput1 =
  | {
      schema: 'provenance.token/1';
      id: string;
      name: string;
      scopes: string[];
      /**
       * RFC 3339.
       */
      created: string;
      expires: null | string;
      token: string;
    }
  | {
      schema: 'provenance.token/1';
      id: string;
      name: string;
      scopes: string[];
      /**
       * RFC 3339.
       */
      created: string;
      expires: null | string;
    }
  | {
      schema: 'provenance.token/1';
      id: string;
      revoked: boolean;
    };

/**
 * One line of `provenance trace --json`.
 */
export interface TraceOutput1 {
  schema: 'provenance.trace/1';
  file: null | string;
  asked: boolean | null;
  mediaType?: null | string;
  unreadable?: null | string;
  unseen?: null | string;
  contentId?: null | string;
  falsePositiveProbability?: number;
  /**
   * Since then somebody else may have the key of the mark, which then counts for nothing.
   */
  compromised?: string;
  soughtMarks?: boolean;
  /**
   * How many marks were found in the words of a text; null: none were looked for.
   */
  textMarks?: null | number;
  records: {
    by: null | string;
    record: {
      contentId: string;
      issuer: string;
      /**
       * RFC 3339.
       */
      time: string;
      mediaType: string;
      watermark: null | {
        alg: string;
        keyId: string;
      };
      model: null | {
        name: string;
        version: null | string;
      };
      requestId: null | string;
      /**
       * YYYY-MM-DD.
       */
      retainUntil: null | string;
      /**
       * SHA-256.
       */
      contentHash: string;
      manifest: null | {
        id: string;
        hash: string;
      };
      promptHash: null | string;
      fingerprints: {
        alg: string;
        quality: number;
        /**
         * Hexadecimal.
         */
        value: string;
      }[];
    };
    distance: null | number;
    look: null | string;
    logIndex: null | number;
    manifestStore: string;
    receipt: null | string;
    certificates: string;
    proof: null | {
      logIndex: number;
      leafHash: string;
      path: string[];
      treeSize: number;
      /**
       * Base64: COSE_Sign1.
       */
      head: string;
      certificates: string;
    };
    receiptHolds: boolean;
    included: boolean;
    /**
     * Since when somebody else may have the key that signed the receipt, by provenance.keys.json. It counts all the same where it is dated before and under a head by another key.
     */
    compromised?: {
      since: string;
      counts: boolean;
    };
  }[];
  /**
   * Only with --resolve: what other providers' services said.
   */
  resolved?: {
    bindings: {
      alg: string;
      value: string;
    }[];
    manifests: {
      resolver: string;
      binding: {
        alg: string;
        value: string;
      };
      activeManifest: null | string;
      similarityScore: null | number;
      standing: 'recovered' | 'unclaimed' | 'invalid';
      look: 'same' | 'undecided' | null;
      differs: boolean;
      signer: null | string;
      trusted: boolean;
    }[];
    problems: {
      resolver: string;
      problem:
        | 'unreachable'
        | 'timeout'
        | 'refused'
        | 'failed'
        | 'too-large'
        | 'malformed'
        | 'untrusted-endpoint'
        | 'other-manifest';
    }[];
  };
  configuration?: {
    used: null | string;
    passedOver: {
      file: string;
      why: 'untrusted' | 'changed';
    }[];
  };
  exitCode: number;
  requestId?: null | string;
}

/**
 * The output of `provenance trust list --json`.
 */
export interface TrustOutput1 {
  schema: 'provenance.trust/1';
  lists: {
    name: string;
    use: string;
    level: string;
    date: null | string;
    dateFrom: string;
    source: string;
    sha256: string;
    count: number;
    uri: null | string;
    isBuiltIn: boolean;
    isPinned: boolean;
    counts: boolean;
    days: number;
    state: string;
  }[];
  added: {
    signers: number;
    timeStamps: number;
  };
}

/**
 * The output of `provenance trust-folder --json`.
 */
export type TrustFolderOutput1 =
  | {
      schema: 'provenance.trust-folder/1';
      command: 'trust';
      folder: string;
    }
  | {
      schema: 'provenance.trust-folder/1';
      command: 'list';
      folders: {
        folder: string;
        trust: string;
      }[];
    }
  | {
      schema: 'provenance.trust-folder/1';
      command: 'remove';
      folder: string;
      removed: boolean;
    };

type Text = string | null;
/**
 * The verdict as codes; the first is the headline.
 *
 * @minItems 1
 */
type Messages = Message[];
/**
 * @minItems 1
 */
type Messages1 = Message[];
type Codes = string[];
type Id = string | null;
type Marks = 'ai-generated' | 'ai-edited' | null;
type Probability = number;
type FoundBy = 'hash' | 'watermark' | 'fingerprint' | null;

/**
 * One line of `provenance verify --json`.
 */
export interface VerifyOutput2 {
  schema: 'provenance.verify/2';
  /**
   * Only with --resolve: what other providers' services said.
   */
  resolved?: {
    bindings: {
      alg: string;
      value: string;
    }[];
    manifests: {
      resolver: string;
      binding: {
        alg: string;
        value: string;
      };
      activeManifest: null | string;
      similarityScore: null | number;
      standing: 'recovered' | 'unclaimed' | 'invalid';
      look: 'same' | 'undecided' | null;
      differs: boolean;
      signer: null | string;
      trusted: boolean;
    }[];
    problems: {
      resolver: string;
      problem:
        | 'unreachable'
        | 'timeout'
        | 'refused'
        | 'failed'
        | 'too-large'
        | 'malformed'
        | 'untrusted-endpoint'
        | 'other-manifest';
    }[];
  };
  /**
   * Only with --rules: what each rule's test found in the file. No claim of compliance.
   */
  rules?: {
    rule: string;
    test:
      | 'ai-signed'
      | 'time'
      | 'watermark'
      | 'consistent'
      | 'provider'
      | 'system'
      | 'version'
      | 'when'
      | 'id'
      | 'aigc'
      | 'machine'
      | 'notice'
      | 'verifiable';
    result: 'met' | 'missing' | 'not-checked' | 'outside';
    asks: string;
    /**
     * What is missing and what would mend it.
     */
    why: {
      code: string;
      parameters: {
        [k: string]: unknown;
      };
      sentence: string;
    } | null;
  }[];
  /**
   * As it was named on the command line.
   */
  file: string;
  /**
   * By content; null where it is not known.
   */
  mediaType: string | null;
  /**
   * Of every sentence.
   */
  language: 'en' | 'ja';
  verdict: Verdict;
  /**
   * What the verdict comes to, in four lines for somebody who knows none of the terms.
   */
  summary: {
    status:
      | 'trusted'
      | 'older'
      | 'untrusted'
      | 'other-signer'
      | 'uncovered'
      | 'altered'
      | 'invalid'
      | 'expired'
      | 'contradictory'
      | 'recovered'
      | 'alike'
      | 'watermark'
      | 'declared'
      | 'reformatted'
      | 'part'
      | 'elsewhere'
      | 'nothing'
      | 'not-all-seen'
      | 'not-checked'
      | 'store';
    label: Said1;
    what: Line;
    who: Line1;
    but: Line2;
    next: Line3;
  };
  policy: {
    require: 'trusted' | 'valid';
    /**
     * The organization that was demanded.
     */
    signer: string | null;
    signerCommonName: Text;
    respectTrainingOptOut: boolean;
    /**
     * By its signer or by a note in it, from training or data mining; whatever the policy asks.
     */
    isReserved: boolean;
    met: boolean;
    unmet: 'integrity' | 'signer' | 'trust' | 'reserved' | 'reserved-unknown' | null;
  };
  c2pa: C2Pa;
  /**
   * What of a text is still what was signed, where the whole is not.
   */
  parts: {
    start: number;
    length: number;
    /**
     * @minItems 2
     * @maxItems 2
     */
    lines: number[];
    /**
     * The part is all of the text, which differs from what was signed in these alone; empty for a part.
     */
    differs: ('encoding' | 'byte-order-mark' | 'line-ends' | 'blanks')[];
    verdict: Verdict;
    c2pa: C2Pa;
  }[];
  /**
   * Null: no key was given, or there was no content to look at.
   */
  watermark: {
    present: boolean;
    /**
     * The error code that says why; null if it was looked for.
     */
    notLooked: string | null;
    contentId: Id;
    keyId: Id;
    issuer: Text;
    marks: Marks;
    /**
     * RFC 3339: since when somebody else may have the key. Only where the key list says so.
     */
    compromised?: string;
    falsePositiveProbability: Probability;
    /**
     * How the picture was turned since it was marked; null unless present.
     */
    geometry: {
      /**
       * Degrees clockwise.
       */
      rotation: number;
      scaleX: number;
      scaleY: number;
      flip: boolean;
      /**
       * Whether the picture is a negative of the marked one.
       */
      inverted: boolean;
      offset: number[];
      toTile: {
        a: number;
        b: number;
        c: number;
        d: number;
        e: number;
        f: number;
        g: number;
        h: number;
      };
    } | null;
    correctedBits: number;
    effort: 'fast' | 'standard' | 'exhaustive' | null;
  } | null;
  /**
   * Text watermarks. Null: no profile was given, or it is no text.
   */
  textMarks: {
    /**
     * absent does not mean that a person wrote it; null: it was not looked at.
     */
    outcome: 'present' | 'absent' | 'too-short' | 'too-predictable' | null;
    /**
     * The error code that says why; null if it was looked at.
     */
    notLooked: string | null;
    /**
     * How many tests the p-values count.
     */
    hypotheses: number;
    /**
     * Evidence a token that a mark needs to be found here nine times in ten.
     */
    leastEvidence: number | null;
    /**
     * One for each part of the text, the surest first.
     */
    marks: {
      scheme: string;
      kid: Id;
      tokenizer: Text;
      /**
       * UTF-16 units, from the first to behind the last.
       *
       * @minItems 2
       * @maxItems 2
       */
      characters: number[] | null;
      share: number;
      scored: number;
      evidence: number;
      /**
       * Of the p-value, everything counted.
       */
      log10P: number;
      falsePositiveProbability: Probability;
      contentId: Id;
      issuer: Text;
      marks: Marks;
    }[];
  } | null;
  /**
   * Null: none was given.
   */
  registry: {
    /**
     * The last question; null where there was none to ask.
     */
    asked: 'hash' | 'watermark' | 'fingerprint' | null;
    /**
     * The error code that says why it did not answer; null if it did.
     */
    unavailable: string | null;
    /**
     * The error code that says why it was not asked by likeness; null if it was, or need not be.
     */
    notCompared: string | null;
    /**
     * One, or by fingerprint all that look alike, the nearest first.
     */
    records: {
      by: FoundBy;
      contentId: Id;
      issuer: string;
      time: string;
      mediaType: string;
      model: {
        name: string;
        version: Text;
      } | null;
      requestId: Text;
      manifestId: Text;
      keyId: Id;
      logIndex: number;
      /**
       * Bits of 256 that differ from the fingerprint on record.
       */
      distance: number | null;
      look: 'same' | 'different' | 'undecided' | null;
      /**
       * The manifest kept with it, validated against this content; null: none was kept.
       */
      c2pa: C2Pa | null;
    }[];
  } | null;
  /**
   * @minItems 1
   */
  evidence: Evidence[];
  /**
   * Which provenance.config.json counted.
   */
  configuration: {
    /**
     * Relative to the working folder; null: none.
     */
    used: string | null;
    /**
     * Nearer ones, in folders that the user does not trust (untrusted) or trusted when they said something else (changed).
     */
    passedOver: {
      file: string;
      why: 'untrusted' | 'changed';
    }[];
  };
  exitCode: 0 | 1 | 3 | 4 | 5 | 6 | 7 | 10 | 11;
}
interface Verdict {
  origin: {
    kind: 'ai-generated' | 'ai-edited' | 'captured' | 'other' | 'unknown';
    issuer: Text;
    generator: Text;
    model: Text;
    time: Text;
  };
  /**
   * reformatted: a text that differs in line ends, blanks at ends, a byte order mark or its encoding alone.
   */
  integrity: 'intact' | 'reformatted' | 'altered' | 'unverifiable';
  /**
   * older: on an older list alone, which is frozen.
   */
  trust: 'trusted' | 'older' | 'untrusted' | 'none';
  /**
   * declared: notes in the file that nobody signed and anybody could have written.
   */
  assurance: 'cryptographic' | 'statistical' | 'similarity' | 'declared' | 'none';
  /**
   * Only where the assurance is statistical.
   */
  falsePositiveProbability?: number;
  /**
   * Only where the origin is that of an origin record: by what it was found.
   */
  recovered?: 'hash' | 'watermark' | 'fingerprint';
  /**
   * What was looked at, whatever was found in it.
   */
  checked: ('credential' | 'watermark' | 'text-watermark' | 'record' | 'label')[];
  /**
   * What was not looked at, and why: only where this is empty does "nothing found" speak of all of it.
   */
  unchecked: {
    what: 'credential' | 'watermark' | 'text-watermark' | 'record' | 'label';
    why: 'limit' | 'damaged' | 'format' | 'network' | 'no-key' | 'too-little' | 'file';
  }[];
  says: Messages;
  /**
   * What says says, in the language of the report.
   */
  sentence: string;
  conflicts: Said[];
}
/**
 * A sentence or clause by its code, with what is put into it; parameters can be messages, or lists of them.
 */
interface Message {
  code: string;
  /**
   * By name: strings, numbers, other messages, or lists of them.
   */
  parameters: {
    [k: string]: unknown;
  };
}
/**
 * A message with its words in the language of the report.
 */
interface Said {
  code: string;
  /**
   * By name: strings, numbers, other messages, or lists of them.
   */
  parameters: {
    [k: string]: unknown;
  };
  sentence: string;
}
/**
 * A message with its words in the language of the report.
 */
interface Said1 {
  code: string;
  /**
   * By name: strings, numbers, other messages, or lists of them.
   */
  parameters: {
    [k: string]: unknown;
  };
  sentence: string;
}
/**
 * What it is.
 */
interface Line {
  says: Messages1;
  sentence: string;
}
/**
 * Who says so, and how sure that is.
 */
interface Line1 {
  says: Messages1;
  sentence: string;
}
/**
 * What speaks against it, or was not looked at.
 */
interface Line2 {
  says: Messages1;
  sentence: string;
}
/**
 * What to do next.
 */
interface Line3 {
  says: Messages1;
  sentence: string;
}
interface C2Pa {
  state: 'Trusted' | 'Valid' | 'Invalid' | 'NoManifest' | 'Remote' | 'Error';
  reason: Text;
  success: Codes;
  informational: Codes;
  failure: Codes;
  ingredientFailures: Codes;
  activeManifest: Text;
  signer: {
    commonName: Text;
    organization: Text;
    alg: Text;
    serial: Text;
    development: boolean;
  } | null;
  /**
   * As of when certificates were judged, where --at asked for it; null: as of now.
   */
  judgedAt: string | null;
  trustList: {
    anchors: List[];
    olderAnchors: List[];
    allowedList: List[];
    tsaAnchors: List[];
    trustConfig: List;
  } | null;
}
interface List {
  source: string;
  /**
   * Day of a public list; null for one of your own.
   */
  date: string | null;
  /**
   * Where a public list was taken from, without any query; null for a file.
   */
  uri: string | null;
  count: number;
  bytes: number;
  sha256: string;
  development: boolean;
}
/**
 * Which of the fields beyond the required ones are there goes by `finding`.
 */
interface Evidence {
  source: 'c2pa' | 'watermark' | 'text-watermark' | 'registry' | 'label';
  finding:
    | 'manifest'
    | 'signature'
    | 'trust'
    | 'binding'
    | 'time'
    | 'origin'
    | 'usage'
    | 'action'
    | 'ingredient'
    | 'soft-binding'
    | 'failure'
    | 'warning'
    | 'part'
    | 'watermark'
    | 'text-watermark'
    | 'record'
    | 'label'
    | 'no-label'
    | 'label-gap'
    | 'identity';
  weight: 'for' | 'against' | 'neutral';
  strength: 'cryptographic' | 'statistical' | 'similarity' | 'claimed' | 'declared' | 'none';
  statement: string;
  codes: Codes;
  says: Messages1;
  /**
   * Of a manifest.
   */
  state?: string;
  reason?: Text;
  alone?: boolean;
  holds?: boolean | null;
  issuer?: Text;
  /**
   * Since when somebody else may have the key; of a signature with what was said of it.
   */
  compromised?:
    | string
    | {
        /**
         * RFC 3339.
         */
        since: string;
        /**
         * A trusted time stamp shows that it was signed before.
         */
        before: boolean;
      };
  trusted?: boolean;
  older?: boolean;
  development?: boolean;
  moved?: number;
  notYetValid?: true;
  time?: Text;
  vouched?: boolean;
  kind?: string;
  generator?: Text;
  model?: Text;
  /**
   * Use by key, as the manifest has them.
   */
  uses?: {
    [k: string]: {
      use: string;
      constraintInfo: null | string;
    };
  };
  outcome?: 'holds' | 'unchecked' | 'fails';
  sigType?: Text;
  roles?: string[];
  signedAt?: Text;
  validFrom?: Text;
  validUntil?: Text;
  action?: string;
  relationship?: Text;
  uncovered?: 'metadata' | 'display' | 'unknown';
  lines?: number[];
  differs?: ('encoding' | 'byte-order-mark' | 'line-ends' | 'blanks')[];
  evidence?: Evidence[];
  alg?: string;
  contentIds?: string[];
  active?: boolean;
  found?: string;
  notLooked?: 'no-key';
  unseen?: Text;
  contentId?: Id;
  keyId?: Id;
  marks?: Marks;
  falsePositiveProbability?: null | number;
  scheme?: Text;
  kid?: Text;
  tokenizer?: Text;
  strong?: boolean;
  hypotheses?: null | number;
  scored?: null | number;
  characters?: number[] | null;
  share?: null | number;
  throughout?: boolean;
  by?: FoundBy;
  distance?: null | number;
  look?: Text;
  standard?: string;
  meaning?: string;
  origin?: Text;
  part?: string;
  field?: string;
  value?: string;
}

/**
 * A line of `provenance worker --stdio`.
 */
export type WorkerOutput1 =
  | {
      schema: 'provenance.worker/1';
      ready: true;
      version: string;
      /**
       * Whether it can mark: the configuration names a signer and a key.
       */
      marks: boolean;
    }
  | {
      id: string | number;
      ok: true;
      /**
       * Of mark: as a line of `mark --json`. Of verify: the report, as in a line of `verify --json`.
       */
      result: {
        [k: string]: unknown;
      };
    }
  | {
      id: string | number | null;
      ok: false;
      error: {
        code: string;
        message: string;
      };
    };

/** Any line that the command writes with --json. */
export type ProvenanceOutput =
  | CertificatesOutput1
  | DetectOutput1
  | DetectTextOutput1
  | DiscloseOutput1
  | DoctorOutput1
  | EmbedOutput1
  | GuardOutput1
  | InspectOutput1
  | KeysOutput1
  | LogOutput1
  | MarkOutput1
  | QueueOutput1
  | ReceiptCheckOutput1
  | RegistryOutput1
  | RequestOutput1
  | SignOutput1
  | TokenOutput1
  | TraceOutput1
  | TrustOutput1
  | TrustFolderOutput1
  | VerifyOutput2
  | WorkerOutput1;
