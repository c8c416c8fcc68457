/** For a screen of any width, in light and dark, and for paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; --paper: #fff; --shade: #f6f8fa; --done: #116329; --open: #7d4e00; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9da7b3; --line: #3d444d; --paper: #0d1117; --shade: #151b23; --done: #57c26d; --open: #e3b341; --link: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 52rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 1rem/1.65 system-ui, "Hiragino Sans", "Noto Sans JP", "Yu Gothic UI", sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.75rem; line-height: 1.3; margin: .5rem 0; }
h2 { font-size: 1.3rem; margin: 3rem 0 .5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.1rem; margin: 0 0 .25rem; }
h4 { font-size: .95rem; margin: 1rem 0 .25rem; color: var(--quiet); }
.language { text-align: right; margin: 0; }
.business { font-size: 1.15rem; margin: 0 0 1rem; }
.part { font-size: .8rem; font-weight: normal; color: var(--quiet); white-space: nowrap; }
.status { margin: 0 0 .75rem; font-weight: 600; }
.status.implemented { color: var(--done); }
.status.explained { color: var(--open); }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: 1rem 0; }
article p, article dl { margin: .5rem 0; }
ul { padding-left: 1.25rem; margin: .25rem 0; }
li { margin: .25rem 0; }
dl.facts > div { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: .25rem 1rem; padding: .4rem 0; border-bottom: 1px solid var(--line); }
dl.facts ul { list-style: none; padding: 0; margin: 0; }
dl.facts li { margin: 0; }
time, .whole { white-space: nowrap; }
dt { font-weight: 600; }
dd { margin: 0; }
article dd + dt { margin-top: .5rem; }
blockquote { margin: .5rem 0; padding: .25rem 1rem; border-left: 3px solid var(--line); }
small { display: block; color: var(--quiet); font-size: .85rem; }
code { font: .85em ui-monospace, monospace; background: var(--shade); padding: .1em .3em; border-radius: .25rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { overflow-wrap: break-word; text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid var(--line); }
tbody th { font-weight: 500; }
thead th { background: var(--shade); }
footer { margin-top: 3rem; color: var(--quiet); font-size: .9rem; }
@media (max-width: 34rem) { thead { display: none; } table, tbody, tr, th, td { display: block; } tr { padding: .4rem 0; border-bottom: 1px solid var(--line); } th, td { padding: .1rem 0; border: 0; } tbody th { font-weight: 600; } dl.facts > div { grid-template-columns: 1fr; } }
@media print { :root { color-scheme: light; --ink: #000; --quiet: #444; --line: #999; --paper: #fff; --shade: #eee; --done: #000; --open: #000; --link: #000; } body { max-width: none; padding: 0; font-size: 10pt; } .language { display: none; } article, tr { break-inside: avoid; } h2, h3, h4 { break-after: avoid; } }
`;
