import { resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { say } from '@provenance/messages';
import { createMarker, createVerifier, type Marker, type Signer } from '@provenance/sdk';
import type { Listening, ServiceOptions } from '@provenance/server';
import { type LoadedConfig, loadConfig } from '../config/config.ts';
import { guardOf } from '../options/guard.ts';
import { compromisedSigners, recordKeyNote } from '../options/key-history.ts';
import { ownerNote } from '../options/key-owner.ts';
import { operatorOf } from '../options/operator.ts';
import { recordSigner } from '../options/record-signer.ts';
import {
  contentRetention,
  type RegistryOptions,
  type RegistrySettings,
  registryOf,
} from '../options/registry.ts';
import { signerOf } from '../options/signer.ts';
import { openTokens, tokensPath } from '../options/tokens.ts';
import { trustOf } from '../options/trust.ts';
import { markingKey, markLook, watermarkKeys } from '../options/watermark-key.ts';
import { registryReader, registryWriter } from '../registry/open.ts';
import { openedAgain } from '../registry/opened-again.ts';
import type { OpenedOnce } from '../registry/opened-once.ts';
import { deliverAll, deliveredSays, isThere, outboxAt } from '../registry/outbox.ts';
import { counted } from '../terminal/counted.ts';
import { errorSays } from '../terminal/error.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { VERSION } from '../terminal/version.ts';
import { note } from '../terminal/words.ts';
import { workerTextMarks } from '../text-mark/targets.ts';

export interface ServeOptions extends RegistryOptions {
  port?: number;
  host?: string;
  open?: boolean;
  tokens?: string;
  workers?: number;
  queue?: number;
  maxBytes?: number;
  deadline?: number;
  deposits?: string;
  byReference?: boolean;
  openQueries?: boolean;
  requests?: boolean;
  lateBindings?: boolean;
  publicUrl?: string;
  proxies?: number;
  prune?: boolean;
  quiet?: boolean;
  config?: string | false;
}

export const DEFAULT_PORT = 8787;
const DELIVER_MILLISECONDS = 60_000;
const PRUNE_MILLISECONDS = 86_400_000;

/**
 * Serves until it is told to end: SIGINT or SIGTERM finishes what was accepted. Its address is the one line
 * on stdout, once it is ready; on stderr is one JSON object a request.
 */
export async function serveCommand(io: Io, options: ServeOptions): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const settings = registryOf(io, options, config);
  const signer = await signerOf(io, {}, config);
  const trust = await trustOf(io, {}, config, { reads: true });
  const keys = await watermarkKeys(io, 'watermark.keys', undefined, config);
  const textMarks = await workerTextMarks(io, config);
  const { jsonLogger, listen, depositFolder } = await import('@provenance/server');
  const shared = await openTokens(tokensPath(io, options.tokens, config));

  const reader = settings && openedAgain(() => registryReader(settings).open());
  const records = settings && signer && (await recordsOf(io, settings, config, signer));
  if (options.prune && !records) {
    throw new UsageError(settings ? say('mistake.no-record-signer') : say('mistake.no-registry'));
  }
  const workers = {
    ...(options.workers !== undefined && { workers: options.workers }),
    ...(options.queue !== undefined && { queue: options.queue }),
    ...(options.deadline !== undefined && { deadlineSeconds: options.deadline }),
  };
  const limit = options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes };
  const verifier = createVerifier({
    ...workers,
    ...limit,
    ...(trust && { trust }),
    ...(keys.length > 0 && { watermark: { keys } }),
    ...(textMarks.length > 0 && { textMark: { targets: textMarks } }),
    ...(reader && { registry: reader.open }),
    compromisedSigners: compromisedSigners(config),
  });
  const guard = signer === null ? null : guardOf(config, records ? records.open : null);
  const marker: Marker | null =
    signer === null || keys.length === 0
      ? null
      : createMarker({
          ...workers,
          ...limit,
          signer,
          watermarkKey: (await markingKey(io, undefined, config, 'ai-generated')).key,
          ...markLook(undefined, config),
          ...(textMarks.length > 0 && { textMarks }),
          ...(trust && { trust }),
          ...(guard && { guard }),
          ...(records && { record: records.options }),
        });
  if (options.requests && records === null) {
    throw new UsageError(say('mistake.no-request-log'));
  }
  const { deposits, byReference, openQueries, lateBindings, publicUrl } = options;
  const service: ServiceOptions = {
    verifier,
    ...(marker && { marker }),
    ...(signer && { signer }),
    ...(records && { record: records.options }),
    ...(guard && { guard }),
    textMarks: textMarks.map(({ key }) => key),
    generator: config.generator ?? { name: 'provenance', version: VERSION },
    ...(reader && { registry: reader.open }),
    ...(options.requests &&
      records && { requests: { registry: records.open, ...keptDays(settings) } }),
    tokens: shared.tokens,
    ...(shared.rates && { rates: shared.rates }),
    ...(!options.quiet && { logger: jsonLogger((line) => void io.stderr.write(line)) }),
    ...(options.open && { open: true }),
    limits: limit,
    proxies: options.proxies ?? 0,
    resolution: {
      ...(deposits !== undefined && { deposits: depositFolder(resolve(io.cwd, deposits)) }),
      ...(byReference && { byReference }),
      ...(openQueries && { openQueries }),
      ...(lateBindings && { lateBindings }),
      ...(publicUrl !== undefined && { publicUrl }),
    },
  };
  let server: Listening | null = null;
  try {
    await verifier.warm();
    await reader?.open();
    await records?.deliver();
    await guard?.refresh();
    if (options.prune) await records?.prune();
    server = await listening(() =>
      listen({ ...service, host: options.host ?? '127.0.0.1', port: options.port ?? DEFAULT_PORT }),
    );
    if (signer !== null && marker !== null && !options.quiet) {
      const others = await ownerNote(io, config, signer);
      if (others !== null) await io.stderr.write(others);
    }
    if (signer === null && settings === null && !options.quiet) {
      await io.stderr.write(note(io, say('serve.only-verifies')));
    }
    await io.stdout.write(`${server.url}\n`);
    const timers = [setInterval(() => void records?.deliver(), DELIVER_MILLISECONDS)];
    if (options.prune) timers.push(setInterval(() => void records?.prune(), PRUNE_MILLISECONDS));
    await ended(io.signal);
    for (const timer of timers) clearInterval(timer);
    await server.close();
    return 0;
  } finally {
    await Promise.all([verifier.close(), marker?.close()]);
    await records?.close();
    await reader?.close();
    await shared.close();
  }
}

