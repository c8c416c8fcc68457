import { signContent } from '@provenance/c2pa';
import sharp from 'sharp';
import { created, referenceTo } from '../../c2pa/test/attacks/attack.ts';
import {
  assertionBox,
  copyOf,
  forgeManifest,
  type Identity,
  ingredient,
  storeOf,
} from '../../c2pa/test/forge.ts';
import { inHost, makeHost } from '../../c2pa/test/forge-host.ts';
import { fileBox } from '../../c2pa/test/forge-thumbnail.ts';
import type { Fixture } from './service.ts';

/** What a store may have besides honest thumbnails. */
export interface Illustration {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const ROOM = 'x'.repeat(62_000);
const generator = { name: 'Example Studio', version: '1' };

export async function small(source: Uint8Array): Promise<Illustration> {
  return { type: 'image/jpeg', bytes: await sharp(source).resize(160).jpeg().toBuffer() };
}

/**
 * A PNG whose credential shows what it was made from: a parent with a credential and a thumbnail of its own, and a
 * component without a credential whose thumbnail is `component`.
 */
export async function illustrated(
  { certificates, signer }: Fixture,
  picture: Uint8Array,
  { parent, component }: { readonly parent: Illustration; readonly component: Illustration },
  softBinding?: { readonly alg: string; readonly value: Uint8Array },
): Promise<Uint8Array> {
  const identity: Identity = { alg: 'Ed25519', ...certificates };
  const origin = {
    kind: 'created',
    generator,
    assertions: [{ label: 'com.example.room', data: { room: ROOM } }],
  } as const;
  const signed = await signContent(picture, origin, signer);
  const host = makeHost(
    'PNG',
    'image/png',
    Buffer.from(signed.bytes),
    Buffer.from(signed.manifestStore),
  );
  const boxOf = (label: string, { type, bytes }: Illustration) =>
    fileBox(`${label}.${type.replace(/^.*\//, '')}`, type, bytes);
  const below = forgeManifest(
    { assertions: [created, boxOf('c2pa.thumbnail.claim', parent), copyOf(host.binding)] },
    identity,
  );
  const shown = boxOf('c2pa.thumbnail.ingredient', component);
  const named = (label: string, data: Readonly<Record<string, unknown>>) => ({ label, data });
  const fromParent = named(
    'c2pa.ingredient.v3',
    ingredient('parentOf', below, { 'dc:title': 'sea.png' }),
  );
  const fromComponent = named('c2pa.ingredient.v3__1', {
    'dc:title': 'boat.jpg',
    'dc:format': 'image/jpeg',
    relationship: 'componentOf',
    thumbnail: referenceTo(shown),
  });
  const active = forgeManifest(
    {
      assertions: [
        opened(fromParent),
        fromParent,
        fromComponent,
        shown,
        ...(softBinding === undefined ? [] : [bindingOf(softBinding)]),
        boxOf('c2pa.thumbnail.claim', await small(picture)),
        copyOf(host.binding),
      ],
    },
    identity,
  );
  return inHost(host, storeOf(below, active)).bytes;
}

/** As signers name a mark in the content. */
function bindingOf({ alg, value }: { readonly alg: string; readonly value: Uint8Array }) {
  return {
    label: 'c2pa.soft-binding',
    data: { alg, blocks: [{ scope: {}, value: Uint8Array.from(value) }] },
  };
}

/** The manifest store in a PNG of {@link illustrated}. */
export async function storeIn(png: Uint8Array): Promise<Uint8Array> {
  const bytes = Buffer.from(png);
  const at = bytes.indexOf('caBX', 0, 'latin1');
  return Uint8Array.from(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)));
}

function opened(parent: { readonly label: string; readonly data: unknown }) {
  const box = assertionBox(parent);
  return {
    label: 'c2pa.actions.v2',
    data: {
      actions: [{ action: 'c2pa.opened', parameters: { ingredients: [referenceTo(box)] } }],
    },
  };
}
