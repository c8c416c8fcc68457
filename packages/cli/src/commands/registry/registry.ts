import { say } from '@provenance/messages';
import { loadConfig } from '../../config/config.ts';
import { isRegistry, locatedFrom } from '../../config/registry-location.ts';
import { recordSigner } from '../../options/record-signer.ts';
import { registryOf } from '../../options/registry.ts';
import { signerOf } from '../../options/signer.ts';
import { type IssuerOptions, settingsOf } from '../../registry/issuer.ts';
import { registryWriter } from '../../registry/open.ts';
import { deliverAll, deliveredSays, isThere, outboxAt } from '../../registry/outbox.ts';
import { registryStats, statsSays } from '../../registry/stats.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine } from '../../terminal/visible.ts';
import { words } from '../../terminal/words.ts';

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
  if (location === undefined) throw new UsageError(say('mistake.no-registry'));
  const signer = await recordSigner(io, config, await signerOf(io, {}, config));
  const made = !(await isRegistry(location));
  const writer = registryWriter({ location }, signer, { create: true });
  try {
    const { backend } = await writer.open();
    await io.stdout.write(
      options.json
        ? registryLine('init', { backend, made })
        : `${painter(io, io.stdout)('green', '✓')} ${words(io, made ? say('registry.made', { backend }) : say('registry.there', { backend }))}\n`,
    );
  } finally {
    await writer.close();
  }
  if (location !== config.registry?.location) {
    await io.stderr.write(`${words(io, say('registry.to-use'))}\n`);
  }
  return 0;
}

export async function statsCommand(io: Io, options: IssuerOptions): Promise<ExitCode> {
  const stats = await registryStats(await settingsOf(io, options));
  await io.stdout.write(
    options.json ? registryLine('stats', stats) : `${words(io, statsSays(stats))}\n`,
  );
  return 0;
}

/** Exit code 11 where records go on waiting, 1 where the registry refused one. */
export async function deliverCommand(io: Io, options: IssuerOptions): Promise<ExitCode> {
  const config = await loadConfig(io, options.config);
  const settings = registryOf(io, options, config);
  if (settings === null) throw new UsageError(say('mistake.no-registry'));
  const signer = await recordSigner(io, config, await signerOf(io, {}, config));
  const registry = registryWriter(settings, signer);
  const outbox = outboxAt(settings.outbox);
  try {
    const delivered = (await isThere(settings.outbox))
      ? await deliverAll(outbox, registry)
      : { delivered: 0, refused: 0, waiting: 0 };
    const said = deliveredSays(delivered);
    await io.stdout.write(
      options.json
        ? registryLine('deliver', delivered)
        : `${words(io, said.length > 0 ? said : say('outbox.empty'))}\n`,
    );
    if (delivered.refused > 0) return 1;
    return delivered.waiting > 0 ? 11 : 0;
  } finally {
    await outbox.close();
    await registry.close();
  }
}
