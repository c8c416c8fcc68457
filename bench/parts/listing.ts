import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a reader says is in a file: by name of the part, all values that it has, in order. */
export type Listing = ReadonlyMap<string, readonly string[]>;

const run = promisify(execFile);

/** Of the file in the file system, and of the reader itself. */
const NOT_OF_CONTENT = /^ExifTool (\[System\]|\[ExifTool\]) /;

/**
 * Lists a file with programs that others have written: ExifTool for what its metadata says, and for the parts
 * themselves pngcheck, webpinfo or exiv2.
 */
export async function list(path: string): Promise<Listing> {
  const lines = [...(await withExifTool(path)), ...(await structureOf(path))];
  const listing = new Map<string, string[]>();
  for (const [name, value] of lines) {
    if (NOT_OF_CONTENT.test(name)) continue;
    listing.set(name, [...(listing.get(name) ?? []), value]);
  }
  return listing;
}

type Lines = readonly (readonly [name: string, value: string])[];

async function withExifTool(path: string): Promise<Lines> {
  return linesOf(
    await outputOf('exiftool', ['-a', '-G1', '-s', path]),
    /^(\[\S+\])\s+(\S+)\s*: (.*)$/,
    ([group, name, value]) => [`ExifTool ${group} ${name}`, value!],
  );
}

async function structureOf(path: string): Promise<Lines> {
  switch (path.slice(path.lastIndexOf('.'))) {
    case '.png':
      return [
        ...linesOf(
          await outputOf('pngcheck', ['-v', path]),
          /^ {2}chunk (\S+) at offset \w+, length (\d+)(.*)$/,
          ([kind, length, what]) => [`pngcheck ${kind}`, `${length} bytes${what}`],
        ),
        ...linesOf(
          await outputOf('exiv2', ['-pa', path]),
          /^(\S+) +\w+ +\d+ {2}(.*)$/,
          ([name, value]) => [`exiv2 ${name}`, value!],
        ),
      ];
    case '.webp':
      return [
        ...linesOf(
          await outputOf('webpinfo', [path]),
          /^Chunk (\S+) *at offset +\d+, length +(\d+)$/,
          ([kind, length]) => [`webpinfo ${kind}`, `${length} bytes`],
        ),
        // webpinfo lists no chunk that it does not know.
        ...linesOf(
          await outputOf('exiv2', ['-pS', path]),
          /^ {2}(\w{3,4}) +\| +(\d+) \| +\d+ \| (.*)$/,
          ([kind, length, what]) => [`exiv2 ${kind}`, `${length} bytes ${what}`],
        ),
      ];
    case '.jpg':
      return linesOf(
        await outputOf('exiv2', ['-pS', path]),
        /^ *\d+ \| 0x\w+ (\w+) *(?:\| *(\d+) \| (.*))?$/,
        ([kind, length, what]) => [
          `exiv2 ${kind} ${/^[\w./: ]{3,12}/.exec(what ?? '') ?? ''}`.trim(),
          `${length ?? 0} bytes`,
        ],
      );
    case '.tif':
      return linesOf(
        await outputOf('exiv2', ['-pS', path]),
        /^ *\d+ \| (0x\w+ ?\w*) +\| +(\w+) \| +(\d+) \| +\d* \| (.*)$/,
        ([tag, type, count, value]) => [`exiv2 ${tag!.trim()}`, `${type} x ${count}: ${value}`],
      );
    default:
      // Of a GIF only ExifTool says anything.
      return [];
  }
}

/** What a reader does not like it says with its exit code, and lists the file all the same. */
async function outputOf(program: string, options: readonly string[]): Promise<string> {
  try {
    return (await run(program, options, { maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    const { stdout, code } = error as { stdout?: string; code?: unknown };
    if (code === 'ENOENT') throw new Error(`${program} is not installed.`, { cause: error });
    return stdout ?? '';
  }
}

function linesOf(
  output: string,
  pattern: RegExp,
  read: (fields: readonly (string | undefined)[]) => readonly [string, string],
): Lines {
  const lines = output.split('\n').flatMap((line) => {
    const fields = pattern.exec(line);
    return fields === null ? [] : [read(fields.slice(1))];
  });
  // A pattern that matches nothing would find every file unchanged.
  if (lines.length === 0) throw new Error('A reader has listed nothing.');
  return lines;
}
