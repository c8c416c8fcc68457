// The documents as a site: the same files, the packages' READMEs and an API reference (`npm run site`).
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type MarkdownOptions } from 'vitepress';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Programs and tables that documents link to: they are handed out as they are. */
const linked = new Set<string>();

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0];

/** Where the README of a folder is found. */
const indexOf = (folder: string) => `/${relative(root, folder)}/`.replace('//', '/');

/** Links to files that are no pages become links to copies of them; to folders without a README, plain text. */
function linkFiles(markdown: MarkdownIt): void {
  markdown.core.ruler.push('linked-files', ({ tokens, env }) => {
    const page = (env as { realPath?: string; path: string }).realPath ?? env.path;
    for (const { children } of tokens) {
      let dropped = 0;
      for (const token of children ?? []) {
        if (token.type === 'link_close' && dropped > 0) {
          dropped--;
          Object.assign(token, { type: 'text', tag: '', content: '' });
        }
        if (token.type !== 'link_open') continue;
        const href = token.attrGet('href') ?? '';
        if (/^([a-z]+:|#|\/)/i.test(href)) continue;
        const [path = ''] = decodeURI(href).split('#');
        const file = resolve(dirname(page), path);
        if (path.endsWith('README.md')) token.attrSet('href', indexOf(dirname(file)));
        if (path.endsWith('.md') || !existsSync(file)) continue;
        if (statSync(file).isFile()) {
          linked.add(relative(root, file));
          token.attrSet('href', `/${relative(root, file)}`);
          token.attrSet('target', '_blank');
        } else if (existsSync(join(file, 'README.md'))) {
          token.attrSet('href', indexOf(file));
        } else {
          dropped++;
          Object.assign(token, { type: 'text', tag: '', content: '' });
        }
      }
    }
  });
}

const pages = (items: readonly (readonly [text: string, file: string])[]) =>
  items.map(([text, file]) => ({ text, link: `/docs/${file}` }));

export default defineConfig({
  title: 'Provenance',
  description:
    'Where pictures and texts come from: watermarks, content credentials, origin records',
  srcDir: '..',
  srcExclude: ['.changeset/**', '.ci/**', 'test-vectors/**'],
  outDir: './.vitepress/dist',
  cacheDir: './.vitepress/cache',
  rewrites: {
    'README.md': 'index.md',
    'docs/README.md': 'docs/index.md',
    'packages/:name/README.md': 'packages/:name/index.md',
  },
  markdown: { config: linkFiles },
  transformHtml: (html, _, { pageData }) =>
    pageData.filePath.endsWith('.ja.md')
      ? html.replace(/<html lang="[^"]*"/, '<html lang="ja"')
      : html,
  buildEnd({ outDir }) {
    for (const file of linked) {
      mkdirSync(dirname(join(outDir, file)), { recursive: true });
      cpSync(join(root, file), join(outDir, file));
    }
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Documents', link: '/docs/' },
      { text: 'API', link: '/docs/api/' },
      {
        text: '日本語',
        items: pages([
          ['プラットフォームのエンジニア', 'platform.ja'],
          ['ファイルを手にした人', 'person.ja'],
          ['コンプライアンス担当者', 'disclosure.ja'],
        ]),
      },
    ],
    sidebar: [
      {
        text: 'Guides',
        items: pages([
          ['An AI provider', 'provider'],
          ['A platform', 'platform'],
          ['A person with a file', 'person'],
          ['Compliance', 'disclosure'],
          ['Operating it', 'operator'],
        ]),
      },
      {
        text: 'How to',
        items: pages([
          ['Cookbook', 'cookbook'],
          ['Certificates', 'certificates'],
          ['The server', 'server'],
          ['Origin records', 'records'],
        ]),
      },
      {
        text: 'What it says and does',
        items: pages([
          ['Verdicts', 'verdict'],
          ['Formats', 'formats'],
          ['Texts', 'text'],
          ['Watermark', 'watermark'],
          ['Text watermark', 'text-watermark'],
          ['Resolution API', 'resolution-api'],
          ['Threats', 'threat-model'],
          ['Errors', 'errors'],
          ['Figures', 'figures'],
          ['Releases', 'releases'],
        ]),
      },
      { text: 'API', link: '/docs/api/' },
    ],
  },
});
