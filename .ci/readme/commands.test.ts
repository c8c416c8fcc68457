// A check that finds nothing in good documents must find what is wrong in bad ones.
import { expect, test } from 'vitest';
import { wrongCommands, wrongCommandsOfCode } from './commands.ts';
import { wrongMentions } from './mentions.ts';
import { documents, read } from './text.ts';

const table = (head: string, ...rows: string[]) =>
  [`| ${head} | what it does |`, '| --- | --- |', ...rows.map((row) => `| ${row} | x |`)].join(
    '\n',
  );

test.each([
  ['a flag that there is not', 'provenance verify --jsn a.png', 'verify has no --jsn'],
  ['an old name', 'provenance mark --key k a.png', 'mark has no --key'],
  ['a flag of another command', 'provenance trace --signer x a.png', 'trace has no --signer'],
  ['a command that there is not', 'provenance keys make', 'keys has no command make'],
  ['after another command', 'cd a && provenance verfy a.png', 'provenance has no command verfy'],
  ['in a line that goes on', 'provenance mark \\\n  --wrong', 'mark has no --wrong'],
  ['through npx', 'npx --package @provenance/cli provenance sign --wrong', 'sign has no --wrong'],
  ['a script', 'npm run wrong', 'no script wrong'],
])('%s is found in a block', (_, line, problem) => {
  expect(wrongCommands('a.md', `x\n\n\`\`\`sh\n${line}\n\`\`\`\n`)).toEqual([`a.md:4: ${problem}`]);
});

test.each([
  ['a command line', 'Run `provenance verify --jsn a.png`.', 'verify has no --jsn'],
  ['without its first word', 'Run `queue work --alow-host h`.', 'work has no --alow-host'],
  ['a command of a group', 'Run `registry stat`.', 'registry has no command stat'],
  ['a flag alone', 'With `--watermark` it is.', 'no --watermark'],
  ['a flag alone, by its old name', 'With `--payload` it is.', 'no --payload'],
])('%s is found in a sentence', (_, line, problem) => {
  expect(wrongMentions('a.md', `x\n${line}\n`)).toEqual([`a.md:2: ${problem}`]);
});

test('a flag is held against the commands of its row', () => {
  const text = table('what', '`trace` or `--csv`', '`log head` | and `-o` and `--csv`');
  expect(wrongMentions('a.md', text)).toEqual([
    'a.md:3: none of the commands of the row has --csv',
    'a.md:4: none of the commands of the row has --csv',
  ]);
});

test('a table of options names its command, and has all options that this has', () => {
  const rows = ['`-y`, `--yes`', '`-f`, `--force`'];
  expect(wrongMentions('a.md', table('option', ...rows))).toEqual([
    'a.md:1: a table of options without <!-- options: COMMAND --> above it',
  ]);
  const of = (name: string, ...some: string[]) =>
    wrongMentions('a.md', `<!-- options: ${name} -->\n${table('option', ...some)}`);
  expect(of('init', ...rows)).toEqual([]);
  expect(of('init', '`--yes`')).toEqual(['a.md:2: the table of init has no row for --force']);
  expect(of('init', ...rows, '`--json`')).toEqual(['a.md:2: init has no --json']);
  expect(of('nothing', ...rows)).toEqual(['a.md:2: no command nothing']);
});

test('a table of commands has all of a group', () => {
  expect(wrongMentions('a.md', table('command', '`token create`', '`token list`'))).toEqual([
    'a.md:1: the table has no row for token revoke',
  ]);
  expect(
    wrongMentions('a.md', table('command', '`token create`, `list`', '`token revoke`')),
  ).toEqual([]);
});

test('a command line in an example or a unit is held against the program', () => {
  const text = [
    '// npx --package @provenance/cli provenance verify --jsn art.png',
    '"""By `provenance worker --studio`."""',
    'ExecStart=/usr/bin/provenance serve --prt 1',
    '# Before: `provenance init --wrong`.',
    'CMD ["serve", "--hots", "0.0.0.0"]',
  ].join('\n');
  expect(wrongCommandsOfCode('a.py', text)).toEqual([
    'a.py:1: verify has no --jsn',
    'a.py:2: worker has no --studio',
    'a.py:3: serve has no --prt',
    'a.py:4: init has no --wrong',
    'a.py:5: serve has no --hots',
  ]);
});

test('what is planted in each document is found', () => {
  for (const path of documents()) {
    if (['CHANGELOG.md', 'CONTRIBUTING.md'].includes(path)) continue;
    const planted = `${read(path)}\nIt has \`--planted\`, and \`provenance verify --planted\`.\n`;
    expect(wrongMentions(path, planted), path).toHaveLength(2);
  }
});
