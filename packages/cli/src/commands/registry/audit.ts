import { type Message, say } from '@provenance/messages';
import type { AuditEntry } from '@provenance/registry';
import { openBackend } from '../../config/registry-location.ts';
import { type IssuerOptions, settingsOf } from '../../registry/issuer.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { words } from '../../terminal/words.ts';
import { registryLine } from './registry.ts';

export interface AuditOptions extends IssuerOptions {
  from?: string;
  to?: string;
}

/** A line for each thing that an operator did. Exit code 3 if there is none. */
export async function auditCommand(
  io: Io,
  { from, to, ...options }: AuditOptions,
): Promise<ExitCode> {
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(say('mistake.from-after-to'));
  }
  const { location } = await settingsOf(io, options);
  const { auditRegistry } = await import('@provenance/registry');
  const backend = await openBackend(location, { readOnly: true });
  const span = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  let count = 0;
  try {
    for await (const done of auditRegistry(backend, span, { signal: io.signal })) {
      count++;
      await io.stdout.write(
        options.json ? registryLine('audit', done) : `${words(io, lineOf(done))}\n`,
      );
    }
  } finally {
    await backend.close();
  }
  if (count > 0) return 0;
  await io.stderr.write(`${words(io, say('registry.audit.nothing'))}\n`);
  return 3;
}

function lineOf(done: AuditEntry): Message {
  const { time, by } = done;
  const who = by === null ? say('registry.audit.nobody') : say('who.named', { name: by });
  return say('registry.audit.line', { time, who, what: whatOf(done) });
}

const WHOLE = {
  export: say('registry.audit.export'),
  import: say('registry.audit.import'),
  copy: say('registry.audit.copy'),
  backup: say('registry.audit.backup'),
  restore: say('registry.audit.restore'),
} as const;

function whatOf(done: AuditEntry): Message {
  switch (done.what) {
    case 'erase': {
      const entry = { index: done.erased };
      return done.reason === 'request'
        ? say('registry.audit.erase.request', entry)
        : say('registry.audit.erase.retention', entry);
    }
    case 'hold': {
      const { target, hold, reason } = done;
      return say('registry.audit.hold', { target, hold, reason });
    }
    case 'release': {
      const { target, hold, reason } = done;
      return say('registry.audit.release', { target, hold, reason });
    }
    default:
      return WHOLE[done.what];
  }
}
