import * as x509 from '@peculiar/x509';
import {
  type Box,
  copyOf,
  forgeManifest,
  type Identity,
  labelOf,
  setUnprotected,
} from '../forge.ts';
import { type Issued, type IssueOptions, identityOf, issue } from '../forge-certificates.ts';
import type { Host } from '../forge-host.ts';
import { type AnswerOptions, answer } from '../forge-ocsp.ts';
import { stamp, stampedBytes, type TokenOptions, token } from '../forge-time.ts';
import {
  type Attack,
  type Attacked,
  above,
  created,
  honest,
  put,
  TIME_STAMPING,
  type World,
} from './attack.ts';
import { makeServer } from './servers.ts';

const DAY = 86_400_000;
const daysFromNow = (days: number) => new Date(Date.now() + days * DAY);
const SELF_SIGNED = { issuer: null, days: [-2000, 2000] } as const;

/** One format is enough where the store alone decides; a text, where the other reader does. */
const isOne = ({ name }: Host) => ['image/png', 'text/plain'].includes(name);

function manifestOf(host: Host, identity: Identity, version: 1 | 2): Box {
  const actions = version === 2 ? created : { ...created, label: 'c2pa.actions' };
  return forgeManifest({ version, assertions: [actions, copyOf(host.binding)] }, identity);
}

const VALID_THEN = [-400, -200] as const;
const THEN = -300;

/** Signed with a certificate that has expired, and stamped or not. */
async function stamped(
  host: Host,
  world: World,
  version: 1 | 2,
  options: Partial<TokenOptions> | null,
  data?: (manifest: Box) => Uint8Array,
): Promise<Attacked> {
  const expired = await issue({ issuer: world.root, days: VALID_THEN });
  const manifest = manifestOf(host, identityOf(expired), version);
  if (options !== null) {
    const stampedData = data ? data(manifest) : stampedBytes(manifest, version);
    const made = { at: daysFromNow(THEN), authority: world.clock, ...options };
    stamp(manifest, version, token(stampedData, made));
  }
  return put(host, manifest);
}

function timed(
  name: string,
  version: 1 | 2,
  options: (world: World) => Promise<Partial<TokenOptions>> | Partial<TokenOptions> | null,
  data?: (manifest: Box) => Uint8Array,
): Attack {
  return {
    finding: 'H4',
    name: `a certificate that has expired, and ${name} (claim of version ${version})`,
    by: 'anybody',
    occursIn: isOne,
    forged: async (host, world) => stamped(host, world, version, await options(world), data),
    twin: (host, world) => stamped(host, world, version, {}),
    state: 'refused',
    code: 'signingCredential.expired',
  };
}

const VERSIONS = [1, 2] as const;

/** The chain of a signer: root, an authority between, and the signer. */
async function chained(
  host: Host,
  world: World,
  between: Partial<IssueOptions>,
  leaf: Partial<IssueOptions> = {},
): Promise<Attacked> {
  const authority = await issue({ issuer: world.root, ca: true, name: 'Between', ...between });
  const signer = await issue({ issuer: authority, ...leaf });
  return put(host, honest(host, identityOf(signer, authority)));
}

/** What the chain of a signer lacks: the credential holds, and nobody vouches for it. */
function chain(
  name: string,
  between: Partial<IssueOptions>,
  finding: string | null = 'M5',
): Attack {
  return {
    finding,
    name,
    by: 'anybody',
    occursIn: isOne,
    forged: (host, world) => chained(host, world, between),
    twin: (host, world) => chained(host, world, {}),
    state: 'Valid',
    code: 'signingCredential.untrusted',
  };
}

/** Answers of a responder that come with a signature. */
async function stapled(
  host: Host,
  world: World,
  options: (made: { signer: Issued; world: World }) => Promise<Partial<AnswerOptions>[]>,
): Promise<Attacked> {
  const signer = await issue({ issuer: world.root });
  const manifest = honest(host, identityOf(signer));
  const answers = (await options({ signer, world })).map((each) =>
    answer({ certificate: signer, issuer: world.root, ...each }),
  );
  setUnprotected(manifest, (header) => header.set('rVals', { ocspVals: answers }));
  return put(host, manifest);
}

const revoked = { status: { revoked: daysFromNow(-0.5) } };

/** The address of a responder in a certificate (RFC 5280 4.2.2.1). */
function responderAt(url: string): x509.Extension {
  return new x509.AuthorityInfoAccessExtension({ ocsp: url });
}

