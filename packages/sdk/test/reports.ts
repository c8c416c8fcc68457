import type {
  ActionDescription,
  CredentialReport,
  IngredientDescription,
  ManifestDescription,
  Status,
} from '@provenance/c2pa';

const TYPES = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/** Credential reports for tests: say what matters, the rest is ordinary. */
export function credentials(report: Partial<CredentialReport> = {}): CredentialReport {
  return {
    state: 'Trusted',
    reason: null,
    mediaType: 'image/png',
    embedded: true,
    remoteUrl: null,
    success: statuses(
      'claimSignature.validated',
      'signingCredential.trusted',
      'assertion.dataHash.match',
    ),
    informational: [],
    failure: [],
    ingredientFailures: [],
    parts: [],
    activeManifest: report.manifests?.[0]?.label ?? 'active',
    manifests: [manifest('active')],
    leftOut: [],
    moved: null,
    onOlderList: false,
    notYetValid: false,
    judgedAt: null,
    trustList: null,
    engine: { name: 'test', version: '0' },
    store: null,
    ...report,
  };
}

export function manifest(
  label: string,
  content: Partial<ManifestDescription> = {},
): ManifestDescription {
  return {
    label,
    title: `${label}.png`,
    mediaType: 'image/png',
    claimGenerator: { name: 'app', version: '1' },
    claimVersion: 2,
    specVersion: '2.4',
    signer: {
      commonName: `${label} signer`,
      organization: `${label} Ltd.`,
      alg: 'Ed25519',
      serial: '1',
      development: false,
    },
    signedAt: null,
    timeStamped: false,
    actions: [],
    allActionsIncluded: true,
    ingredients: [],
    assertions: [],
    aiDisclosure: null,
    trainingMining: null,
    identities: [],
    softBindings: [],
    ...content,
  };
}

export function action(
  name: string,
  sourceType: string | null = null,
  agent: string | null = null,
): ActionDescription {
  return {
    action: name,
    digitalSourceType: sourceType && `${TYPES}${sourceType}`,
    softwareAgent: agent === null ? null : { name: agent, version: null },
    when: null,
    description: null,
    parameters: null,
  };
}

export function ingredient(
  relationship: string,
  activeManifest: string | null,
  ...failures: string[]
): IngredientDescription {
  return {
    title: `${activeManifest ?? 'unsigned'}.png`,
    mediaType: 'image/png',
    relationship,
    activeManifest,
    failures: statuses(...failures),
  };
}

export function statuses(...codes: string[]): Status[] {
  return codes.map((code) => ({ code, url: null, explanation: null }));
}
