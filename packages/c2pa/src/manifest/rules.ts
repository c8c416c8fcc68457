import { ProvenanceError } from '@provenance/content';
import type { Assertion, SoftBinding, Software, SoftwareAgent } from './origin.ts';

/** Reverse-DNS or `c2pa.`, `cawg.`, `stds.` labels; `__` is kept for counting instances. */
const LABEL = /^[A-Za-z0-9-]+(\.[A-Za-z0-9_-]+)+$/;
/** What the engine writes itself; an own one would contradict it. */
const RESERVED_LABEL =
  /^c2pa\.(hash\.|actions|ingredient|thumbnail|claim|signature|assertions|credentials|databoxes|time-stamp|certificate-status)|^cawg\.identity/;
const SINGLE_LABELS = ['c2pa.ai-disclosure', 'cawg.training-mining'];
/** Of these, one begins every manifest (C2PA 2.4 clause 18.15.4.1). */
export const INCEPTION: ReadonlySet<string> = new Set(['c2pa.created', 'c2pa.opened']);
/** Conformance program 0.2: actions that change nothing in what is seen, or whose source is elsewhere. */
const WITHOUT_SOURCE_TYPE =
  /^c2pa\.(converted|edited\.metadata|enhanced|opened|placed|published|redacted|repackaged|resized\.proportional|transcoded|watermarked(\..+)?)$/;

/** @throws ProvenanceError MANIFEST_REFUSED */
export function refuse(rule: string): never {
  throw new ProvenanceError('MANIFEST_REFUSED', `This manifest would not validate: ${rule}`);
}

export function checkSoftware(what: string, software: Software): void {
  checkAgent(what, software);
  if (software.version === undefined) refuse(`${what} needs a version.`);
}

export function checkAgent(what: string, agent: SoftwareAgent): void {
  if (!isSeen(agent?.name)) refuse(`${what} needs a name that can be seen.`);
  if (agent.version !== undefined && !isSeen(agent.version)) {
    refuse(`the version of ${what} must be a text that can be seen.`);
  }
}

export function checkTitle(title: string | undefined): void {
  if (title !== undefined && !isSeen(title)) refuse('the title must be a text that can be seen.');
}

/** Spaces, controls, marks on nothing, fillers of Hangul and the like, and the empty cell of Braille show nothing. */
const SEEN = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether a text shows anything to who reads it. */
function isSeen(value: unknown): boolean {
  return typeof value === 'string' && SEEN.test(value);
}

export function checkAssertions(assertions: readonly Assertion[]): void {
  for (const { label, data } of assertions) {
    if (typeof label !== 'string' || !LABEL.test(label) || label.includes('__')) {
      refuse(`an assertion needs a label such as com.example.thing, not "${label}".`);
    }
    if (RESERVED_LABEL.test(label)) refuse(`only the engine may write an assertion "${label}".`);
    checkData(label, data);
  }
  for (const label of SINGLE_LABELS) {
    if (assertions.filter((assertion) => assertion.label === label).length > 1) {
      refuse(`there may be only one assertion "${label}".`);
    }
  }
}

export function checkActions(
  actions: readonly { action: string; digitalSourceType?: string }[],
  assertions: readonly Assertion[],
): void {
  actions.forEach(({ action, digitalSourceType }, i) => {
    if (typeof action !== 'string' || !LABEL.test(action)) {
      refuse(`an action needs a name such as c2pa.edited or com.example.thing, not "${action}".`);
    }
    if (i > 0 && INCEPTION.has(action)) {
      refuse(`${action} may come only once and first, where it is written by itself.`);
    }
    const needsSource = action.startsWith('c2pa.') && !WITHOUT_SOURCE_TYPE.test(action);
    if (needsSource && digitalSourceType === undefined) {
      refuse(`${action} needs a digitalSourceType.`);
    }
  });
  const bound = actions.some(({ action }) => action === 'c2pa.watermarked.bound');
  if (bound && !assertions.some(({ label }) => label === 'c2pa.soft-binding')) {
    refuse('c2pa.watermarked.bound needs a c2pa.soft-binding assertion.');
  }
}

export function checkSoftBinding({ alg }: SoftBinding): void {
  if (!LABEL.test(alg)) {
    refuse(`a soft binding needs an algorithm such as com.example.watermark.1, not "${alg}".`);
  }
}

/** The way to the engine is JSON: what it would drop or change in silence is refused. */
function checkData(label: string, data: unknown): void {
  if (data === undefined) refuse(`assertion "${label}" needs data.`);
  try {
    JSON.stringify(data, (_, value) => {
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
        throw new TypeError('bytes');
      }
      return value;
    });
  } catch {
    refuse(`the data of assertion "${label}" must be plain JSON (no bytes, cycles or BigInt).`);
  }
}