/** Who signed, and when: a name is told as trusted only where a list leads to it, at a time that is proved. */
export const signerAttacks: readonly Attack[] = [
  ...VERSIONS.flatMap((version) => [
    timed('no time stamp', version, () => null),
    timed('a time stamp of a clock of one’s own', version, async () => ({
      authority: await issue({ ...SELF_SIGNED, usages: [TIME_STAMPING] }),
    })),
    timed('a time stamp whose chain ends at an anchor for signers', version, async ({ root }) => ({
      authority: await issue({ issuer: root, days: [-900, 900], usages: [TIME_STAMPING] }),
    })),
    timed(
      'a time stamp over something else',
      version,
      () => ({}),
      () => Buffer.from('another'),
    ),
    timed('a time stamp with another digest in it', version, () => ({
      digest: new Uint8Array(32),
    })),
    timed('a time stamp of the wrong time', version, () => ({ at: daysFromNow(-100) })),
    timed(
      'a time stamp by an authority that is for something else too',
      version,
      async (world) => ({
        authority: await issue({
          issuer: world.clockRoot,
          days: [-900, 900],
          usages: [TIME_STAMPING, '1.3.6.1.5.5.7.3.4'],
        }),
      }),
    ),
    timed('a time stamp by an authority that had expired by then', version, async (world) => ({
      authority: await issue({
        issuer: world.clockRoot,
        days: [-900, -700],
        usages: [TIME_STAMPING],
      }),
    })),
    timed('a time stamp over a SHA-1 hash', version, () => ({ imprint: 'sha1' })),
  ]),
  {
    finding: 'H4',
    name: 'a time stamp that is not trusted dates a certificate that is valid now',
    by: 'anybody',
    occursIn: isOne,
    forged: async (host, { us }) => {
      const manifest = honest(host, us);
      const authority = await issue({ ...SELF_SIGNED, usages: [TIME_STAMPING] });
      stamp(manifest, 2, token(stampedBytes(manifest, 2), { at: daysFromNow(THEN), authority }));
      return put(host, manifest);
    },
    twin: (host, { us }) => put(host, honest(host, us)),
    // The time moves nothing; the signature is as good as it was.
    state: 'Trusted',
    code: 'timeStamp.untrusted',
  },
  chain('an authority that has expired stands between', { days: [-400, -200] }),
  chain('an authority that is not valid yet stands between', { days: [200, 400] }),
  chain('a signer’s certificate stands between', { ca: false }),
  chain('an authority that may not issue stands between', {
    keyUsage: x509.KeyUsageFlags.cRLSign,
  }),
  chain('an authority for time stamps stands between', { usages: [TIME_STAMPING] }),
  chain('an authority for certain names stands between', {
    extensions: [new x509.Extension('2.5.29.30', true, Buffer.from('3000', 'hex'))],
  }),
  chain('an authority with a condition that is not known stands between', {
    extensions: [new x509.Extension('1.2.3.4.5', true, Buffer.from('0500', 'hex'))],
  }),
  {
    finding: 'M5',
    name: 'an authority below one that may have none stands between',
    by: 'anybody',
    occursIn: isOne,
    forged: async (host, world) => {
      const first = await issue({ issuer: world.root, ca: true, pathLength: 0, name: 'First' });
      const second = await issue({ issuer: first, ca: true, name: 'Second' });
      const signer = await issue({ issuer: second });
      return put(host, honest(host, identityOf(signer, second, first)));
    },
    twin: async (host, world) => {
      const first = await issue({ issuer: world.root, ca: true, pathLength: 1, name: 'First' });
      const second = await issue({ issuer: first, ca: true, name: 'Second' });
      const signer = await issue({ issuer: second });
      return put(host, honest(host, identityOf(signer, second, first)));
    },
    state: 'Valid',
    code: 'signingCredential.untrusted',
  },
  {
    finding: 'M5',
    name: 'a chain that ends at an anchor that has expired',
    by: 'anybody',
    occursIn: isOne,
    forged: async (host) => {
      const root = await issue({ issuer: null, ca: true, days: [-400, -200] });
      const trust = { anchors: root.pem };
      return { ...put(host, honest(host, identityOf(await issue({ issuer: root })))), trust };
    },
    twin: async (host) => {
      const root = await issue({ issuer: null, ca: true });
      const trust = { anchors: root.pem };
      return { ...put(host, honest(host, identityOf(await issue({ issuer: root })))), trust };
    },
    state: 'Valid',
    code: 'signingCredential.untrusted',
  },
  {
    finding: 'H4',
    name: 'a signer whose chain ends at an anchor for time-stamp authorities',
    by: 'anybody',
    occursIn: isOne,
    forged: async (host, { clockRoot }) =>
      put(host, honest(host, identityOf(await issue({ issuer: clockRoot })))),
    twin: async (host, { root }) =>
      put(host, honest(host, identityOf(await issue({ issuer: root })))),
    state: 'Valid',
    code: 'signingCredential.untrusted',
  },
  {
    finding: null,
    name: 'a time-stamp authority signs a claim',
    by: 'signer',
    occursIn: isOne,
    forged: async (host, { root }) =>
      put(host, honest(host, identityOf(await issue({ issuer: root, usages: [TIME_STAMPING] })))),
    twin: (host, { us }) => put(host, honest(host, us)),
    state: 'Valid',
    code: 'signingCredential.untrusted',
  },
  {
    finding: null,
    name: 'an authority signs a claim',
    by: 'signer',
    occursIn: isOne,
    forged: async (host, { root }) => {
      const keyUsage = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature;
      const usages = ['1.3.6.1.5.5.7.3.4'];
      const authority = await issue({ issuer: root, ca: true, keyUsage, usages });
      return put(host, honest(host, identityOf(authority)));
    },
    twin: (host, { us }) => put(host, honest(host, us)),
    state: 'refused',
    code: 'signingCredential.invalid',
  },
  {
    finding: null,
    name: 'the chain is that of somebody else, and the signature is not',
    by: 'anybody',
    occursIn: isOne,
    forged: async (host, { us, them }) =>
      put(host, honest(host, { ...us, certificates: them.certificates })),
    twin: (host, { us }) => put(host, honest(host, us)),
    state: 'refused',
    code: 'claimSignature.mismatch',
  },
  {
    finding: 'M10',
    name: 'a certificate that was revoked, as an answer says that came with the signature',
    by: 'signer',
    occursIn: isOne,
    forged: (host, world) => stapled(host, world, async () => [revoked]),
    twin: (host, world) => stapled(host, world, async () => [{}]),
    state: 'refused',
    code: 'signingCredential.ocsp.revoked',
  },
  {
    finding: 'M10',
    name: 'a certificate that was revoked, and before that answer one that says it is good',
    by: 'signer',
    occursIn: isOne,
    forged: (host, world) => stapled(host, world, async () => [{}, revoked]),
    twin: (host, world) => stapled(host, world, async () => [{}, {}]),
    state: 'refused',
    code: 'signingCredential.ocsp.revoked',
  },
  {
    finding: 'M10',
    name: 'somebody else says that a certificate was revoked',
    by: 'anybody',
    occursIn: isOne,
    forged: (host, world) =>
      stapled(host, world, async () => {
        const responder = await issue({ ...SELF_SIGNED, usages: ['1.3.6.1.5.5.7.3.9'] });
        return [{ ...revoked, responder, sent: [responder] }];
      }),
    twin: (host, world) => stapled(host, world, async () => [{}]),
    // No responder of the authority's: its word counts for nothing.
    state: 'Trusted',
    code: 'signingCredential.trusted',
  },
  {
    finding: 'H6',
    name: 'the certificate of an ingredient names a responder in the network of the verifier',
    by: 'anybody',
    occursIn: isOne,
    forged: async (host, { us }) => {
      const { url, asked } = await makeServer();
      const own = await issue({ issuer: null, ca: true, name: 'A stranger' });
      const leaf = await issue({ issuer: own, extensions: [responderAt(url)] });
      const stranger = identityOf(leaf, own);
      const active = put(host, ...withBelow(host, us, stranger));
      return { ...active, allowNetwork: true, asked };
    },
    twin: (host, { us, them }) => ({
      ...put(host, ...withBelow(host, us, them)),
      allowNetwork: true,
    }),
    state: 'Trusted',
    code: 'signingCredential.trusted',
  },
  {
    finding: 'H6',
    name: 'the certificate of the signer names a responder in the network of the verifier',
    by: 'signer',
    occursIn: isOne,
    forged: async (host, { root }) => {
      const { url, asked } = await makeServer();
      const leaf = await issue({ issuer: root, extensions: [responderAt(url)] });
      const signer = identityOf(leaf, root);
      return { ...put(host, honest(host, signer)), allowNetwork: true, asked };
    },
    twin: (host, { us }) => ({ ...put(host, honest(host, us)), allowNetwork: true }),
    state: 'Trusted',
    code: 'signingCredential.ocsp.inaccessible',
  },
];

function withBelow(host: Host, us: Identity, stranger: Identity): Box[] {
  const below = honest(host, stranger);
  // As a signer writes it that knows no list.
  const url = `self#jumbf=/c2pa/${labelOf(below)}/c2pa.signature`;
  const failure = [{ code: 'signingCredential.untrusted', url, explanation: 'on no list' }];
  const validationResults = { activeManifest: { success: [], informational: [], failure } };
  return [below, above(host, us, 'parentOf', below, { validationResults })];
}
