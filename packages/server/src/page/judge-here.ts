/** What a browser can tell of a credential by itself. */
export interface CredentialHere {
  /**
   * - `holds`: a signature is over a claim, the claim has the hash of the whole file but for its own place, and
   *   that is the hash of this file.
   * - `changed`: so, but the file has another hash.
   * - `undecided`: anything else. The server, which recomputes what a verdict rests on, is to say.
   */
  readonly outcome: 'holds' | 'changed' | 'undecided';
  /** As the certificate has it, which nobody has looked at. */
  readonly signer: string | null;
  /** The signed actions say that AI made it, or some of it. */
  readonly saysAi: boolean;
}

const UNDECIDED: CredentialHere = { outcome: 'undecided', signer: null, saysAi: false };
const AI = /\/(trainedAlgorithmicMedia|compositeWithTrainedAlgorithmicMedia)$/;

/**
 * What is made of the JSON of c2pa-rs: as little as can be. Who signed, when, and what became of ingredients is not
 * taken from it, and where one thing is not as expected, nothing is.
 */
export function judgeHere(reading: unknown): CredentialHere {
  const { active_manifest: active, manifests, validation_results: results } = fields(reading);
  const { activeManifest, ingredientDeltas } = fields(results);
  const failures = failuresOf(activeManifest);
  const below = list(ingredientDeltas).some(
    (each) => failuresOf(fields(each).validationDeltas).length > 0,
  );
  if (typeof active !== 'string' || below) return UNDECIDED;
  const success = statuses(activeManifest, 'success').map(({ code }) => code);
  if (!success.includes('claimSignature.validated')) return UNDECIDED;
  const manifest = fields(fields(manifests)[active]);
  const { issuer, common_name: name } = fields(manifest.signature_info);
  const signer = [issuer, name].find((each) => typeof each === 'string') ?? null;
  const told = { signer: signer as string | null, saysAi: saysAi(manifest) };
  if (failures.length > 0) {
    const isChanged = failures.every((code) => code === 'assertion.dataHash.mismatch');
    return isChanged ? { ...told, outcome: 'changed' } : UNDECIDED;
  }
  const bindings = success.filter((code) => /^assertion\.\w+Hash\.match$/.test(String(code)));
  const isBound = bindings.length === 1 && bindings[0] === 'assertion.dataHash.match';
  return isBound ? { ...told, outcome: 'holds' } : UNDECIDED;
}

function saysAi({ assertions }: Fields): boolean {
  return list(assertions)
    .map(fields)
    .filter(({ label }) => /^c2pa\.actions(\.v2)?(__\d+)?$/.test(String(label)))
    .flatMap(({ data }) => list(fields(data).actions))
    .some((action) => AI.test(String(fields(action).digitalSourceType)));
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Without trust lists every signer is untrusted: of that nothing is said here. */
function failuresOf(results: unknown): unknown[] {
  return statuses(results, 'failure')
    .map(({ code }) => code)
    .filter((code) => code !== 'signingCredential.untrusted');
}

function statuses(results: unknown, name: string): Fields[] {
  return list(fields(results)[name]).map(fields);
}
