import { type Language, type Message, render, say } from '@provenance/messages';
import type { ResolvedManifest, ResolveReport } from '@provenance/sdk';

/** What those who were asked have said, a line each. */
export function resolvedText(
  { bindings, manifests, problems }: ResolveReport,
  asked: readonly string[],
  language: Language,
): string {
  const heard = new Set([...manifests, ...problems].map(({ resolver }) => resolver));
  const silent = asked.filter((resolver) => !heard.has(resolver));
  const lines: (readonly Message[])[] =
    bindings.length === 0
      ? [[say('resolved.no-binding')]]
      : [
          ...manifests.map(manifestLine),
          ...problems.map(({ resolver, problem }) => [
            say('resolved.problem', { resolver, problem }),
          ]),
          ...silent.map((resolver) => [say('resolved.nothing', { resolver })]),
        ];
  return lines.map((line) => `  ${render(line, { language })}\n`).join('');
}

function manifestLine({
  resolver,
  standing,
  look,
  differs,
  credentials,
}: ResolvedManifest): Message[] {
  if (standing === 'unclaimed') return [say('resolved.unclaimed', { resolver })];
  if (standing === 'invalid') return [say('resolved.invalid', { resolver })];
  const name = signerOf(credentials);
  const who = name === null ? say('who.unnamed') : say('who.named', { name });
  const standingOf = say(isTrusted(credentials) ? 'standing.trusted' : 'standing.untrusted');
  return [
    say('resolved.recovered', { resolver, who, standing: standingOf }),
    ...(look === null
      ? []
      : [say(look === 'same' ? 'resolved.look.same' : 'resolved.look.undecided')]),
    ...(differs ? [say('resolved.differs')] : []),
  ];
}

/** The same for programs. */
export function resolvedLine({ bindings, manifests, problems }: ResolveReport) {
  return {
    bindings,
    manifests: manifests.map((manifest) => ({
      resolver: manifest.resolver,
      binding: manifest.binding,
      activeManifest: manifest.activeManifest,
      similarityScore: manifest.similarityScore,
      standing: manifest.standing,
      look: manifest.look,
      differs: manifest.differs,
      signer: signerOf(manifest.credentials),
      trusted: isTrusted(manifest.credentials),
    })),
    problems,
  };
}

type Credentials = ResolvedManifest['credentials'];

function signerOf({ manifests, activeManifest }: Credentials): string | null {
  const signer = manifests.find(({ label }) => label === activeManifest)?.signer ?? null;
  return signer?.organization ?? signer?.commonName ?? null;
}

/** Its hash is over other bytes, so that its state is Invalid by nature. */
function isTrusted({ success }: Credentials): boolean {
  return success.some(({ code }) => code === 'signingCredential.trusted');
}
