import type { Verdict } from '../judging/verdicts';
import { drawn, escaped, type Chart, type TimeLine } from './chart';
import { verdictLine } from './text-report';

/** One run, or one part of it. */
export interface Section {
  readonly title: string;
  /** One sentence. */
  readonly heading: string;
  readonly verdicts: readonly Verdict[];
  readonly charts: readonly Chart[];
  readonly time: TimeLine;
  /** Everything in figures, in lines for a terminal. */
  readonly figures: string;
}

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 1200px; margin: 24px auto; padding: 0 16px; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 28px 0 2px; }
.legend { margin: 0; font-size: 13px; } .legend span { margin-right: 18px; }
.legend i { display: inline-block; width: 18px; height: 4px; margin-right: 6px; vertical-align: middle; }
.passed { color: #00664a; } .failed { color: #b30000; font-weight: 600; } .unknown { color: #555; }
svg { width: 100%; height: auto; display: block; } svg text { font: 12px system-ui, sans-serif; fill: #333; }
.tick { font-variant-numeric: tabular-nums; } .unit { font-size: 13px; }
.grid { stroke: #e3e3e3; } .axis { stroke: #555; } .curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
.warm-up { fill: #f2f2f2; } .lasting { fill: #fbe3d6; } .mark-line { stroke: #b35900; stroke-dasharray: 4 3; }
svg .mark { fill: #8a4400; }
pre { font-size: 11.5px; white-space: pre-wrap; background: #f7f7f7; padding: 12px; }
`;

/** A page that needs nothing else: of each section verdicts, charts, and the figures. */
export function page(sections: readonly Section[]): string {
  const title = sections[0]?.title ?? '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>
${sections.map(sectionOf).join('\n')}
</body></html>
`;
}

function sectionOf({ title, heading, verdicts, charts, time, figures }: Section): string {
  return `<h1>${escaped(title)}</h1><p>${escaped(heading)}</p>
<ul>${verdicts.map(verdictItem).join('')}</ul>
${charts.map((chart) => drawn(chart, time)).join('\n')}
<h2>Figures</h2><pre>${escaped(figures)}</pre>`;
}

function verdictItem(verdict: Verdict): string {
  const { passed } = verdict;
  const name = passed === undefined ? 'unknown' : passed ? 'passed' : 'failed';
  return `<li class="${name}">${escaped(verdictLine(verdict))}</li>`;
}
