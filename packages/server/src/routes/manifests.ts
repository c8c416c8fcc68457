import { z } from '@hono/zod-openapi';
import type { FoundRecord } from '@provenance/registry';
import type { Verifier } from '@provenance/sdk';
import type { Binding, Deposits } from '../deposit/deposits.ts';
import { parsed, parseJson } from '../http/json.ts';
import { Problem } from '../http/problem.ts';
import {
  type App,
  allow,
  type Call,
  declaredType,
  readingBody,
  type Service,
} from '../http/service.ts';
import { activeManifestOnly, isOneStore } from '../resolution/active-manifest.ts';
import {
  ReceiptShape,
  receiptOf,
  receiptProblem,
  VerifiedReceiptShape,
} from '../resolution/receipt.ts';
import {
  bindingBytes,
  bindingValue,
  checkAlgorithm,
  checkManifestId,
} from '../resolution/value.ts';
import { declare } from './declare.ts';
import { BindingsBody } from './resolution-shapes.ts';

/** Larger than any store that is real. */
const MOST_STORE = 2 ** 24;
const MOST_JSON = 2 ** 18;
const STORE_TYPE = 'application/c2pa';
const Bytes = z.string().openapi({ format: 'binary' });
const Id = z.object({ activeManifestId: z.string() });
const Flag = z.enum(['true', 'false']).default('false');

/** Manifests, their receipts, and where others leave theirs. */
export function manifestRoutes(app: App, service: Service): void {
  fetchRoutes(app, service);
  receiptRoutes(app, service);
  const deposits = service.resolution?.deposits;
  if (deposits !== undefined) storeRoutes(app, service, deposits);
}

function fetchRoutes(app: App, service: Service): void {
  declare(app, 'get', '/v1/manifests/{activeManifestId}', {
    summary: 'The manifest store whose active manifest has this label',
    scope: 'fetch:manifests',
    parameters: Id,
    query: z.object({ returnActiveManifest: z.boolean().optional() }),
    answers: { 200: { [STORE_TYPE]: Bytes } },
    problems: [400, 401, 403, 404, 429, 500, 503],
  });
  app.get('/v1/manifests/:activeManifestId', async (c) => {
    if (!(c.get('caller') === null && service.resolution?.openQueries)) {
      allow(service, c, 'fetch:manifests');
    }
    const id = checkManifestId(c.req.param('activeManifestId'));
    const { returnActiveManifest } = parsed(
      c.req.query(),
      z.looseObject({ returnActiveManifest: Flag }),
    );
    const store =
      (await ownRecord(service, id))?.manifestStore ??
      (await service.resolution?.deposits?.store(id)) ??
      null;
    const isGone = (await service.resolution?.deposits?.get(id)) === null && store === null;
    if (store === null || isGone) throw notFound();
    const bytes = returnActiveManifest === 'true' ? activeManifestOnly(store) : store;
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': STORE_TYPE },
    });
  });
}

function receiptRoutes(app: App, service: Service): void {
  const path = '/v1/manifests/{activeManifestId}/receipts';
  const common = {
    scope: 'fetch:manifests',
    parameters: Id,
    answers: { 200: { 'application/json': VerifiedReceiptShape } },
    problems: [400, 401, 403, 404, 429, 500, 503],
  } as const;
  declare(app, 'get', path, { ...common, summary: 'That the manifest is in the log' });
  app.get('/v1/manifests/:activeManifestId/receipts', async (c) => {
    allow(service, c, 'fetch:manifests');
    const { registry, found } = await recorded(service, c.req.param('activeManifestId'));
    const receipt = await receiptOf(registry, found, baseOf(service, c));
    if (receipt === null) throw notFound();
    return c.json(verifiedReceipt(receipt, await receiptProblem(registry, found, receipt)));
  });
  declare(app, 'post', path, {
    ...common,
    summary: 'Whether a receipt holds for the manifest',
    body: { 'application/json': ReceiptShape },
  });
  app.post('/v1/manifests/:activeManifestId/receipts', (c) => {
    allow(service, c, 'fetch:manifests');
    const work = async (bytes: Uint8Array) => {
      const receipt = parseJson(bytes, ReceiptShape);
      const { registry, found } = await recorded(service, c.req.param('activeManifestId'));
      return c.json(verifiedReceipt(receipt, await receiptProblem(registry, found, receipt)));
    };
    return readingBody(service, c, work, MOST_JSON);
  });
}

