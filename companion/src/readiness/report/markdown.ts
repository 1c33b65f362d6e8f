import type { Readiness } from '../check.ts';
import { describeSubject, grouped, piecesOf, STATUS_WORDS, summarise } from './summary.ts';

/** For a ticket: one table for each group. */
export function toMarkdown(readiness: Readiness): string {
  const sections = grouped(readiness.checks).map(([group, checks]) =>
    [
      `## ${group}`,
      '',
      '| | Requirement | Found | What to do |',
      '| --- | --- | --- | --- |',
      ...checks.map(
        ({ status, requirement, found, fix }) =>
          `| ${[STATUS_WORDS[status], requirement, found, fix ?? ''].map(cell).join(' | ')} |`,
      ),
    ].join('\n'),
  );
  return [
    '# Readiness of the Salesforce org',
    `**${summarise(readiness)}** ${cell(describeSubject(readiness))}`,
    ...sections,
  ].join('\n\n');
}

/** What has a meaning in Markdown, or would end the cell, shows as itself; commands stay in their backticks. */
function cell(text: string): string {
  return piecesOf(text)
    .map((piece) =>
      piece.isCommand
        ? `\`${piece.text.replaceAll('|', String.raw`\|`)}\``
        : piece.text.replaceAll(/[\\|*_<>[\]]/g, String.raw`\$&`),
    )
    .join('')
    .replaceAll(/\s*\n\s*/g, ' ');
}
