import { type Certificate, subjectAttribute } from '@provenance/cose';
import { decodeCbor } from '@provenance/cose/cbor';
import { serialOf } from '../certificate/describe.ts';
import { isDevelopmentName } from '../certificate/development-name.ts';
import { identitiesOf } from '../identity/read.ts';
import type { SignedIngredient, SignedManifest } from '../store/signed.ts';
import type { Status } from '../store/status.ts';
import type { AssertionBox } from '../store/store.ts';
import type { TimeStampFinding } from '../trust/time-stamp.ts';
import { plainData } from './plain.ts';
import type {
  ActionDescription,
  AssertionDescription,
  IngredientDescription,
  ManifestDescription,
  SignerDescription,
  SoftBindingDescription,
  SoftwareDescription,
  TrainingMiningUse,
} from './report.ts';
import { readStatus } from './status.ts';

/** Data of an assertion or a claim. Everything in it comes from the file: nothing has a certain type. */
type Json = Readonly<Record<string, unknown>>;

/** Described by themselves, or files and hashes that say nothing to a person. */
const NOT_LISTED = /^c2pa\.(ingredient|thumbnail|hash)\b/;

/**
 * One manifest in the words of a report: what was signed, and nothing else of it.
 *
 * @param stamp What came of its time stamps; null without any.
 * @param judgedAt As of when certificates of identities are looked at, without a trusted time stamp.
 * @param tsaAnchors Of the authorities whose time stamps of identities count.
 * @param failuresOf What failed in the manifest of that label, as far as it was looked at here.
 */
export function describeManifest(
  manifest: SignedManifest,
  stamp: TimeStampFinding | null,
  failuresOf: (label: string) => readonly Status[],
  judgedAt: Date,
  tsaAnchors: readonly Certificate[],
): ManifestDescription {
  const { label, claim, signature } = manifest;
  const fields = object(plainData(claim.fields));
  const assertions = manifest.assertions
    .filter(({ kind, label }) => (kind === 'cbor' || kind === 'json') && !NOT_LISTED.test(label))
    .map(describeAssertion);
  const data = (pattern: RegExp) =>
    assertions.filter((assertion) => pattern.test(assertion.label)).map(({ data }) => object(data));
  const actions = data(/^c2pa\.actions(\.v2)?(__\d+)?$/);
  const info = fields.claim_generator_info;
  const generator = object(Array.isArray(info) ? info[0] : info);
  return {
    label,
    title: text(fields['dc:title']),
    mediaType: text(fields['dc:format']),
    claimGenerator:
      describeSoftware(generator) ?? describeGeneratorString(text(fields.claim_generator)),
    claimVersion: claim.version,
    specVersion: text(generator.specVersion),
    signer: signature && describeSigner(signature.certificates[0], signature.alg),
    signedAt: stamp?.time?.toISOString() ?? null,
    timeStamped: stamp?.outcome === 'trusted',
    actions: actions.flatMap(describeActions),
    allActionsIncluded: allIncluded(actions),
    ingredients: manifest.ingredients.map((each) => describeIngredient(each, failuresOf)),
    assertions,
    aiDisclosure: data(/^c2pa\.ai-disclosure(__\d+)?$/)[0] ?? null,
    trainingMining: describeTrainingMining(data(/^(cawg|c2pa)\.training-mining(__\d+)?$/)[0]),
    identities: identitiesOf(
      manifest,
      stamp?.outcome === 'trusted' ? (stamp.time ?? judgedAt) : judgedAt,
      tsaAnchors,
    ),
    softBindings: data(/^c2pa\.soft-binding(__\d+)?$/).map(describeSoftBinding),
  };
}

/** Null data: it is in a form that cannot be read here. */
function describeAssertion({ label, kind, content }: AssertionBox): AssertionDescription {
  try {
    const data =
      kind === 'json' ? JSON.parse(Buffer.from(content).toString()) : decodeCbor(content);
    return { label, data: plainData(data) };
  } catch {
    return { label, data: null };
  }
}

function describeSoftware(info: unknown): SoftwareDescription | null {
  if (typeof info === 'string') return { name: info, version: null };
  const name = text(object(info).name);
  return name === null ? null : { name, version: text(object(info).version) };
}

/** Claims of version 1 name their generator as HTTP names a user agent: `name/version other/1`. */
function describeGeneratorString(generator: string | null): SoftwareDescription | null {
  if (generator === null) return null;
  const [, name, version] = /^([^/]+)\/(\S+)/.exec(generator) ?? [];
  return { name: name ?? generator, version: version ?? null };
}

function describeSigner(certificate: Certificate, alg: string | null): SignerDescription {
  const commonName = subjectAttribute(certificate, 'CN');
  return {
    commonName,
    organization: subjectAttribute(certificate, 'O'),
    alg,
    serial: serialOf(certificate.x509),
    development: isDevelopmentName(commonName),
  };
}

/** The agents may stand in a list beside the actions, which then have a number (clause 18.15.3). */
function describeActions({ actions, softwareAgents }: Json): ActionDescription[] {
  const agents = list(softwareAgents);
  return list(actions).map((action) => {
    const { softwareAgent, softwareAgentIndex: index } = action;
    return {
      action: text(action.action) ?? '',
      digitalSourceType: text(action.digitalSourceType)?.trim() ?? null,
      softwareAgent: describeSoftware(
        softwareAgent ?? (typeof index === 'number' ? agents[index] : undefined),
      ),
      when: text(action.when),
      description: text(action.description),
      parameters: action.parameters === undefined ? null : object(action.parameters),
    };
  });
}

function allIncluded(assertions: readonly Json[]): boolean | null {
  const flags = assertions.map(({ allActionsIncluded }) => allActionsIncluded);
  if (flags.includes(false)) return false;
  return flags.length > 0 && flags.every((flag) => flag === true) ? true : null;
}

function describeIngredient(
  { title, mediaType, relationship, activeManifest, recorded, mismatch }: SignedIngredient,
  failuresOf: (label: string) => readonly Status[],
): IngredientDescription {
  const now = activeManifest === null ? [] : failuresOf(activeManifest);
  return {
    title,
    mediaType,
    relationship,
    activeManifest,
    failures: [...recorded.map(readStatus), ...(mismatch ? [mismatch] : []), ...now],
  };
}

function describeTrainingMining(
  data: Json | undefined,
): Readonly<Record<string, TrainingMiningUse>> | null {
  if (!data) return null;
  return Object.fromEntries(
    Object.entries(object(data.entries)).map(([key, entry]) => [
      key,
      {
        use: text(object(entry).use) ?? '',
        constraintInfo: text(object(entry).constraint_info),
      },
    ]),
  );
}

/** A byte string is base64 by now; a text is what the signer put there. */
function describeSoftBinding(data: Json): SoftBindingDescription {
  return {
    alg: text(data.alg),
    values: list(data.blocks)
      .map(({ value }) => value)
      .filter((value) => typeof value === 'string'),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}
