import type { Language } from '@provenance/messages';
import type { EvidenceLine, Item, Statement } from '../statement/statement.ts';
import { groupsOf, type Labels, labelsIn, OTHER } from './labels.ts';
import { STYLE } from './style.ts';

/** Markup that is finished: what else goes into a page is escaped. */
class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Part[] | null;

/** A page of its own: no script, no picture, nothing that is fetched; readable without its style, and on paper. */
export function htmlOf(statement: Statement, language: Language): string {
  const labels = labelsIn(language);
  const { business, items, outside, changes } = statement;
  const other = OTHER[language];
  const body = html`<header>
<p class="language"><a href="statement.${other.to}.html" lang="${other.to}" hreflang="${other.to}">${other.name}</a></p>
<h1>${labels.title}</h1>
<p class="business">${business.name[language]}</p>
<p>${labels.intro}</p>
</header>
<main>
${head(statement, labels, language)}
<p>${labels.note}</p>
<section aria-labelledby="items">
<h2 id="items">${labels.items}</h2>
<p>${labels.titlesUnchecked}</p>
<p>${labels.commands}</p>
${overview(statement, labels, language)}
${items.map((item) => itemOf(item, labels, language))}
</section>
<section aria-labelledby="outside">
<h2 id="outside">${labels.outside}</h2>
<p>${labels.outsideNote}</p>
<ul>
${outside.map((words) => html`<li>${words[language]}</li>\n`)}</ul>
</section>
${rules(statement, labels, language)}
<section aria-labelledby="changes">
<h2 id="changes">${labels.changes}</h2>
<dl>
${changes.map(
  ({
    version,
    date,
    says,
  }) => html`<dt>${labels.version} ${version}${labels.between}${day(date)}</dt>
<dd><ul>${says.map((words) => html`<li>${words[language]}</li>`)}</ul></dd>
`,
)}</dl>
</section>
</main>
<footer>
<p>${labels.software}${labels.colon}${statement.software.name} ${statement.software.version}. <a href="statement.json" type="application/json">statement.json</a></p>
</footer>`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${labels.title} – ${business.name[language]}</title>
<link rel="alternate" hreflang="${other.to}" href="statement.${other.to}.html">
<link rel="alternate" type="application/json" href="statement.json">
<style>${new Html(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}

function head(statement: Statement, labels: Labels, language: Language): Html {
  const { version, made, reviewed, nextReview, period, services, publishedAt } = statement;
  const { contacts, policies, business } = statement;
  const row = (name: string, value: Part) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
  return html`<dl class="facts">
${row(labels.business, [business.name[language], business.url === undefined ? null : [html`<br>`, link(business.url)]])}${row(
  labels.services,
  services.map((service) => service[language]).join(labels.between),
)}${row(labels.version, version)}${row(labels.made, day(made))}${row(labels.reviewed, day(reviewed))}${row(
  labels.nextReview,
  day(nextReview),
)}${period && row(labels.period, [day(period.from), ' – ', day(period.to)])}${
  publishedAt && row(labels.published, link(publishedAt))
}${row(
  labels.contacts,
  html`<ul>${contacts.map(
    (contact) =>
      html`<li>${labels.audience(contact.for)}${labels.colon}${contact.email === undefined ? null : mail(contact.email)}${
        contact.email !== undefined && contact.url !== undefined ? labels.between : null
      }${contact.url === undefined ? null : link(contact.url)}</li>`,
  )}</ul>`,
)}${
  policies.length === 0
    ? null
    : row(
        labels.policies,
        html`<ul>${policies.map(({ title, url }) => html`<li><a href="${url}">${title[language]}</a></li>`)}</ul>`,
      )
}</dl>`;
}

function overview({ items }: Statement, labels: Labels, language: Language): Html {
  return table(
    [labels.item, labels.status, labels.since],
    items.map(({ id, title, status, since }) => [
      html`<a href="#item-${id}">${title[language]}</a>`,
      labels.statusOf(status),
      since === null ? '–' : day(since),
    ]),
  );
}

function itemOf(item: Item, labels: Labels, language: Language): Html {
  const { id, part, title, status, since, says, answer, evidence, limits, explanation } = item;
  return html`<article id="item-${id}">
<h3>${title[language]} <span class="part">${labels.part(part)}</span></h3>
<p class="status ${status}">${labels.statusOf(status)}${since === null ? null : [' · ', labels.since, ' ', day(since)]}</p>
${
  explanation &&
  html`<dl><dt>${labels.why}</dt><dd>${lines(explanation.why[language])}</dd>
<dt>${labels.until}</dt><dd>${explanation.until === null ? labels.untilOpen : day(explanation.until)}</dd></dl>
`
}${says.map((words) => html`<p>${words[language]}</p>\n`)}${
  answer && html`<blockquote>${lines(answer[language])}</blockquote>\n`
}${item.link && html`<p>${link(item.link)}</p>\n`}${
  evidence.length === 0
    ? null
    : html`<h4>${labels.evidence}</h4>
<ul>
${groupsOf(evidence).map((group) => html`<li>${groupOf(group, labels, language)}</li>\n`)}</ul>
`
}${
  limits.length === 0
    ? null
    : html`<h4>${labels.limits}</h4>
<ul>
${limits.map((words) => html`<li>${words[language]}</li>\n`)}</ul>
`
}</article>
`;
}

function groupOf(lines: readonly EvidenceLine[], labels: Labels, language: Language): Part {
  const [first, ...rest] = lines;
  if (first === undefined) return null;
  const each = rest.map(({ says }) => html`<li>${says[language]}</li>\n`);
  return [
    first.says[language],
    rest.length === 0 ? ' ' : html`\n<ul>\n${each}</ul>\n`,
    html`<small>${first.source[language]}${labels.sentences}${labels.repeat}${labels.colon}<code>${commandOf(first.command)}</code></small>`,
  ];
}

function rules({ rules, items }: Statement, labels: Labels, language: Language): Html {
  const titles = new Map(items.map(({ id, title }) => [id, title[language]]));
  return html`<section aria-labelledby="rules">
<h2 id="rules">${labels.rules}</h2>
<p>${labels.rulesNote}</p>
${table(
  [labels.rule, labels.asks, labels.measures, labels.source, labels.ruleDate],
  rules.map(({ id, asks, helps, how, source, date }) => [
    whole(id),
    asks[language],
    [
      helps.length === 0 ? '–' : helps.map((each) => titles.get(each) ?? each).join(labels.apart),
      how && html`<br><small>${how[language]}</small>`,
    ],
    source[language],
    date === null ? '–' : day(date),
  ]),
)}
</section>`;
}

function table(heads: readonly string[], rows: readonly (readonly Part[])[]): Html {
  return html`<table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map(([first = null, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`;
}

const day = (value: string): Html => html`<time datetime="${value}">${value}</time>`;
/** On one line. */
const whole = (text: string): Html => html`<span class="whole">${text}</span>`;
/** Breaks between words alone: `--` at the end of a line is no option any more. */
const commandOf = (command: string): Part =>
  command.split(' ').map((word, index) => [index === 0 ? null : ' ', whole(word)]);
const link = (url: string): Html => html`<a href="${url}">${url}</a>`;
const mail = (address: string): Html => html`<a href="mailto:${address}">${address}</a>`;

function lines(text: string): Part {
  return text.split('\n').map((line, index) => (index === 0 ? line : [html`<br>`, line]));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.map((text, index) => text + shown(parts[index] ?? null)).join(''));
}

function shown(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(shown).join('');
  return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
