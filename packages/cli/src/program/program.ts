import { DEFAULT_MAX_BYTES } from '@provenance/content';
import type { Language } from '@provenance/messages';
import { Argument, Command } from 'commander';
import { RECORD_MODES } from '../config/registry-location.ts';
import { withoutSecrets } from '../files/secret.ts';
import { EXIT_CODES, type ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { VERSION } from '../terminal/version.ts';
import { visible } from '../terminal/visible.ts';
import { disclosureCommands } from './disclosure.ts';
import { guardCommands } from './guard.ts';
import { keyHistoryCommands } from './key-history.ts';
import {
  choice,
  collect,
  contentId,
  country,
  day,
  effort,
  httpUrl,
  language,
  organization,
  originating,
  positive,
  recorded,
  refuseEmpty,
  requestId,
  ruleSets,
  textProfile,
  time,
  trusting,
  typed,
  visibility,
  watermarkKey,
} from './options.ts';
import { queueCommands } from './queue.ts';
import { registryCommands } from './registry.ts';
import { refuseRenamed } from './renamed.ts';
import { requestCommands } from './request.ts';
import { serverCommands } from './server.ts';
import { keyed, profileCommands, textKeyCommand } from './text-mark.ts';
import { trustCommands } from './trust.ts';

const THUMBNAIL_HELP =
  'show the picture and its ingredients in the manifest too, in small (256 pixels)';

const IN_SERVICE = 'or a key in a service: awskms:///..., gcpkms://..., azurekms://..., pkcs11:...';
const SIGNER_COMMAND =
  'a program that signs what comes on stdin, as of `c2patool --signer-path`; instead of a key and --cert';
const NEW_KEYS = ['ES256', 'ES384', 'ES512', 'Ed25519'] as const;
const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What commander prints, and what a command comes to. */
interface Outcome {
  print: (where: 'stdout' | 'stderr', text: string) => void;
  done: (code: ExitCode) => void;
  /** Called before a command runs, where `--lang` was given. */
  speak: (language: Language) => void;
}

/**
 * The command line. Commands are imported when they run: `--help` and usage errors load no engine.
 */
export function createProgram(io: Io, { print, done, speak }: Outcome): Command {
  const program = new Command('provenance')
    .description(
      'Says where a file comes from and whether it was changed since, and marks and signs your own.',
    )
    .version(VERSION, '-V, --version')
    .addOption(language())
    .configureHelp({ showGlobalOptions: true })
    .hook('preAction', (root) => {
      const { lang } = root.opts<{ lang?: Language }>();
      if (lang !== undefined) speak(lang);
    })
    .showHelpAfterError('See --help.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print('stdout', text),
      writeErr: (text) => print('stderr', text),
      outputError: (text, write) =>
        write(
          withoutSecrets(text)
            .split('\n')
            .map((line) => visible(line))
            .join('\n'),
        ),
    })
    .addHelpText(
      'after',
      `
Examples:
  provenance verify photo.jpg                  what is known about one file
  provenance verify --json uploads/            one JSON object a file
  provenance init --yes                        a configuration, a development signer, a key, a registry
  provenance mark art.png --model my-model --model-version 2.1
  provenance mark generated/ -o published/     a folder, on all cores
  provenance sign photo.jpg --source-type digitalCapture
  provenance inspect --tree photo.jpg
  provenance trace upload.jpg                  the record behind it, whatever was done to it
  provenance log verify                        nothing was taken out of the records

Exit codes:
${Object.entries(EXIT_CODES)
  .map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`)
  .join('\n')}`,
    );
  const command = (name: string, description: string, under: Command = program) =>
    under
      .command(name)
      .description(description)
      .option(
        '--config <file>',
        'the configuration, instead of the nearest provenance.config.json in a trusted folder',
      )
      .option('--no-config', 'use none');
  typed(
    recorded(
      trusting(command('verify', 'say where files come from and whether they were changed since')),
    ),
  )
    .argument('<file...>', 'files, folders, patterns, or - for standard input')
    .addOption(
      choice('--require <level>', 'what the signer must be; default: trusted', [
        'trusted',
        'valid',
      ]),
    )
    .option('--signer <name>', "the signer's organization, exactly")
    .option('--signer-common-name <name>', "the common name in the signer's certificate")
    .option(
      '--respect-training-opt-out',
      'exit code 1 for what its signer, or a note in it, reserves from training or data mining',
    )
    .option(
      '--manifest <file>',
      'an external manifest store (.c2pa); sidecars are never taken unasked',
    )
    .addOption(textProfile())
    .addOption(watermarkKey())
    .addOption(effort())
    .option(
      '--rules <list>',
      'also test what these rules ask of files: jp, eu, ca, cn, kr, in, with commas; exit code 1 for what lacks something',
      ruleSets,
    )
    .option('--json', 'one JSON object a file (provenance.verify/2)')
    .addOption(
      choice(
        '--format <format>',
        'text (the default), json (as --json), or crjson: what the content credential says and how it checked out, as C2PA has it; one document a file',
        ['text', 'json', 'crjson'],
      ),
    )
    .option('-q, --quiet', 'only the exit code')
    .option('-v, --verbose', 'the whole report: what the verdict rests on')
    .option('-r, --recursive', 'read folders in folders too (the default)')
    .option('--no-recursive', 'read only the files that lie directly in a folder')
    .option('--allow-network', 'fetch remote manifests and revocation answers')
    .option('--at <time>', 'judge certificates as of this time; default: now', time)
    .option(
      '--resolve <url>',
      'ask this service of the C2PA Soft Binding Resolution API for the manifest behind a mark (repeatable); `config`: those of the configuration',
      collect,
    )
    .option(
      '--max-bytes <n>',
      `largest file that is looked at; default: ${DEFAULT_MAX_BYTES} (${DEFAULT_MAX_BYTES / 2 ** 20} MiB), more for audio and video`,
      positive,
    )
    .addHelpText(
      'after',
      '\nTrust lists come from flags, else the environment (PROVENANCE_TRUST_ANCHORS, PROVENANCE_ALLOWED_LIST,\nPROVENANCE_TSA_ANCHORS), else the configuration, else the public lists: see `provenance trust list`.\nWatermark keys come from flags, else PROVENANCE_WATERMARK_KEY, else the configuration.',
    )
    .action(async (files: string[], options) => {
      const { verifyCommand } = await import('../commands/verify.ts');
      done(await verifyCommand(io, files, options));
    });

  const mark = typed(
    recorded(
      command('mark', 'hide a watermark, sign a content credential that names it, and record both'),
    ),
  )
    .argument('<file...>', 'files, folders, patterns, or - for standard input')
    .option(
      '-o, --output <path>',
      'file, folder, or - for standard output; default: NAME.marked.EXT beside the file',
    )
    .option('-f, --force', 'replace an existing output')
    .option(
      '--skip-existing',
      'pass over files whose output is there: to go on with an earlier run',
    )
    .option('--watermark-key <file>', 'a file of `keys watermark`; default: of the configuration')
    .option('--content-id <hex>', '16 digits, of one file; default: new random ones', contentId)
    .addOption(visibility())
    .option('--require-mark', 'write nothing for what cannot carry a mark; default: only sign it')
    .option(
      '--allow-loss',
      'mark also what loses something by it (frames, CMYK, HDR), and say what',
    )
    .option(
      '--signer-key <pem>',
      `private key, with --cert; ${IN_SERVICE}; default: the configured signer`,
    )
    .option('--cert <pem>', 'signing certificate, then its issuers')
    .option('--signer-command <program>', SIGNER_COMMAND)
    .option('--timestamp <url>', 'RFC 3161 authority to ask for the time', httpUrl);
  mark
    .addOption(
      choice(
        '--record-mode <mode>',
        'without the registry: write nothing (require), let the record wait in the outbox (queue), or do without it (skip); default: of the configuration, else require',
        RECORD_MODES,
      ),
    )
    .option('--request-id <id>', 'your own number of the request, for the record', requestId)
    .option('--retain-until <day>', 'erase the record after this day: YYYY-MM-DD', day);
  originating(mark)
    .option('--thumbnail', THUMBNAIL_HELP)
    .option('--json', 'one JSON object a file (provenance.mark/1)')
    .option('-q, --quiet', 'say nothing')
    .option('--no-recursive', 'take only the files that lie directly in a folder')
    .action(async (files: string[], options) => {
      const { markCommand } = await import('../commands/mark.ts');
      done(await markCommand(io, files, options));
    });

  const sign = typed(command('sign', 'attach a signed content credential'))
    .argument('<file...>', 'files, folders, patterns, or - for standard input')
    .option(
      '-o, --output <path>',
      'file, folder, or - for standard output; default: NAME.signed.EXT beside the file; with --sidecar, where the manifest store goes: NAME.c2pa',
    )
    .option('-f, --force', 'replace an existing output')
    .option(
      '--skip-existing',
      'pass over files whose output is there: to go on with an earlier run',
    )
    .option(
      '--signer-key <pem>',
      `private key, with --cert; ${IN_SERVICE}; default: the signer of the configuration`,
    )
    .option('--cert <pem>', 'signing certificate, then its issuers')
    .option('--signer-command <program>', SIGNER_COMMAND)
    .option('--timestamp <url>', 'RFC 3161 authority to ask for the time', httpUrl);
  originating(sign)
    .option(
      '--sidecar',
      'leave the file as it is and write the manifest store beside it, as NAME.c2pa',
    )
    .option('--remote-url <url>', 'where the manifest store will be published', httpUrl)
    .option('--thumbnail', THUMBNAIL_HELP)
    .option('--json', 'one JSON object a file (provenance.sign/1)')
    .option('-q, --quiet', 'say nothing')
    .option('--no-recursive', 'take only the files that lie directly in a folder')
    .action(async (files: string[], options) => {
      const { signCommand } = await import('../commands/sign.ts');
      done(await signCommand(io, files, options));
    });

  typed(trusting(command('inspect', 'show what a manifest store holds')))
    .argument('<file>', 'a file, or - for standard input')
    .option('--tree', 'manifests and ingredients as a tree')
    .option('--certs', 'the certificates of the signer')
    .option('-o, --output <folder>', 'write thumbnails and other resources there')
    .option('-f, --force', 'replace existing files in the output folder')
    .option('--manifest <file>', 'an external manifest store (.c2pa)')
    .option('--allow-network', 'fetch remote manifests')
    .option('--json', 'everything as JSON (provenance.inspect/1)')
    .action(async (file: string, options) => {
      const { inspectCommand } = await import('../commands/inspect.ts');
      done(await inspectCommand(io, file, options));
    });

  command('embed', 'hide an invisible watermark in pictures, and sign nothing')
    .argument('<file...>', 'pictures, folders, patterns, or - for standard input')
    .option('--watermark-key <file>', 'a file of `keys watermark`; default: of the configuration')
    .option('--content-id <hex>', '16 digits, of one picture; default: new random ones', contentId)
    .option(
      '-o, --output <path>',
      'file, folder, or - for standard output; default: NAME.marked.EXT beside the file',
    )
    .option('-f, --force', 'replace an existing output')
    .option(
      '--skip-existing',
      'pass over files whose output is there: to go on with an earlier run',
    )
    .addOption(visibility())
    .option(
      '--allow-loss',
      'mark also what loses something by it (frames, CMYK, HDR), and say what',
    )
    .option('--discard-credential', 'mark also what carries a credential, which is gone then')
    .option('--json', 'one JSON object a file (provenance.embed/1)')
    .option('-q, --quiet', 'say nothing')
    .option('--no-recursive', 'take only the files that lie directly in a folder')
    .action(async (files: string[], options) => {
      const { embedCommand } = await import('../commands/embed.ts');
      done(await embedCommand(io, files, options));
    });

  keyed(command('detect', 'look for an invisible watermark in pictures, or in texts'))
    .argument('<file...>', 'pictures or texts, folders, patterns, or - for standard input')
    .addOption(effort())
    .option('--text', 'look for text watermarks: in the choice of words')
    .option(
      '--profile <file>',
      'with --text: what texts are marked with, of `profile make` (repeatable)',
      collect,
    )
    .option(
      '--tokenizer <tokenizer>',
      "with --text: the model's tokenizer.json; default: the encoding that the profile names",
    )
    .option('--json', 'one JSON object a file (provenance.detect/1, provenance.detect-text/1)')
    .option('-q, --quiet', 'only the exit code')
    .option('--no-recursive', 'take only the files that lie directly in a folder')
    .action(async (files: string[], options) => {
      const { detectCommand } = await import('../commands/detect.ts');
      done(await detectCommand(io, files, options));
    });
  profileCommands(io, program, command, done);

  disclosureCommands(io, command, done);
  queueCommands(io, program, command, done);
  registryCommands(io, program, command, done);
  requestCommands(io, program, command, done);
  guardCommands(io, program, command, done);
  serverCommands(io, program, command, done);
  trustCommands(io, program, done);

  const keys = program
    .command('keys')
    .description('make, check and replace signing certificates and watermark keys');
  keys
    .command('development')
    .description('make a development root and signing certificate')
    .option('-o, --output <folder>', 'default: the working folder')
    .addOption(
      choice('--alg <name>', 'signature algorithm; default: Ed25519', ['Ed25519', 'ES256']),
    )
    .option('--organization <name>', 'who signs: 1 to 64 characters', organization)
    .option('-f, --force', 'replace existing files')
    .action(async (options) => {
      const { developmentKeysCommand } = await import('../commands/keys/keys.ts');
      done(await developmentKeysCommand(io, options));
    });
  keys
    .command('watermark')
    .description('make a secret watermark key')
    .requiredOption('-o, --output <file>', 'where to write it')
    .option('-f, --force', 'replace an existing file')
    .action(async (options) => {
      const { watermarkKeyCommand } = await import('../commands/keys/keys.ts');
      done(await watermarkKeyCommand(io, options));
    });
  command('record', 'make a key for origin records, which the signer certifies once', keys)
    .option('-o, --output <folder>', 'where to write it; default: .provenance')
    .option('--days <n>', 'how long it signs; default: as long as the certificate', positive)
    .option(
      '--signer-key <pem>',
      `private key, with --cert; ${IN_SERVICE}; default: the configured signer`,
    )
    .option('--cert <pem>', 'signing certificate, then its issuers')
    .option('--signer-command <program>', SIGNER_COMMAND)
    .option('--json', 'as JSON (provenance.keys/1)')
    .action(async (options) => {
      const { recordKeyCommand } = await import('../commands/keys/record.ts');
      done(await recordKeyCommand(io, options));
    });
  textKeyCommand(io, keys, command, done);
  keys
    .command('request')
    .description('ask an authority for a signing certificate (PKCS #10)')
    .requiredOption('-o, --output <file>', 'where to write the request')
    .requiredOption('--organization <name>', 'as the authority will check it', organization)
    .requiredOption('--common-name <name>', 'of the product that signs', organization)
    .option('--unit <name>', 'part of the organization', organization)
    .option('--country <code>', 'two capital letters: JP', country)
    .option('--signer-key <pem>', `a private key that you have; ${IN_SERVICE}`)
    .option('--new-key <file>', 'make one, and write it there')
    .addOption(choice('--alg <name>', 'of --new-key; default: ES256', NEW_KEYS))
    .option(
      '--signer-command <program>',
      'a program that signs what comes on stdin, as of `c2patool --signer-path`',
    )
    .option(
      '--public-key <pem>',
      'of --signer-command, or of a key in a service; default: what these tell',
    )
    .option('-f, --force', 'replace existing files')
    .action(async (options) => {
      const { requestKeysCommand } = await import('../commands/keys/request.ts');
      done(await requestKeysCommand(io, options));
    });
  keys
    .command('check')
    .description('check whether validators would accept a signing certificate')
    .argument('<pem>', 'the signing certificate, then its issuers')
    .option('--signer-key <pem>', `check that this key belongs to it; ${IN_SERVICE}`)
    .action(async (pem: string, options) => {
      const { checkKeysCommand } = await import('../commands/keys/keys.ts');
      done(await checkKeysCommand(io, pem, options));
    });
  keys
    .command('show')
    .description('show what certificates say')
    .argument('<pem>', 'a file of certificates')
    .option('--json', 'as JSON (provenance.certificates/1)')
    .action(async (pem: string, options) => {
      const { showKeysCommand } = await import('../commands/keys/keys.ts');
      done(await showKeysCommand(io, pem, options));
    });

  keyHistoryCommands(io, keys, command, done);

  program
    .command('init')
    .description(
      'make a configuration, a development signer, a watermark key and a registry in this folder',
    )
    .option('-y, --yes', 'ask nothing')
    .option('-f, --force', 'replace what is there')
    .action(async (options) => {
      const { initCommand } = await import('../commands/init.ts');
      done(await initCommand(io, options));
    });

  program
    .command('trust-folder')
    .description('let the configuration of a folder count: its trust lists, keys and registry')
    .argument('[folder]', 'with a provenance.config.json; default: the nearest from here up')
    .option('--list', 'show the folders that you trust')
    .option('--remove', 'trust it no longer')
    .option('--json', 'as JSON (provenance.trust-folder/1)')
    .addHelpText(
      'after',
      '\nA provenance.config.json that was found, and not named with --config or PROVENANCE_CONFIG, counts only\nin a folder that `provenance init` made for you, or that you trust with this command. When it changes,\nyou are asked again. Commands that read go on without it; those that sign or write refuse.',
    )
    .action(async (folder: string | undefined, options) => {
      const { trustFolderCommand } = await import('../commands/trust/folder.ts');
      done(await trustFolderCommand(io, folder, options));
    });

  command('doctor', 'show the configuration in force, versions and formats, and what is wrong')
    .option('--json', 'as JSON (provenance.doctor/1)')
    .action(async (options) => {
      const { doctorCommand } = await import('../commands/doctor.ts');
      done(await doctorCommand(io, options));
    });

  program
    .command('completion')
    .description('print a completion script')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { completionCommand } = await import('../commands/completion.ts');
      done(await completionCommand(io, shell, program));
    });
  refuseRenamed(program);
  refuseEmpty(program);
  return program;
}
