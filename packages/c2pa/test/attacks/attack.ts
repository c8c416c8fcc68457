import {
  type CredentialReport,
  loadTrust,
  pemSigner,
  readCredentials,
  type Trust,
} from '../../src/index.ts';
import { makeCertificates } from '../certificates.ts';
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
import { type Host, inHost, makeHosts } from '../forge-host.ts';

/** Who is in it: two signers that are trusted, and a signed file of every format. */
export interface World {
  readonly us: Identity;
  readonly them: Identity;
  readonly trust: Trust;
  readonly hosts: readonly Host[];
}

/** A hostile file, and with what it is read. */
export interface Attacked {
  readonly bytes: Uint8Array;
  readonly manifest?: Uint8Array;
  readonly trust?: Trust;
}

export interface Attack {
  /** What kind it is of, and what is done. */
  readonly kind: string;
  readonly name: string;
  /** Who can do it: anybody who has the file, or only one whose signature counts. */
  readonly by: 'anybody' | 'signer';
  /** In which formats it can occur. Default: in all. */
  readonly occursIn?: (host: Host) => boolean;
  readonly make: (host: Host, world: World) => Attacked | Promise<Attacked>;
  /**
   * The state of the report. `refused`: Invalid, or Error where the engine cannot even read it.
   */
  readonly state: 'refused' | 'Trusted' | 'Valid';
  /** A code, or reason, that the report must have. */
  readonly code?: string;
  /** What must be seen in a report that is neither. */
  readonly check?: (report: CredentialReport) => boolean;
}

export async function makeWorld(): Promise<World> {
  const [us, them] = await Promise.all([makeCertificates('ES256'), makeCertificates('ES256')]);
  return {
    us: { alg: 'ES256', ...us },
    them: { alg: 'ES256', ...them },
    trust: await loadTrust({ anchors: [us.root, them.root] }),
    hosts: await makeHosts(await pemSigner(us)),
  };
}

/** How a file is read that an attack has made. */
export function readAttacked(
  { bytes, manifest, trust }: Attacked,
  { mediaType }: Host,
  world: World,
): Promise<CredentialReport> {
  return readCredentials(bytes, {
    mediaType,
    trust: trust ?? world.trust,
    ...(manifest && { manifest }),
  });
}

/** Every code and reason in a report. */
export function codesOf(report: CredentialReport): string[] {
  const { success, informational, failure, ingredientFailures, reason } = report;
  const statuses = [...failure, ...ingredientFailures, ...informational, ...success];
  return [...statuses.map(({ code }) => code), ...(reason === null ? [] : [reason])];
}

/** Null: the report is as it should be; else what is wrong with it. */
export function problemWith(
  { state, code, check }: Attack,
  report: CredentialReport,
): string | null {
  const found = `${report.state} ${codesOf(report)}`;
  const isState =
    state === 'refused' ? ['Invalid', 'Error'].includes(report.state) : report.state === state;
  if (!isState) return `${found} instead of ${state}`;
  if (code !== undefined && !codesOf(report).includes(code)) return `${found} without ${code}`;
  return check === undefined || check(report) ? null : `${found}: not what was to be seen`;
}

export const SOURCE = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
export const CAPTURE = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture';

/** How a manifest of version 2 begins. */
export const created: ForgedAssertion = {
  label: 'c2pa.actions.v2',
  data: { actions: [{ action: 'c2pa.created', digitalSourceType: SOURCE }] },
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

/** A manifest with another one as its ingredient; that one is not bound to this host. */
export function above(
  host: Host,
  identity: Identity,
  relationship: 'parentOf' | 'componentOf' | 'inputTo',
  below: Box,
): Box {
  const named = assertionBox({
    label: 'c2pa.ingredient.v3',
    data: ingredient(relationship, below),
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
