import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Software } from '@provenance/c2pa';
import { checkKnownKeys, type KnownKeys } from '@provenance/content';
import type { IssuerRegistry, RegistryLog, RegistryReader } from '@provenance/registry';
import type {
  Marker,
  OutputGuard,
  RecordOptions,
  Signer,
  TextDrawn,
  Verifier,
} from '@provenance/sdk';
import type { Context, MiddlewareHandler } from 'hono';
import type { ResolutionOptions } from '../deposit/options.ts';
import type { TokenStore } from '../token/store.ts';
import type { KeptToken, Scope } from '../token/token.ts';
import { callerOf, requireScope } from './auth.ts';
import { BodyBudget, withBody } from './body.ts';
import { refusalOf, requestIdOf } from './in-flight.ts';
import type { Logger, RequestLog } from './log.ts';
import { Metrics } from './metrics.ts';
import { checkFunctions, checkMethods, checkPositive } from './parts.ts';
import { Problem, problemOf, problemResponse } from './problem.ts';
import { clientOf, MemoryRates, RateLimit, type RateStore } from './rate.ts';

export interface ServiceOptions {
  readonly verifier: Verifier;
  /** Without it nothing is marked here. */
  readonly marker?: Marker;
  /** Signs texts that are streamed. Without it none are. */
  readonly signer?: Signer;
  /** Where the origin records of texts that are streamed go. Without it they have none: a marker has its own. */
  readonly record?: Omit<RecordOptions, 'requestId' | 'retainUntil'>;
  /** Holds texts that are streamed against protected works: a marker has its own. */
  readonly guard?: OutputGuard;
  /** What texts are drawn with before they come here: the keys that the marker has, for texts that are streamed. */
  readonly textMarks?: readonly TextDrawn['key'][];
  /** Named in manifests as the application that made the claim. */
  readonly generator?: Software;
  /** Opens the registry when it is needed, every time: it may be down now and up later. */
  readonly registry?: () => Promise<RegistryReader & RegistryLog>;
  readonly tokens?: Pick<TokenStore, 'find' | 'ready'>;
  /** Where requests are counted. By default in this process; of {@link openShared} for several instances. */
  readonly rates?: RateStore;
  readonly logger?: Logger;
  /**
   * Who sends no token may do everything. For a server on this machine's own address: `listen` refuses
   * another, and what names another host is refused, so that no web page can use it. Default false.
   */
  readonly open?: boolean;
  readonly limits?: Partial<ServiceLimits>;
  /** The C2PA Soft Binding Resolution API, on the registry. Default: look-ups alone, with a token. */
  readonly resolution?: ResolutionOptions;
  /** Requests about content, and their answers. Without it none are taken. */
  readonly requests?: RequestOptions;
  /** Proxies in front that add to X-Forwarded-For: the client's address is that many from its end. Default 0. */
  readonly proxies?: number;
}

/** Requests about content: Principle 3 of Japan's Principle Code for generative AI. */
export interface RequestOptions {
  /** The issuer's registry, to write: each request and each answer is an event in its log. */
  readonly registry: () => Promise<IssuerRegistry>;
  /** Days after which a request and its answers are to be erased. Default 365. */
  readonly keepDays?: number;
  /** Of new requests and answers of an address without a token: each is an entry of the log. Default 6. */
  readonly perMinute?: number;
}

export interface ServiceLimits {
  /** Of one body, in bytes. Default 64 MiB. */
  readonly maxBytes: number;
  /** Of all bodies in memory at a time. Default 512 MiB. */
  readonly maxTotalBytes: number;
  /** Requests a minute of an address without a token. Default 60. */
  readonly anonymousPerMinute: number;
  /** Of a token. Default 6000. */
  readonly tokenPerMinute: number;
}

const KEYS: KnownKeys<ServiceOptions> = {
  verifier: true,
  marker: true,
  signer: true,
  record: true,
  guard: true,
  textMarks: true,
  generator: true,
  registry: true,
  tokens: true,
  rates: true,
  logger: true,
  open: true,
  limits: true,
  resolution: true,
  requests: true,
  proxies: true,
};
const REQUEST_KEYS: KnownKeys<RequestOptions> = { registry: true, keepDays: true, perMinute: true };
const RESOLUTION_KEYS: KnownKeys<ResolutionOptions> = {
  deposits: true,
  byReference: true,
  lateBindings: true,
  openQueries: true,
  publicUrl: true,
};
const LIMIT_KEYS: KnownKeys<ServiceLimits> = {
  maxBytes: true,
  maxTotalBytes: true,
  anonymousPerMinute: true,
  tokenPerMinute: true,
};

