// That links within the repository lead somewhere: the file is there, and so is the heading.
import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { read, urlOf } from './text.ts';

/** @returns One sentence for each link of the document that leads nowhere. */
export function brokenLinks(path: string): string[] {
  const text = withoutCode(read(path));
  const problems: string[] = [];
  const targets = [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target as string);
  for (const target of targets) {
    if (/^[a-z]+:/.test(target)) continue;
    const [file = '', anchor] = target.split('#');
    const to = file === '' ? path : posix.join(posix.dirname(path), file);
    if (to.startsWith('..') || !existsSync(urlOf(to))) {
      problems.push(`${path}: ${target} is not there`);
    } else if (anchor !== undefined && !(isFile(to) && anchorsOf(to).has(anchor))) {
      problems.push(`${path}: ${target} names no heading`);
    }
  }
  return problems;
}

const isFile = (path: string) => statSync(urlOf(path)).isFile();

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}

/** Of headings, as GitHub and npm make them. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>();
  const headings = read(path)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .matchAll(/^#+ (.+)$/gm);
  for (const [, heading = ''] of headings) {
    const base = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    let anchor = base;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${base}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}