/** @throws UsageError for an address that cannot be had. */
async function listening(listen: () => Promise<Listening>): Promise<Listening> {
  try {
    return await listen();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof TypeError && code === undefined) throw new UsageError(message);
    if (code === 'EADDRINUSE') throw new UsageError(say('mistake.port-taken'));
    if (code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error;
    throw new UsageError(say('mistake.no-address', { code }));
  }
}

async function recordsOf(io: Io, settings: RegistrySettings, config: LoadedConfig, signer: Signer) {
  const by = await recordSigner(io, config, signer);
  const expiry = await recordKeyNote(io, by);
  if (expiry !== null) await io.stderr.write(expiry);
  const registry: OpenedOnce<Awaited<ReturnType<ReturnType<typeof registryWriter>['open']>>> =
    openedAgain(() => registryWriter(settings, by).open());
  const outbox = outboxAt(settings.outbox);
  return {
    open: registry.open,
    options: {
      registry: registry.open,
      mode: settings.recordMode,
      retention: contentRetention(settings),
      outbox: {
        enqueue: async (...given: Parameters<Awaited<ReturnType<typeof outbox.open>>['enqueue']>) =>
          (await outbox.open()).enqueue(...given),
      },
    },
    /** What waits goes to the registry, if that can be reached. */
    async deliver() {
      if (!(await isThere(settings.outbox))) return;
      for (const said of deliveredSays(await deliverAll(outbox, registry))) {
        await io.stderr.write(note(io, said));
      }
    },
    /** What was to be kept until yesterday is erased. A registry that is away is asked again tomorrow. */
    async prune() {
      const day = new Date().toISOString().slice(0, 10);
      try {
        const { erased } = await (await registry.open()).prune(day, { by: operatorOf(io, {}) });
        if (erased > 0) {
          const said = say('registry.pruned', { records: counted('records', erased) });
          await io.stderr.write(note(io, said));
        }
      } catch (error) {
        if (!(error instanceof ProvenanceError)) throw error;
        await io.stderr.write(note(io, errorSays(error, io.language)));
      }
    },
    async close() {
      await outbox.close();
      await registry.close();
    },
  };
}

function keptDays(settings: RegistrySettings | null): { keepDays?: number } {
  const days = settings?.retention.request;
  return days === undefined ? {} : { keepDays: days };
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
