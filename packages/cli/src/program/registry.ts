import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { choice, collect, contentId, day, effort, filled, recorded, typed } from './options.ts';

/** `trace`, `registry` and `log`: what is done with origin records. */
export function registryCommands(
  io: Io,
  program: Command,
  command: (name: string, description: string, under?: Command) => Command,
  done: (code: ExitCode) => void,
): void {
  typed(
    recorded(command('trace', 'show the origin record behind a file, with what proves it'), false),
  )
    .argument('[file...]', 'files, folders, patterns, or - for standard input')
    .option(
      '--watermark-key <file>',
      'look for the marks of this key (repeatable); default: the keys of the configuration',
      collect,
    )
    .addOption(effort())
    .option('--receipt <file>', 'write the receipt of the one record there, for somebody else')
    .option('--check <file>', 'check such a receipt, offline, and whether it is of the file')
    .option(
      '--cert <pem>',
      'with --check: a certificate that may have signed it (repeatable)',
      collect,
    )
    .option('-f, --force', 'replace an existing receipt')
    .option('--json', 'one JSON object a file (provenance.trace/1)')
    .option('-q, --quiet', 'only the exit code')
    .option('--no-recursive', 'take only the files that lie directly in a folder')
    .addHelpText(
      'before',
      `Examples:
  provenance trace upload.jpg                              who handed it out, when, by which model
  provenance trace upload.jpg --receipt receipt.json       with a proof for somebody else
  provenance trace --check receipt.json --cert issuer.pem  who needs neither registry nor network
`,
    )
    .action(async (files: string[], options) => {
      const { traceCommand } = await import('../commands/trace.ts');
      done(await traceCommand(io, files, options));
    });

  const registry = program.command('registry').description('make and keep a registry of records');
  const under = (name: string, description: string) =>
    command(name, description, registry).option('--json', 'as JSON (provenance.registry/1)');
  registry.addHelpText(
    'before',
    `Examples:
  provenance registry init                     the one of the configuration
  provenance registry init postgresql://h/db   in a database (PROVENANCE_REGISTRY hides a password)
  provenance registry export -o records.cbor   a backup: all records and the log
  provenance registry prune --yes              erase what was to be kept until yesterday
`,
  );
  under('init', 'make a registry')
    .argument('[location]', 'a folder or a postgresql: URL; default: the registry in force')
    .action(async (location: string | undefined, options) => {
      const { initRegistryCommand } = await import('../commands/registry.ts');
      done(await initRegistryCommand(io, location, options));
    });
  recorded(under('stats', 'count what is in the registry and in the outbox'), false).action(
    async (options) => {
      const { statsCommand } = await import('../commands/registry.ts');
      done(await statsCommand(io, options));
    },
  );
  recorded(under('export', 'write all records, and the log, into one file'), false)
    .requiredOption('-o, --output <file>', 'where to; - for standard output', filled)
    .option('-f, --force', 'replace an existing file')
    .action(async (options) => {
      const { exportCommand } = await import('../commands/registry-file.ts');
      done(await exportCommand(io, options));
    });
  recorded(under('import', 'take in what was exported; every signature is checked'), false)
    .argument('<file>', 'an export, or - for standard input')
    .option(
      '--cert <pem>',
      'a certificate that may have signed (repeatable); default: any',
      collect,
    )
    .action(async (file: string, options) => {
      const { importCommand } = await import('../commands/registry-file.ts');
      done(await importCommand(io, file, options));
    });
  recorded(under('prune', 'erase the records whose retention has ended'), false)
    .option('--before <day>', 'those kept until a day before this; default: today', day)
    .option('-y, --yes', 'ask nothing')
    .action(async (options) => {
      const { pruneCommand } = await import('../commands/registry-erase.ts');
      done(await pruneCommand(io, options));
    });
  recorded(under('erase', 'erase one record; the log keeps its hash'), false)
    .argument('<content-id>', '16 hexadecimal digits', contentId)
    .addOption(
      choice('--reason <why>', 'what the log says; default: request', ['request', 'retention']),
    )
    .option('-y, --yes', 'ask nothing')
    .action(async (id: string, options) => {
      const { eraseCommand } = await import('../commands/registry-erase.ts');
      done(await eraseCommand(io, id, options));
    });
  recorded(under('deliver', 'write the records that wait in the outbox'), false).action(
    async (options) => {
      const { deliverCommand } = await import('../commands/registry.ts');
      done(await deliverCommand(io, options));
    },
  );

  const log = program.command('log').description('check the log of a registry');
  log.addHelpText(
    'before',
    `Examples:
  provenance log head -o log.head          and keep it somewhere else
  provenance log verify --head log.head    nothing before it was changed
`,
  );
  recorded(command('verify', 'find what was removed, altered or reordered', log), false)
    .option('--head <file>', 'a head that was saved earlier: the log must have grown out of it')
    .option(
      '--cert <pem>',
      'a certificate that may sign (repeatable), and no other; default: any in the registry, if the configured signer has signed the end',
      collect,
    )
    .option('--json', 'as JSON (provenance.log/1)')
    .option('-q, --quiet', 'only the exit code')
    .action(async (options) => {
      const { verifyLogCommand } = await import('../commands/log.ts');
      done(await verifyLogCommand(io, options));
    });
  recorded(command('head', 'show the signed head of the log', log), false)
    .option('-o, --output <file>', 'save it there, to be compared with later', filled)
    .option('-f, --force', 'replace an existing file')
    .option('--json', 'as JSON (provenance.log/1)')
    .action(async (options) => {
      const { headCommand } = await import('../commands/log.ts');
      done(await headCommand(io, options));
    });
}
