import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import {
  choice,
  collect,
  contentId,
  contentIds,
  day,
  effort,
  filled,
  heldId,
  holdId,
  month,
  operator,
  reason,
  recorded,
  requestId,
  requestIds,
  sha256,
  textProfile,
  typed,
  watermarkKey,
} from './options.ts';

const UNLOGGED = 'write nothing into the log of who did it, so that no key is needed';

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
    .argument('[file...]', 'files, folders, patterns, content ids, or - for standard input')
    .option('--content-id <id>', 'the record of this content id (repeatable)', contentIds)
    .option(
      '--request-id <id>',
      "the records of this request, by the issuer's own number (repeatable)",
      requestIds,
    )
    .addOption(textProfile())
    .addOption(watermarkKey())
    .addOption(effort())
    .option(
      '--resolve <url>',
      'ask this service of the C2PA Soft Binding Resolution API for the manifest behind a mark (repeatable); `config`: those of the configuration',
      collect,
    )
    .option('--receipt <file>', 'write the receipt of the one record there, for somebody else')
    .option(
      '--check <file>',
      'check such a receipt, offline: who signed it, and that it is in the log',
    )
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
  provenance trace --request-id r-17                       what was handed out for a request
  provenance trace --check receipt.json --cert issuer.pem  who needs neither registry nor network
`,
    )
    .action(async (files: string[], options) => {
      const { traceCommand } = await import('../commands/trace/trace.ts');
      done(await traceCommand(io, files, options));
    });

  const registry = program.command('registry').description('make and keep a registry of records');
  const under = (name: string, description: string) =>
    command(name, description, registry).option('--json', 'as JSON (provenance.registry/1)');
  registry.addHelpText(
    'before',
    `Examples:
  provenance registry init                      the one of the configuration
  provenance registry init postgresql://h/db    in a database (PROVENANCE_REGISTRY hides a password)
  provenance registry search --request-id 4711  the record of a request
  provenance registry report --month 2026-11    what was made, by day and model
  provenance registry backup /srv/backup/0412   while others write; restore takes it back
  provenance registry export -o records.cbor    all records and the log in one file
  provenance registry copy postgresql://h/db    move into a database; again, to go on
  provenance registry prune --yes              erase what was to be kept until yesterday
