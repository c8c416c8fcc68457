import type { IdentityDescription, VerifiedIdentity } from '@provenance/c2pa';
import { type Message, say, sayStatus } from '@provenance/messages';
import type { IdentityEvidence } from './evidence.ts';

/** Roles of CAWG identity assertion 1.2 clause 5.1.2. */
const ROLES: ReadonlyMap<string, Message> = new Map([
  ['cawg.creator', say('role.creator')],
  ['cawg.contributor', say('role.contributor')],
  ['cawg.editor', say('role.editor')],
  ['cawg.producer', say('role.producer')],
  ['cawg.publisher', say('role.publisher')],
  ['cawg.sponsor', say('role.sponsor')],
  ['cawg.translator', say('role.translator')],
]);

/** Who says to have taken part. It never speaks for the credential: that holds, or not, without it. */
export function identity(of: IdentityDescription): IdentityEvidence {
  const { outcome, sigType, roles, codes, signedAt, validFrom, validUntil } = of;
  return {
    source: 'c2pa',
    finding: 'identity',
    weight: 'neutral',
    strength: outcome === 'fails' ? 'none' : 'claimed',
    says: [identitySays(of), ...whenSays(of)],
    codes,
    outcome,
    sigType,
    roles,
    signedAt,
    validFrom,
    validUntil,
  };
}

function identitySays(of: IdentityDescription): Message {
  const { outcome, problem, sigType, holder, aggregator, verified } = of;
  if (outcome === 'fails') return say('evidence.identity.fails', { why: sayStatus(problem ?? '') });
  const role = roleSays(of);
  if (holder !== null) {
    const name = holder.organization ?? holder.commonName;
    const who = name === null ? say('identity.nobody') : say('who.named', { name });
    return holder.inTime
      ? say('evidence.identity.own', { who, role })
      : say('evidence.identity.own.expired', { who, role });
  }
  if (aggregator === null) return say('evidence.identity.unknown', { role, kind: sigType ?? '' });
  const who = verified.map(verifiedSays);
  if (outcome === 'holds') return say('evidence.identity.verified', { who, role, aggregator });
  return /^cawg\.ica\.revocation\./.test(problem ?? '')
    ? say('evidence.identity.unasked', { who, role, aggregator })
    : say('evidence.identity.unchecked', { who, role, aggregator });
}

function whenSays({
  signedAt,
  validFrom: from,
  validUntil: until,
}: IdentityDescription): Message[] {
  const holds =
    from === null
      ? []
      : until === null
        ? [say('evidence.identity.from', { from })]
        : [say('evidence.identity.from-until', { from, until })];
  return signedAt === null
    ? holds
    : [...holds, say('evidence.identity.stamped', { time: signedAt })];
}

function roleSays({ roles }: IdentityDescription): Message {
  if (roles.length === 0) return say('identity.no-role');
  const each = roles.map((role) => ROLES.get(role) ?? say('role.other', { role }));
  return say('identity.as', { roles: each });
}

function verifiedSays({ name, username, uri, provider, verifiedAt }: VerifiedIdentity): Message {
  const known = name ?? username ?? uri;
  const who =
    known === null
      ? say('identity.nobody')
      : provider === null
        ? say('who.named', { name: known })
        : say('identity.at', { name: known, provider });
  return verifiedAt === null ? who : say('identity.checked-at', { who, time: verifiedAt });
}
