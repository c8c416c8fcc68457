import type { Language } from '@provenance/messages';
import type { EvidenceLine, Item, Statement } from '../statement/statement.ts';
import { groupsOf, type Labels, labelsIn, OTHER } from './labels.ts';

/** The same as the page, for a repository or a system that takes Markdown. */
export function markdownOf(statement: Statement, language: Language): string {
  const labels = labelsIn(language);
  const { business, items, outside, rules, changes, software } = statement;
  const titles = new Map(items.map(({ id, title }) => [id, title[language]]));
  const other = OTHER[language];
  const blocks = [
    `# ${labels.title}`,
    `**${plain(business.name[language])}** · [${other.name}](statement.${other.to}.md)`,
    labels.intro,
    head(statement, labels, language),
    labels.note,
    `## ${labels.items}`,
    labels.titlesUnchecked,
    labels.commands,
    table(
      [labels.item, labels.status, labels.since],
      items.map(({ title, status, since }) => [
        title[language],
        labels.statusOf(status),
        since ?? '–',
      ]),
    ),
    ...items.flatMap((item) => itemOf(item, labels, language)),
    `## ${labels.outside}`,
    labels.outsideNote,
    list(outside.map((words) => words[language])),
    `## ${labels.rules}`,
    labels.rulesNote,
    table(
      [labels.rule, labels.asks, labels.measures, labels.source, labels.ruleDate],
      rules.map(({ id, asks, helps, how, source, date }) => [
        id,
        asks[language],
        [
          helps.map((each) => titles.get(each) ?? each).join(labels.apart) || '–',
          ...(how === null ? [] : [how[language]]),
        ].join(labels.colon),
        source[language],
        date ?? '–',
      ]),
    ),
    `## ${labels.changes}`,
    ...changes.map(
      ({ version, date, says }) =>
        `**${labels.version} ${version}${labels.between}${date}**\n\n${list(says.map((words) => words[language]))}`,
    ),
    `${labels.software}${labels.colon}${software.name} ${software.version}. [statement.json](statement.json)`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** What whoever files the form of the Cabinet Office copies from: a working paper, and no part of the page. */
export function formOf({ form, version, made }: Statement, language: Language): string {
  const labels = labelsIn(language);
  const rows = form.map(({ field, value, checked }) => [
    field[language],
    plain(value[language]),
    checked ? '' : labels.unchecked,
  ]);
  const of = `${labels.title}${labels.between}${labels.version} ${version}${labels.between}${made}`;
  const blocks = [
    `# ${labels.form}`,
    of,
    labels.formNote,
    table([labels.field, labels.value, labels.checked], rows),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function head(statement: Statement, labels: Labels, language: Language): string {
  const { version, made, reviewed, nextReview, period, services, publishedAt } = statement;
  const { business, contacts, policies } = statement;
  const row = (name: string, value: string) => `- ${name}${labels.colon}${value}`;
  const reached = contacts.map(
    (contact) =>
      `  - ${labels.audience(contact.for)}${labels.colon}${[contact.email, contact.url]
        .filter((each) => each !== undefined)
        .map((each) => `<${each}>`)
        .join(labels.between)}`,
  );
  return [
    ...(business.url === undefined ? [] : [row(labels.business, `<${business.url}>`)]),
    row(labels.services, services.map((each) => plain(each[language])).join(labels.between)),
    row(labels.version, String(version)),
    row(labels.made, made),
    row(labels.reviewed, reviewed),
    row(labels.nextReview, nextReview),
    ...(period === null ? [] : [row(labels.period, `${period.from} – ${period.to}`)]),
    ...(publishedAt === null ? [] : [row(labels.published, `<${publishedAt}>`)]),
    `- ${labels.contacts}${labels.colon.trim()}`,
    ...reached,
    ...(policies.length === 0 ? [] : [`- ${labels.policies}${labels.colon.trim()}`]),
    ...policies.map(({ title, url }) => `  - ${plain(title[language])}${labels.colon}<${url}>`),
  ].join('\n');
}

function itemOf(item: Item, labels: Labels, language: Language): string[] {
  const { part, title, status, since, says, answer, link, evidence, limits, explanation } = item;
  const marked = since === null ? '' : ` · ${labels.since} ${since}`;
  return [
    `### ${title[language]} – ${labels.part(part)}`,
    `**${labels.statusOf(status)}**${marked}`,
    ...(explanation === null
      ? []
      : [
          `${labels.why}${labels.colon.trim()}`,
          quote(explanation.why[language]),
          `${labels.until}${labels.colon}${explanation.until ?? labels.untilOpen}`,
        ]),
    ...says.map((words) => words[language]),
    ...(answer === null ? [] : [quote(answer[language])]),
    ...(link === null ? [] : [`<${link}>`]),
    ...(evidence.length === 0
      ? []
      : [
          `#### ${labels.evidence}`,
          groupsOf(evidence)
            .map((group) => groupOf(group, labels, language))
            .join('\n'),
        ]),
    ...(limits.length === 0
      ? []
      : [`#### ${labels.limits}`, list(limits.map((words) => words[language]))]),
  ];
}

function groupOf(lines: readonly EvidenceLine[], labels: Labels, language: Language): string {
  const [first, ...rest] = lines;
  if (first === undefined) return '';
  const source = `${first.source[language]}${labels.sentences}${labels.repeat}${labels.colon}\`${first.command}\``;
  if (rest.length === 0) return `- ${first.says[language]}${labels.sentences}${source}`;
  const each = rest.map(({ says }) => `  - ${says[language]}`).join('\n');
  return `- ${first.says[language]}\n\n${each}\n\n  ${source}`;
}

const list = (entries: readonly string[]): string => entries.map((each) => `- ${each}`).join('\n');

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${plain(line)}`)
    .join('\n');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Answers are words and no markup, whatever stands in them. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/g, '\\$&');
}
