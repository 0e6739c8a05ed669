import type { Verdict } from '../judging/verdicts';
import { lengthSeconds, warmUpSeconds, type RunRecord } from '../run-record';
import { chartsOf } from './charts';
import { page } from './page';
import { heading, textReport } from './text-report';

/** A page that needs nothing else: verdicts, charts, and the text report. */
export function htmlReport(record: RunRecord, verdicts: readonly Verdict[]): string {
  const time = {
    endSeconds: Math.max(lengthSeconds(record), record.seconds.length),
    warmUpSeconds: warmUpSeconds(record),
    marks: record.marks,
  };
  return page([
    {
      title: `Load: ${record.scenario}`,
      heading: heading(record),
      verdicts,
      charts: chartsOf(record),
      time,
      figures: textReport(record, verdicts),
    },
  ]);
}
