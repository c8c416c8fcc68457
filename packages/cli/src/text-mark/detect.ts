import { ProvenanceError } from '@provenance/content';
import { readInput } from '@provenance/content/node';
import { type Message, say } from '@provenance/messages';
import { strip } from '@provenance/text';
import { detectText, type FoundMark, type TextMarkReport } from '@provenance/textmark';
import {
  type ConfigurationLine,
  configForReading,
  configurationLine,
  type ReadingOptions,
} from '../config/reading.ts';
import type { TextProfileConfig } from '../config/shape.ts';
import { type ListedFile, listFiles } from '../files/list.ts';
import { readStdin } from '../files/stdin.ts';
import { errorLine, errorOfFile, writeTrace } from '../terminal/error.ts';
import { type ExitCode, exitCodeOfError, worst } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { jsonLine } from '../terminal/visible.ts';
import { words } from '../terminal/words.ts';
import type { TextKeyOptions } from './key.ts';
import { targetOf } from './profile.ts';

export interface DetectTextOptions extends TextKeyOptions, ReadingOptions {
  profile?: string[];
  tokenizer?: string;
  json?: boolean;
  recursive?: boolean;
}

export const DETECT_TEXT_SCHEMA = 'provenance.detect-text/1';

/** As many as detectText() looks at; each takes four bytes at most. */
const MOST_BYTES = 2 ** 24;

/**
 * Looks for text watermarks. Exit code 0 if every text carries one of these profiles, 3 if one does not, 10 if
 * it cannot be told of one.
 */
export async function detectTextCommand(
  io: Io,
  inputs: readonly string[],
  { profile: paths, ...options }: DetectTextOptions,
): Promise<ExitCode> {
  const config = await configForReading(io, options);
  const entries: readonly TextProfileConfig[] =
    paths?.map((profile) => ({ profile })) ?? config.textMark?.profiles ?? [];
  if (entries.length === 0) {
    throw new UsageError(say('mistake.profile-missing'));
  }
  const targets = await Promise.all(
    entries.map(({ profile, ...of }) => targetOf(io, profile, { ...of, ...options }, config)),
  );
  const configuration = configurationLine(config);
  const { files } = await listFiles(io, inputs, options);
  const codes = new Set<ExitCode>();
  for (const file of files) {
    io.signal.throwIfAborted();
    try {
      const text = await readText(io, file);
      const report = detectText(text, targets, { strip: withoutCredential });
      codes.add(CODES[report.outcome]);
      if (options.json && !options.quiet)
        await io.stdout.write(jsonLine(lineOf(file.path, report, configuration)));
      else if (!options.quiet) await io.stdout.write(textOf(io, file.path, report));
    } catch (thrown) {
      const error = errorOfFile(io, thrown);
      codes.add(exitCodeOfError(error));
      await io.stderr.write(errorLine(io, file.path, error));
      await writeTrace(io, error);
    }
  }
  return files.length === 0 ? 3 : worst(codes);
}

const CODES: Readonly<Record<TextMarkReport['outcome'], ExitCode>> = {
  present: 0,
  absent: 3,
  'too-short': 10,
  'too-predictable': 10,
};

async function readText(io: Io, { location }: ListedFile): Promise<string> {
  const bytes =
    location === null
      ? await readStdin(io, MOST_BYTES)
      : await readInput(location, { maxBytes: MOST_BYTES });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ProvenanceError('CONTENT_UNSUPPORTED', 'The file is no text in UTF-8.', { cause });
  }
}

/** Marks are of what was generated, and a credential was put in behind it. */
function withoutCredential(text: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    strip(new TextEncoder().encode(text)),
  );
}

const log10 = (logP: number) => logP / Math.LN10;

function lineOf(file: string, report: TextMarkReport, configuration: ConfigurationLine) {
  const { outcome, logP, hypotheses, leastEvidence, marks } = report;
  return {
    schema: DETECT_TEXT_SCHEMA,
    file,
    outcome,
    log10P: log10(logP),
    hypotheses,
    leastEvidence,
    marks: marks.map(({ logP, contentId, tokens, ...mark }) => ({
      ...mark,
      tokens: tokens[1] - tokens[0],
      log10P: log10(logP),
      contentId: contentId?.id ?? null,
    })),
    configuration,
  };
}

function textOf(io: Io, path: string, { outcome, marks }: TextMarkReport): string {
  const paint = painter(io, io.stdout);
  if (outcome === 'present') {
    const found = marks.map(
      (mark) => `${paint('green', '✓')} ${words(io, foundSays(path, mark))}\n`,
    );
    return `${found.join('')}  ${words(io, say('detect.text.meaning'))}\n`;
  }
  return `${paint('yellow', '?')} ${words(io, say(NOT_FOUND[outcome], { file: path }))}\n`;
}

const NOT_FOUND = {
  absent: 'detect.text.absent',
  'too-short': 'detect.text.too-short',
  'too-predictable': 'detect.text.too-predictable',
} as const satisfies Readonly<Record<Exclude<TextMarkReport['outcome'], 'present'>, string>>;

function foundSays(file: string, { scheme, kid, characters, logP, contentId }: FoundMark): Message {
  const [from, to] = characters ?? [0, 0];
  return say('detect.text', {
    file,
    kid,
    scheme,
    from: from + 1,
    to,
    id:
      contentId === null
        ? say('detect.text.no-id')
        : say('detect.text.id', { contentId: contentId.id }),
    power: String(Math.ceil(log10(logP))),
  });
}