function storeRoutes(app: App, service: Service, deposits: Deposits): void {
  const problems = [400, 401, 403, 404, 409, 413, 415, 429, 500, 503];
  declare(app, 'post', '/v1/manifests', {
    summary: 'Leave a manifest store here; its own soft bindings then lead to it',
    scope: 'store:manifests',
    query: z.object({ returnReceipt: z.boolean().optional() }),
    body: { [STORE_TYPE]: Bytes },
    answers: { 200: { 'application/json': z.object({ manifestId: z.string() }) } },
    problems,
  });
  app.post('/v1/manifests', (c) => {
    allow(service, c, 'store:manifests');
    parsed(c.req.query(), z.looseObject({ returnReceipt: Flag }));
    if (declaredType(c) !== STORE_TYPE) {
      throw new Problem('CONTENT_UNSUPPORTED', `A manifest store is ${STORE_TYPE}.`);
    }
    const work = async (bytes: Uint8Array) => {
      const { label, claims } = await claimsOf(service.verifier, bytes, c.req.raw.signal);
      const known =
        (await ownRecord(service, label))?.manifestStore ??
        ((await deposits.get(label)) && (await deposits.store(label)));
      if (!known) await deposits.add({ label, claims }, bytes);
      else if (Buffer.compare(known, bytes) !== 0) {
        throw new Problem('RECORD_EXISTS', 'Another store has this label already.');
      }
      return c.json({ manifestId: label });
    };
    return readingBody(service, c, work, MOST_STORE);
  });

  declare(app, 'delete', '/v1/manifests/{activeManifestId}', {
    summary: 'Take out a manifest store that was left here, with all that leads to it',
    scope: 'store:manifests',
    parameters: Id,
    answers: { 204: null },
    problems,
  });
  app.delete('/v1/manifests/:activeManifestId', async (c) => {
    allow(service, c, 'store:manifests');
    const id = checkManifestId(c.req.param('activeManifestId'));
    if (await deposits.remove(id)) return c.body(null, 204);
    if ((await ownRecord(service, id)) === null) throw notFound();
    throw new Problem('FORBIDDEN', 'It is of an own record, which its issuer alone erases.');
  });

  for (const method of ['post', 'put'] as const) {
    declare(app, method, '/v1/bindings', {
      summary:
        method === 'post'
          ? 'Let a value lead to a manifest as well'
          : 'Let a value lead to this manifest alone',
      scope: 'store:bindings',
      body: { 'application/json': BindingsBody },
      answers: { 204: null },
      problems,
    });
    app[method]('/v1/bindings', (c) => {
      allow(service, c, 'store:bindings');
      const work = async (json: Uint8Array) => {
        const { bindingValue: value, manifestId, alg } = parseJson(json, BindingsBody);
        const bytes = bindingBytes(value);
        if (alg !== undefined) checkAlgorithm(alg);
        const deposit = await deposits.get(checkManifestId(manifestId));
        if (deposit === null) throw notFound();
        const binding = boundBy(deposit.claims, bytes, alg, service);
        if (method === 'post') await deposits.bind(manifestId, binding);
        else {
          if ((await deposits.byBinding(binding)).length === 0) throw notFound();
          await deposits.rebind(manifestId, binding);
        }
        return c.body(null, 204);
      };
      return readingBody(service, c, work, MOST_JSON);
    });
  }
}

/**
 * The standard's binding has no algorithm: the one that the manifest claims with this value is taken. A
 * value that it does not claim is refused, unless late bindings are allowed and the request names its
 * algorithm.
 */
function boundBy(
  claims: readonly Binding[],
  bytes: Uint8Array,
  alg: string | undefined,
  { resolution }: Service,
): Binding {
  const value = bindingValue(bytes);
  const claimed = claims.find((each) => each.value === value && (alg ?? each.alg) === each.alg);
  if (claimed !== undefined) return claimed;
  if (alg !== undefined && resolution?.lateBindings) return { alg, value };
  throw new Problem('REQUEST_MALFORMED', 'The manifest does not claim this value.');
}

/** What a store by itself cannot show: its hash is over content that is not here. */
const WITHOUT_CONTENT =
  /^(assertion\.(dataHash|bmffHash|boxesHash|collectionHash)\.|signingCredential\.untrusted$)/;

/** @throws Problem REQUEST_MALFORMED for what is not one manifest store whose active manifest holds. */
async function claimsOf(
  verifier: Verifier,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<{ label: string; claims: Binding[] }> {
  const refused = () =>
    new Problem('REQUEST_MALFORMED', 'It is not one manifest store that holds.');
  if (!isOneStore(bytes)) throw refused();
  const report = await verifier.credentials(bytes, { mediaType: STORE_TYPE, signal });
  const { activeManifest, failure, manifests, state } = report;
  const isBroken = failure.some(({ code }) => !WITHOUT_CONTENT.test(code));
  if (activeManifest === null || isBroken || state === 'Error') throw refused();
  const [active] = manifests;
  const claims = (active?.softBindings ?? []).flatMap(({ alg, values }) =>
    alg === null
      ? []
      : values.map((value) => ({
          alg: checkAlgorithm(alg),
          value: bindingValue(bindingBytes(value)),
        })),
  );
  return { label: checkManifestId(activeManifest), claims };
}

async function ownRecord(service: Service, id: string): Promise<FoundRecord | null> {
  const registry = await service.registry?.();
  const found = (await registry?.byManifestId(id)) ?? [];
  return found.find(({ manifestStore }) => manifestStore !== null) ?? null;
}

async function recorded(service: Service, given: string) {
  const registry = await service.registry?.();
  const found = await ownRecord(service, checkManifestId(given));
  if (registry === undefined || found === null) throw notFound();
  return { registry, found };
}

function verifiedReceipt(receipt: z.infer<typeof ReceiptShape>, problem: string | null) {
  return { ...receipt, verified: problem === null, ...(problem !== null && { error: problem }) };
}

function baseOf({ resolution }: Service, c: Call): string {
  const origin = resolution?.publicUrl ?? new URL(c.req.url).origin;
  return `${origin.replace(/\/+$/, '')}/v1`;
}

function notFound(): Problem {
  return new Problem('NOT_FOUND', 'There is no such manifest here.');
}
