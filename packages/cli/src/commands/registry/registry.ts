import { loadConfig } from '../../config/config.ts';
import { isRegistry, locatedFrom } from '../../config/registry-location.ts';
import { recordSigner } from '../../options/record-signer.ts';
import { NO_REGISTRY, registryOf } from '../../options/registry.ts';
import { signerOf } from '../../options/signer.ts';
import { type IssuerOptions, settingsOf } from '../../registry/issuer.ts';
import { registryWriter } from '../../registry/open.ts';
import { deliverAll, deliveredTexts, isThere, outboxAt } from '../../registry/outbox.ts';
import { registryStats, statsText } from '../../registry/stats.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine } from '../../terminal/visible.ts';

const REGISTRY_SCHEMA = 'provenance.registry/1';

export function registryLine(done: string, result: object): string {
  return jsonLine({ schema: REGISTRY_SCHEMA, command: done, ...result });
}

/** Makes a registry; one that is there stays as it is. */
export async function initRegistryCommand(
  io: Io,
  given: string | undefined,
  options: IssuerOptions,
): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const location =
    given === undefined ? registryOf(io, {}, config)?.location : locatedFrom(io.cwd, given);
  if (location === undefined) throw new UsageError(NO_REGISTRY);
  const signer = await recordSigner(io, config, await signerOf(io, {}, config));
  const made = !(await isRegistry(location));
  const writer = registryWriter({ location }, signer, { create: true });
  try {
    const { backend } = await writer.open();
    await io.stdout.write(
      options.json
        ? registryLine('init', { backend, made })
        : `${painter(io, io.stdout)('green', '✓')} ${made ? 'Made a registry' : 'There is a registry already'}: ${backend}.\n`,
    );
  } finally {
    await writer.close();
  }
  if (location !== config.registry?.location) {
    await io.stderr.write(
      `To use it, name it in registry.location of the configuration, in PROVENANCE_REGISTRY or with --registry.\n`,
    );
  }
  return 0;
}

export async function statsCommand(io: Io, options: IssuerOptions): Promise<ExitCode> {
  const stats = await registryStats(await settingsOf(io, options));
  await io.stdout.write(options.json ? registryLine('stats', stats) : `${statsText(stats)}\n`);
  return 0;
}

/** Exit code 11 where records go on waiting, 1 where the registry refused one. */
export async function deliverCommand(io: Io, options: IssuerOptions): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const settings = registryOf(io, options, config);
  if (settings === null) throw new UsageError(NO_REGISTRY);
  const signer = await recordSigner(io, config, await signerOf(io, {}, config));
  const registry = registryWriter(settings, signer);
  const outbox = outboxAt(settings.outbox);
  try {
    const delivered = (await isThere(settings.outbox))
      ? await deliverAll(outbox, registry)
      : { delivered: 0, refused: 0, waiting: 0 };
    const texts = deliveredTexts(delivered);
    await io.stdout.write(
      options.json
        ? registryLine('deliver', delivered)
        : `${texts.length > 0 ? texts.join(' ') : 'Nothing waits in the outbox.'}\n`,
    );
    if (delivered.refused > 0) return 1;
    return delivered.waiting > 0 ? 11 : 0;
  } finally {
    await outbox.close();
    await registry.close();
  }
}
