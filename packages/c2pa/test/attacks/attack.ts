import { type CredentialReport, loadTrust, pemSigner, readCredentials } from '../../src/index.ts';
import type { EngineOff } from '../engine-off.ts';
import {
  assertionBox,
  type Box,
  copyOf,
  type ForgedAssertion,
  forgeManifest,
  hashBox,
  type Identity,
  ingredient,
  labelOf,
  storeOf,
} from '../forge.ts';
import { type Issued, identityOf, issue } from '../forge-certificates.ts';
import { type Host, inHost, makeHosts } from '../forge-host.ts';

/** Who is in it: two signers that are trusted, what issued them, and a signed file of every format. */
export interface World {
  readonly us: Identity;
  readonly them: Identity;
  /** What issued both, and is an anchor for signers. */
  readonly root: Issued;
  /** A time-stamp authority, and its root, which is an anchor for such authorities. */
  readonly clock: Issued;
  readonly clockRoot: Issued;
  readonly trust: TrustSources;
  readonly hosts: readonly Host[];
}

/** Anchors in PEM. */
export interface TrustSources {
  readonly anchors: string;
  readonly tsaAnchors?: string;
}

/** A file, and with what it is read. */
export interface Attacked {
  readonly bytes: Uint8Array;
  readonly manifest?: Uint8Array;
  /** PEM; default: those of the world. */
  readonly trust?: TrustSources;
  /** Default: that of the host. */
  readonly mediaType?: string;
  readonly allowNetwork?: boolean;
  /** How often a server was asked that should not be asked at all. */
  readonly asked?: () => number;
}

export interface Attack {
  /** In the security audit; null: it was found later. */
  readonly finding: string | null;
  readonly name: string;
  /** Who can do it: anybody who has the file, or only one whose signature counts. */
  readonly by: 'anybody' | 'signer';
  /** In which formats it can occur. Default: in all. */
  readonly occursIn?: (host: Host) => boolean;
  readonly forged: (host: Host, world: World) => Attacked | Promise<Attacked>;
  /** As like it as can be, and nothing is wrong with it: Trusted, or as `twinState` says. */
  readonly twin: (host: Host, world: World) => Attacked | Promise<Attacked>;
  readonly twinState?: 'Valid';
  /**
   * Of the forged one. `refused`: Invalid, or Error where it is not even given to the engine; `unreadable`:
   * Error, as the engine cannot read it.
   */
  readonly state: 'refused' | 'unreadable' | 'NoManifest' | 'Valid' | 'Trusted';
  /** A code, or reason, that its report must have; of several, one. */
  readonly code?: string | readonly string[];
}

export async function makeWorld(): Promise<World> {
  const root = await issue({ issuer: null, ca: true, days: [-2000, 2000] });
  const clockRoot = await issue({ issuer: null, ca: true, days: [-2000, 2000], name: 'Clocks' });
  const clock = await issue({
    issuer: clockRoot,
    days: [-2000, 2000],
    name: 'Clock',
    usages: [TIME_STAMPING],
  });
  const us = identityOf(await issue({ issuer: root, name: 'Us' }));
  const them = identityOf(await issue({ issuer: root, name: 'Them' }));
  const trust = { anchors: root.pem, tsaAnchors: clockRoot.pem };
  const hosts = await makeHosts(await pemSigner(us));
  return { us, them, root, clock, clockRoot, trust, hosts };
}

export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/** How a file is read that an attack has made. */
export async function readAttacked(
  { bytes, manifest, trust, mediaType, allowNetwork = false }: Attacked,
  host: Host,
  world: World,
  other?: EngineOff,
): Promise<CredentialReport> {
  const sources = trust ?? world.trust;
  const options = {
    mediaType: mediaType ?? host.mediaType,
    allowNetwork,
    ...(manifest && { manifest }),
  };
  if (other) return other.call('read', { input: bytes, sources, ...options });
  return readCredentials(bytes, { ...options, trust: await loadTrust(sources) });
}

/** Every code and reason in a report. */
export function codesOf(report: CredentialReport): string[] {
  const { success, informational, failure, ingredientFailures, reason } = report;
  const statuses = [...failure, ...ingredientFailures, ...informational, ...success];
  return [...statuses.map(({ code }) => code), ...(reason === null ? [] : [reason])];
}

const STATES: Readonly<Record<Attack['state'], readonly CredentialReport['state'][]>> = {
  refused: ['Invalid', 'Error'],
  unreadable: ['Error'],
  NoManifest: ['NoManifest'],
  Valid: ['Valid'],
  Trusted: ['Trusted'],
};

/** Null: the report of a forged file is as it should be; else what is wrong with it. */
export function problemWith({ state, code }: Attack, report: CredentialReport): string | null {
  const codes = codesOf(report);
  const found = `${report.state} ${codes}`;
  if (!STATES[state].includes(report.state)) return `${found} instead of ${state}`;
  if (code === undefined || [code].flat().some((each) => codes.includes(each))) return null;
  return `${found} without ${code}`;
}

const GENERATED = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
export const CAPTURED = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture';

/** How a manifest of version 2 begins. */
export const created: ForgedAssertion = {
  label: 'c2pa.actions.v2',
  data: { actions: [{ action: 'c2pa.created', digitalSourceType: GENERATED }] },
};
export const note: ForgedAssertion = { label: 'com.example.note', data: { text: 'as it was' } };

/** What an honest signer says of a host: one manifest, bound to it. */
export function honest(
  host: Host,
  identity: Identity,
  ...more: readonly (ForgedAssertion | Box)[]
): Box {
  return forgeManifest({ assertions: [created, ...more, copyOf(host.binding)] }, identity);
}

export type Relationship = 'parentOf' | 'componentOf' | 'inputTo';

/** A manifest with another one as its ingredient; that one is not bound to this host. */
export function above(
  host: Host,
  identity: Identity,
  relationship: Relationship,
  below: Box,
  fields: Readonly<Record<string, unknown>> = {},
): Box {
  const named = assertionBox({
    label: 'c2pa.ingredient.v3',
    data: ingredient(relationship, below, fields),
  });
  const opened = {
    label: 'c2pa.actions.v2',
    data: {
      actions: [{ action: 'c2pa.opened', parameters: { ingredients: [referenceTo(named)] } }],
    },
  };
  const actions = relationship === 'parentOf' ? opened : created;
  return forgeManifest({ assertions: [actions, named, note, copyOf(host.binding)] }, identity);
}

/** How an action names an assertion of its own manifest. */
export function referenceTo(box: Box): { url: string; hash: Uint8Array } {
  return { url: `self#jumbf=c2pa.assertions/${labelOf(box)}`, hash: hashBox(box) };
}

export function put(host: Host, ...manifests: readonly Box[]): Attacked {
  return inHost(host, storeOf(...manifests));
}
