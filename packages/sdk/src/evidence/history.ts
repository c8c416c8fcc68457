import type {
  ActionDescription,
  IngredientDescription,
  ManifestDescription,
} from '@provenance/c2pa';
import { isCode, type Message, plainText, say } from '@provenance/messages';
import { type Report, unique } from '../claims/credential.ts';
import { originClaim } from '../claims/origin.ts';
import { type OriginKind, sourceType } from '../claims/source-type.ts';
import { meanings } from './codes.ts';
import type { Evidence } from './evidence.ts';
import { signerName, software, WHAT, who } from './shown.ts';
import { usageSays } from './usage.ts';

export function origin(report: Report): Evidence[] {
  const claim = originClaim(report);
  if (claim === null) return [];
  const { kind, manifest, action } = claim;
  const model = kind.startsWith('ai-') ? modelOf(manifest, action) : null;
  const issuer = signerName(manifest.signer);
  const when = manifest.signedAt ?? action?.when ?? null;
  return [
    {
      source: 'c2pa',
      finding: 'origin',
      kind,
      issuer,
      generator: software(manifest.claimGenerator),
      model,
      time: when === null ? null : plainText(when),
      weight: 'neutral',
      strength: 'claimed',
      says: [originSays(kind, issuer, model)],
      codes: [],
    },
  ];
}

function originSays(kind: OriginKind, issuer: string | null, model: string | null): Message {
  if (kind === 'unknown') return say('evidence.origin.silent', { who: who(issuer) });
  const plain = say(WHAT[kind]);
  const what = model === null ? plain : say('what.with-model', { what: plain, model });
  return say('evidence.origin.says', { who: who(issuer), what });
}

/** An application that names itself as the agent of its action has not named a model. */
function modelOf(
  { claimGenerator, aiDisclosure }: ManifestDescription,
  action: ActionDescription | null,
): string | null {
  const agent = software(action?.softwareAgent ?? null);
  const itself =
    agent === software(claimGenerator) || agent === plainText(claimGenerator?.name ?? '');
  if (agent !== null && !itself) return agent;
  const disclosed = aiDisclosure?.modelName;
  return (typeof disclosed === 'string' && plainText(disclosed)) || null;
}

export function usage({ trainingMining: uses }: ManifestDescription): Evidence[] {
  const said = usageSays(uses ?? {});
  if (uses === null || said === null) return [];
  return [
    {
      source: 'c2pa',
      finding: 'usage',
      uses,
      weight: 'neutral',
      strength: 'claimed',
      says: [said],
      codes: [],
    },
  ];
}

export function action({
  action,
  softwareAgent,
  digitalSourceType,
  when,
}: ActionDescription): Evidence {
  const agent = software(softwareAgent);
  let done = actionSays(action);
  if (agent !== null) done = say('done.with', { done, agent });
  // Of the end alone: to look for the last of a million slashes with a pattern takes hours.
  const named = digitalSourceType?.slice(-LONGEST_TERM).split('/').findLast(Boolean);
  const source = sourceType(digitalSourceType)?.term ?? named;
  if (source) done = say('done.source', { done, source });
  if (when !== null) done = say('done.at', { done, time: when });
  return {
    source: 'c2pa',
    finding: 'action',
    action: plainText(action),
    weight: 'neutral',
    strength: 'claimed',
    says: [say('evidence.action', { done })],
    codes: [],
  };
}

/** Of a source type, behind the address of its vocabulary; no known one has half as many. */
const LONGEST_TERM = 100;

/** An action of C2PA in words, any other by its name. */
function actionSays(action: string): Message {
  const code = `action.${action}`;
  return action.startsWith('c2pa.') && isCode(code)
    ? { code, parameters: {} }
    : say('action.other', { action });
}

export function ingredient({
  relationship,
  failures,
  title,
  activeManifest,
}: IngredientDescription): Evidence {
  const failed = unique(failures.map(({ code }) => code));
  const signed = activeManifest !== null;
  // An ingredient of unknown provenance, and one by a signer nobody knows, did not fail.
  const doubts = failed.filter((code) => code !== 'signingCredential.untrusted');
  const holds = doubts.length > 0 ? false : signed ? true : null;
  let credential = signed ? say('ingredient.holds') : say('ingredient.unsigned');
  if (failed.length > 0) {
    credential = holds
      ? say('ingredient.untrusted')
      : say('ingredient.fails', { why: meanings(failed) });
  }
  const how = ingredientSays(relationship, title);
  return {
    source: 'c2pa',
    finding: 'ingredient',
    relationship,
    holds,
    weight: holds === false ? 'against' : 'neutral',
    strength: holds === null ? 'claimed' : 'cryptographic',
    says: [say('evidence.ingredient', { how, credential })],
    codes: failed,
  };
}

function ingredientSays(relationship: string | null, name: string | null): Message {
  const title = name?.trim()
    ? say('ingredient.titled', { title: name })
    : say('ingredient.untitled');
  switch (relationship) {
    case 'parentOf':
      return say('ingredient.parentOf', { title });
    case 'componentOf':
      return say('ingredient.componentOf', { title });
    case 'inputTo':
      return say('ingredient.inputTo', { title });
    default:
      return say('ingredient.other', { title });
  }
}