const DEFAULT_LIMITS: ServiceLimits = {
  maxBytes: 2 ** 26,
  maxTotalBytes: 2 ** 29,
  anonymousPerMinute: 60,
  tokenPerMinute: 6000,
};

/** What the HTTP of a route sees. */
export interface Env {
  Bindings: { incoming?: IncomingMessage };
  Variables: {
    requestId: string;
    caller: KeptToken | null;
    body: { readonly length: number; readonly sha256: string } | null;
    error: string | null;
  };
}

export type App = OpenAPIHono<Env>;
export type Call = Context<Env>;

/** What routes share. */
export interface Service extends ServiceOptions {
  readonly limits: ServiceLimits;
  readonly metrics: Metrics;
  readonly budget: BodyBudget;
  /** True once it takes no more: SIGTERM has come. */
  isDraining: boolean;
}

export function serviceOf(options: ServiceOptions): Service {
  checkKnownKeys('options', options, KEYS);
  if (options.requests) checkKnownKeys('requests', options.requests, REQUEST_KEYS);
  if (options.resolution) checkKnownKeys('resolution', options.resolution, RESOLUTION_KEYS);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  checkKnownKeys('limits', limits, LIMIT_KEYS);
  checkPositive('limits', { ...limits });
  checkParts(options);
  return {
    ...options,
    limits,
    metrics: new Metrics(),
    budget: new BodyBudget(limits.maxTotalBytes),
    isDraining: false,
  };
}

/** @throws TypeError for a part that cannot be what it is handed in as. */
function checkParts(options: ServiceOptions): void {
  const { verifier, marker, signer, tokens, rates, logger, resolution, requests } = options;
  checkMethods('verifier', verifier, VERIFIER_METHODS);
  if (marker) checkMethods('marker', marker, ['mark']);
  if (signer) checkMethods('signer', signer, ['sign']);
  if (tokens) checkMethods('tokens', tokens, ['find']);
  if (rates) checkMethods('rates', rates, ['take']);
  if (logger) checkMethods('logger', logger, ['request', 'fault']);
  if (resolution?.deposits) checkMethods('resolution.deposits', resolution.deposits, DEPOSITING);
  checkFunctions({ registry: options.registry });
  if (requests) checkFunctions({ 'requests.registry': requests.registry });
}

const VERIFIER_METHODS = ['verify', 'trace', 'detect', 'credentials', 'thumbnails', 'warm'];
const DEPOSITING = ['get', 'store', 'byBinding', 'add', 'remove', 'bind', 'rebind'];

/** Id, headers, log, metrics and problems of every request; then who it is, and how often. */
export function everyRequest(service: Service): MiddlewareHandler<Env> {
  const { limits, metrics, logger } = service;
  const rates = service.rates ?? new MemoryRates();
  const anonymous = new RateLimit('address', limits.anonymousPerMinute, rates);
  const known = new RateLimit('token', limits.tokenPerMinute, rates);
  return async (c, next) => {
    const begun = performance.now();
    const requestId = requestIdOf(c.env?.incoming);
    c.set('requestId', requestId);
    c.set('caller', null);
    c.set('body', null);
    c.set('error', null);
    metrics.inFlight++;
    try {
      if (service.open) {
        checkHost(c.req.header('host'));
        checkSite(c);
      }
      const client = clientOf(addressOf(c, service.proxies ?? 0));
      if (ANONYMOUS.test(c.req.path)) await anonymous.take(client);
      else if (!UNLIMITED.has(c.req.path) && !c.req.path.startsWith(OF_THE_PAGE)) {
        const header = c.req.header('authorization');
        const caller = await callerOf(header, service.tokens ?? null).catch(async (error) => {
          await anonymous.take(client);
          throw error;
        });
        c.set('caller', caller);
        if (caller !== null) await known.take(caller.id);
        else if (!service.open) await anonymous.take(client);
      }
      await next();
    } catch (error) {
      c.res = answerTo(c, error, logger);
    } finally {
      metrics.inFlight--;
    }
    c.res.headers.set('x-request-id', requestId);
    c.res.headers.set('x-content-type-options', 'nosniff');
    if (!c.res.headers.has('content-security-policy')) {
      c.res.headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    }
    const entry = entryOf(c, requestId, performance.now() - begun);
    metrics.request(entry);
    logger?.request(entry);
  };
}