`,
  );
  under('init', 'make a registry')
    .argument('[location]', 'a folder or a postgresql: URL; default: the registry in force')
    .action(async (location: string | undefined, options) => {
      const { initRegistryCommand } = await import('../commands/registry/registry.ts');
      done(await initRegistryCommand(io, location, options));
    });
  recorded(under('stats', 'count what is in the registry and in the outbox'), false).action(
    async (options) => {
      const { statsCommand } = await import('../commands/registry/registry.ts');
      done(await statsCommand(io, options));
    },
  );
  recorded(
    under('search', 'list the records that are as asked: all that is given has to fit'),
    false,
  )
    .option('--content-id <id>', '16 hexadecimal digits', contentId)
    .option('--hash <sha256>', 'of the content: 64 hexadecimal digits', sha256)
    .option('--request-id <id>', "the issuer's own number of the request", requestId)
    .option('--model <name>', 'whatever its version')
    .option('--issuer <organization>', 'as the certificate names it')
    .option('--from <day>', 'made on this day or later, in UTC', day)
    .option('--to <day>', 'made on this day or earlier', day)
    .action(async (options) => {
      const { searchCommand } = await import('../commands/registry/search.ts');
      done(await searchCommand(io, options));
    });
  recorded(under('show', 'show all that one record says'), false)
    .argument('<content-id>', '16 hexadecimal digits', contentId)
    .action(async (id: string, options) => {
      const { showCommand } = await import('../commands/registry/search.ts');
      done(await showCommand(io, id, options));
    });
  recorded(under('report', 'count what was made and erased, by day, issuer and model'), false)
    .option('--month <month>', 'YYYY-MM, in UTC', month)
    .option('--from <day>', 'with --to: the first day', day)
    .option('--to <day>', 'the last day', day)
    .option('--csv', 'as a table for a spreadsheet')
    .action(async (options) => {
      const { reportCommand } = await import('../commands/registry/report.ts');
      done(await reportCommand(io, options));
    });
  recorded(
    under('copy', 'make the same log in another folder or database, or go on with it'),
    false,
  )
    .argument('<location>', 'a folder or a postgresql: URL')
    .addOption(operator())
    .option('--unlogged', UNLOGGED)
    .action(async (location: string, options) => {
      const { copyCommand } = await import('../commands/registry/copy.ts');
      done(await copyCommand(io, location, options));
    });
  recorded(
    under('backup', 'make a folder that is the registry as it is now, while others write'),
    false,
  )
    .argument('<folder>', 'that is not there yet', filled)
    .addOption(operator())
    .option('--unlogged', UNLOGGED)
    .action(async (folder: string, options) => {
      const { backupCommand } = await import('../commands/registry/backup.ts');
      done(await backupCommand(io, folder, options));
    });
  recorded(under('restore', 'make the registry in force out of a backup, or go on with it'), false)
    .argument('<location>', 'a backup: a folder, or a postgresql: URL')
    .addOption(operator())
    .option('--unlogged', UNLOGGED)
    .action(async (location: string, options) => {
      const { restoreCommand } = await import('../commands/registry/copy.ts');
      done(await restoreCommand(io, location, options));
    });
  recorded(under('export', 'write all records, and the log, into one file'), false)
    .requiredOption('-o, --output <file>', 'where to; - for standard output')
    .option('-f, --force', 'replace an existing file')
    .addOption(operator())
    .option('--unlogged', UNLOGGED)
    .action(async (options) => {
      const { exportCommand } = await import('../commands/registry/file.ts');
      done(await exportCommand(io, options));
    });
  recorded(under('import', 'take in what was exported; every signature is checked'), false)
    .argument('<file>', 'an export, or - for standard input')
    .option(
      '--cert <pem>',
      'a certificate that may have signed (repeatable); default: any',
      collect,
    )
    .addOption(operator())
    .action(async (file: string, options) => {
      const { importCommand } = await import('../commands/registry/file.ts');
      done(await importCommand(io, file, options));
    });
  recorded(under('prune', 'erase the records whose retention has ended'), false)
    .option('--before <day>', 'those kept until a day before this; default: today', day)
    .addOption(operator())
    .option('-y, --yes', 'ask nothing')
    .action(async (options) => {
      const { pruneCommand } = await import('../commands/registry/erase.ts');
      done(await pruneCommand(io, options));
    });
  recorded(under('erase', 'erase one record; the log keeps its hash'), false)
    .argument('<content-id>', '16 hexadecimal digits', contentId)
    .addOption(
      choice('--reason <why>', 'what the log says; default: request', ['request', 'retention']),
    )
    .addOption(operator())
    .option('-y, --yes', 'ask nothing')
    .action(async (id: string, options) => {
      const { eraseCommand } = await import('../commands/registry/erase.ts');
      done(await eraseCommand(io, id, options));
    });
  recorded(under('hold', 'keep a record or a request from being erased'), false)
    .argument('<id>', 'content id of a record, or id of a request', heldId)
    .requiredOption('--reason <text>', 'why: it stays in the log', reason)
    .addOption(operator())
    .action(async (id: string, options) => {
      const { holdCommand } = await import('../commands/registry/hold.ts');
      done(await holdCommand(io, id, options));
    });
  recorded(under('release', 'end a legal hold'), false)
    .argument('<id>', 'content id of a record, or id of a request', heldId)
    .requiredOption('--reason <text>', 'why: it stays in the log', reason)
    .option('--hold <hold>', 'which: 8 hexadecimal digits; default: the only one', holdId)
    .addOption(operator())
    .action(async (id: string, options) => {
      const { releaseCommand } = await import('../commands/registry/hold.ts');
      done(await releaseCommand(io, id, options));
    });
  recorded(under('holds', 'list the legal holds that are in force'), false)
    .option('--all', 'those that were released as well')
    .action(async (options) => {
      const { holdsCommand } = await import('../commands/registry/hold.ts');
      done(await holdsCommand(io, options));
    });
  recorded(
    under('audit', 'list who erased, held, exported, imported, copied, backed up and restored'),
    false,
  )
    .option('--from <day>', 'on this day or later, in UTC', day)
    .option('--to <day>', 'on this day or earlier', day)
    .action(async (options) => {
      const { auditCommand } = await import('../commands/registry/audit.ts');
      done(await auditCommand(io, options));
    });
  recorded(under('deliver', 'write the records that wait in the outbox'), false).action(
    async (options) => {
      const { deliverCommand } = await import('../commands/registry/registry.ts');
      done(await deliverCommand(io, options));
    },
  );

  const log = program.command('log').description('check the log of a registry');
  log.addHelpText(
    'before',
    `Examples:
  provenance log head -o log.head          and keep it somewhere else
  provenance log verify --head log.head    nothing before it was changed
  provenance log verify --checkpoint seen  each night: only what was added since
`,
  );
  recorded(command('verify', 'find what was removed, altered or reordered', log), false)
    .option('--head <file>', 'a head that was saved earlier: the log must have grown out of it')
    .option(
      '--cert <pem>',
      'a certificate that may sign (repeatable), and no other; default: any in the registry, if the configured signer has signed the end',
      collect,
    )
    .option(
      '--checkpoint <file>',
      'go on from the head in this file, and keep there how far the log holds; the first time all is looked at',
    )
    .option('--json', 'as JSON (provenance.log/1)')
    .option('-q, --quiet', 'only the exit code')
    .action(async (options) => {
      const { verifyLogCommand } = await import('../commands/log.ts');
      done(await verifyLogCommand(io, options));
    });
  recorded(command('head', 'show the signed head of the log', log), false)
    .option('-o, --output <file>', 'save it there, to be compared with later')
    .option('-f, --force', 'replace an existing file')
    .option('--json', 'as JSON (provenance.log/1)')
    .action(async (options) => {
      const { headCommand } = await import('../commands/log.ts');
      done(await headCommand(io, options));
    });
}
