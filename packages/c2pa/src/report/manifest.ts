import { isDevelopmentName } from '../certificate/development-name.ts';
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

/** A part of the engine's JSON. Everything in it comes from the file: nothing has a certain type. */
type Json = Readonly<Record<string, unknown>>;

const ALGORITHM_NAMES: Readonly<Record<string, string>> = {
  es256: 'ES256',
  es384: 'ES384',
  es512: 'ES512',
  ps256: 'PS256',
  ps384: 'PS384',
  ps512: 'PS512',
  ed25519: 'Ed25519',
};

/** One manifest of the engine's store in the words of a report. */
export function describeManifest(
  label: string,
  manifest: Json,
  timeStamped: boolean,
): ManifestDescription {
  const assertions = list(manifest.assertions).map(describeAssertion);
  const data = (pattern: RegExp) =>
    assertions.filter((assertion) => pattern.test(assertion.label)).map(({ data }) => object(data));
  const actions = data(/^c2pa\.actions(\.v2)?(__\d+)?$/);
  const generator = describeSoftware(list(manifest.claim_generator_info)[0]);
  const signature = object(manifest.signature_info);
  return {
    label,
    title: text(manifest.title),
    mediaType: text(manifest.format),
    claimGenerator: generator ?? describeGeneratorString(text(manifest.claim_generator)),
    claimVersion: typeof manifest.claim_version === 'number' ? manifest.claim_version : null,
    specVersion: text(list(manifest.claim_generator_info)[0]?.specVersion),
    signer: manifest.signature_info ? describeSigner(signature) : null,
    signedAt: text(signature.time),
    timeStamped,
    actions: actions.flatMap((assertion) => list(assertion.actions).map(describeAction)),
    allActionsIncluded: allIncluded(actions),
    ingredients: list(manifest.ingredients).map(describeIngredient),
    assertions,
    aiDisclosure: data(/^c2pa\.ai-disclosure(__\d+)?$/)[0] ?? null,
    trainingMining: describeTrainingMining(data(/^(cawg|c2pa)\.training-mining(__\d+)?$/)[0]),
    softBindings: data(/^c2pa\.soft-binding(__\d+)?$/).map(describeSoftBinding),
  };
}

function describeAssertion(assertion: Json): AssertionDescription {
  return { label: text(assertion.label) ?? '', data: assertion.data };
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

function describeSigner(signature: Json): SignerDescription {
  const alg = text(signature.alg);
  const commonName = text(signature.common_name);
  return {
    commonName,
    // c2pa-rs calls the subject's organization the issuer, because it issues the claim.
    organization: text(signature.issuer),
    alg: alg === null ? null : (ALGORITHM_NAMES[alg.toLowerCase()] ?? alg),
    serial: text(signature.cert_serial_number),
    development: isDevelopmentName(commonName),
  };
}

function describeAction(action: Json): ActionDescription {
  return {
    action: text(action.action) ?? '',
    digitalSourceType: text(action.digitalSourceType)?.trim() ?? null,
    softwareAgent: describeSoftware(action.softwareAgent),
    when: text(action.when),
    description: text(action.description),
    parameters: action.parameters === undefined ? null : object(action.parameters),
  };
}

function allIncluded(assertions: readonly Json[]): boolean | null {
  const flags = assertions.map(({ allActionsIncluded }) => allActionsIncluded);
  if (flags.includes(false)) return false;
  return flags.length > 0 && flags.every((flag) => flag === true) ? true : null;
}

function describeIngredient(ingredient: Json): IngredientDescription {
  const recorded = object(object(ingredient.validation_results).activeManifest).failure;
  return {
    title: text(ingredient.title),
    mediaType: text(ingredient.format),
    relationship: text(ingredient.relationship),
    activeManifest: text(ingredient.active_manifest),
    failures: list(recorded ?? ingredient.validation_status).map((status) =>
      readStatus({
        code: text(status.code) ?? '',
        url: text(status.url),
        explanation: text(status.explanation),
      }),
    ),
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

function describeSoftBinding(data: Json): SoftBindingDescription {
  return {
    alg: text(data.alg),
    values: list(data.blocks)
      .map(({ value }) => (isBytes(value) ? Buffer.from(value).toString('base64') : value))
      .filter((value) => typeof value === 'string'),
  };
}

/** The engine's JSON has a CBOR byte string as a list of numbers. */
function isBytes(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)
  );
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