/** Watched by machines that are told nothing; and the page, which is the same for everybody. */
const UNLIMITED = new Set(['/healthz', '/readyz', '/']);
const OF_THE_PAGE = '/page/';
/** Told to everybody alike, whatever token they send. */
const ANONYMOUS = /^\/(v1\/services\/|\.well-known\/|openapi\.json$|docs$)/;

/** The answer to what a route throws; of a fault of ours the log has the rest. */
export function answerTo(c: Call, error: unknown, logger: Logger | undefined): Response {
  const isGone = c.req.raw.signal.aborted && !(error instanceof Problem);
  const gone = isGone ? new Problem('CLIENT_GONE', 'The client has gone.') : problemOf(error);
  const problem = refusalOf(c.env?.incoming) ?? gone;
  c.set('error', problem.code);
  if (problem.code === 'INTERNAL') logger?.fault(c.get('requestId'), error);
  return problemResponse(problem, c.get('requestId'));
}

function entryOf(c: Call, requestId: string, milliseconds: number): RequestLog {
  const body = c.get('body');
  const caller = c.get('caller');
  const error = c.get('error');
  return {
    requestId,
    method: METHODS.has(c.req.method) ? c.req.method : 'OTHER',
    route: routeOf(c),
    status: c.res.status,
    milliseconds: Math.round(milliseconds * 10) / 10,
    ...(body && { sha256: body.sha256, bytes: body.length }),
    ...(caller && { token: caller.id }),
    ...(error !== null && { error }),
  };
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);

/** The handler's own route; a path that nobody declared is one for all: labels must not grow. */
function routeOf(c: Call): string {
  const { path } = c.req.matchedRoutes.at(-1) ?? { path: '*' };
  return path.includes('*') ? '*' : path;
}

/** A page of another site may reach a server on this machine, by a name that it has pointed there. */
function checkHost(host: string | undefined): void {
  const name = (host ?? 'localhost').replace(/:\d+$/, '');
  if (name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name)) return;
  throw new Problem('FORBIDDEN', 'This server answers to the names of its own machine only.');
}

/** What changes nothing and signs nothing. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Of the server's own page, and of what the user of the browser asked for. */
const OWN_SITES = new Set(['same-origin', 'none']);

/**
 * Browsers send a plain request for any page that they show, and ask nobody before. They say whose it is; who is no
 * browser says nothing. A token is sent by no page that does not have it.
 */
function checkSite(c: Call): void {
  if (SAFE.has(c.req.method) || c.req.header('authorization') !== undefined) return;
  const site = c.req.header('sec-fetch-site') ?? 'none';
  const host = c.req.header('host') ?? '';
  const origin = c.req.header('origin') ?? `http://${host}`;
  if (OWN_SITES.has(site) && [`http://${host}`, `https://${host}`].includes(origin)) return;
  throw new Problem(
    'FORBIDDEN',
    'A page of another site asks. Use the page of this server or a program that is no browser, or send a token from provenance token create.',
  );
}

/** Of the client, behind as many proxies as the service has. */
export function addressOf(c: Call, proxies: number): string {
  const socket = c.env?.incoming?.socket.remoteAddress ?? 'local';
  if (proxies === 0) return socket;
  const named = (c.req.header('x-forwarded-for') ?? '').split(',').map((each) => each.trim());
  const address = named.at(-proxies) ?? '';
  return isIP(address) === 0 ? socket : address;
}

/** @throws Problem UNAUTHENTICATED or FORBIDDEN, but where the server is open. */
export function allow(service: Service, c: Call, scope: Scope): void {
  const caller = c.get('caller');
  if (caller === null && service.open) return;
  requireScope(caller, scope);
}

/** Whether the caller may see scores, geometry and the like: an oracle helps who attacks a watermark. */
export function sees(service: Service, c: Call, scope: Scope): boolean {
  const caller = c.get('caller');
  return caller === null ? service.open === true : caller.scopes.includes(scope);
}

/** The body, read under the limits, with its hash for the log. */
export function readingBody<T>(
  service: Service,
  c: Call,
  work: (bytes: Uint8Array) => Promise<T>,
  maxBytes: number = service.limits.maxBytes,
): Promise<T> {
  return withBody(c.req.raw, { maxBytes, budget: service.budget }, async (body) => {
    c.set('body', { length: body.bytes.length, sha256: body.sha256 });
    return work(body.bytes);
  });
}

/** The media type that a request declares, without parameters; null: none, or one that says nothing. */
export function declaredType(c: Call): string | null {
  const [type = ''] = (c.req.header('content-type') ?? '').split(';');
  const name = type.trim().toLowerCase();
  return name === '' || name === 'application/octet-stream' ? null : name;
}
