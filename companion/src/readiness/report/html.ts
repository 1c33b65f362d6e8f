import type { Readiness } from '../check.ts';
import type { Check } from '../interfaces.ts';
import { describeSubject, grouped, piecesOf, STATUS_WORDS, summarise } from './summary.ts';

/** For the customer: one file that needs nothing else, on screen and on paper. */
export function toHtml(readiness: Readiness): string {
  const sections = grouped(readiness.checks)
    .map(
      ([group, checks]) =>
        `<section><h2>${escape(group)}</h2>${checks.map(article).join('')}</section>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Readiness of the Salesforce org</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Readiness of the Salesforce org</h1>
<p class="verdict ${readiness.ready ? 'pass' : 'fail'}">${escape(summarise(readiness))}</p>
<p>${escape(describeSubject(readiness))}</p>
</header>
${sections}
</body>
</html>
`;
}

function article({ status, requirement, found, fix, source }: Check): string {
  const advice = fix === null ? '' : `<p class="fix"><b>What to do:</b> ${withCommands(fix)}</p>`;
  return `<article class="${status}">
<p class="status">${STATUS_WORDS[status]}</p>
<div><h3>${escape(requirement)}</h3><p>${withCommands(found)}</p>${advice}<p class="source">${escape(source)}</p></div>
</article>`;
}

function withCommands(text: string): string {
  return piecesOf(text)
    .map((piece) => (piece.isCommand ? `<code>${escape(piece.text)}</code>` : escape(piece.text)))
    .join('');
}

/** The status stands in words too: colour alone is no information to everybody. */
const STYLE = `
:root { color-scheme: light dark; --fail: #b3261e; --unknown: #6750a4; --warn: #8a5a00; --pass: #1b6e3c; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --fail: #ff8a80; --unknown: #c9b6ff; --warn: #ffc46b; --pass: #7ddc9c; } }
html { font-size: 16px; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 0; }
p { margin: .2rem 0; overflow-wrap: anywhere; }
code { font: .875em ui-monospace, monospace; background: #8882; padding: .1em .3em; border-radius: .2em; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.verdict { font-size: 1.2rem; font-weight: 600; }
article { display: grid; grid-template-columns: 7rem 1fr; gap: 1rem; padding: .7rem 0; border-top: 1px solid var(--line); break-inside: avoid; }
.status { font-weight: 600; margin: 0; }
.fail .status, .verdict.fail { color: var(--fail); } .unknown .status { color: var(--unknown); }
.warn .status { color: var(--warn); } .pass .status, .verdict.pass { color: var(--pass); }
.source { font-size: .8rem; opacity: .75; }
@media (max-width: 36rem) { article { grid-template-columns: 1fr; gap: .2rem; } }
@page { margin: 18mm 16mm; }
@media print { :root { color-scheme: light; } html { font-size: 9.5pt; } body { margin: 0; padding: 0; max-width: none; } article { padding: .4rem 0; } h2 { break-after: avoid; } }
`;

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
