import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { AppError } from '@strata/errors';
import { StatsRebuildService, type DailyRow, type DayDifference } from '@strata/stats';
import { isArgumentError } from './argument-error';

const USAGE = `Usage: npm run rebuild-stats -- [--user <id>] [--fix]

Compares the daily stats with the log of activities and prints every day that differs.
  --user <id>  only this user; default: all users
  --fix        write the days from the log, one transaction a user

Exit code: 0 when nothing differs (any more), 1 when days differ, 2 when it could not be told.`;

/** What the command needs of the process around it. */
export interface RebuildStatsCommand {
  /** The arguments after the command's name. */
  readonly args: readonly string[];
  /** Starts the application without a server. */
  readonly boot: () => Promise<INestApplicationContext>;
  readonly print: (line: string) => void;
}

interface Choice {
  readonly userId: string | undefined;
  readonly fix: boolean;
}

/** Runs the command and returns its exit code. */
export async function rebuildStats({ args, boot, print }: RebuildStatsCommand): Promise<number> {
  const choice = parseChoice(args);
  if (!choice) {
    print(USAGE);
    return 2;
  }
  const app = await boot();
  try {
    return await report(app.get(StatsRebuildService), choice, print);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    print(`${error.message}. ${error.detail}`);
    return 2;
  } finally {
    await app.close();
  }
}

function parseChoice(args: readonly string[]): Choice | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { user: { type: 'string' }, fix: { type: 'boolean', default: false } },
    });
    return { userId: values.user, fix: values.fix };
  } catch (error) {
    if (isArgumentError(error)) return undefined;
    throw error;
  }
}

async function report(
  service: StatsRebuildService,
  { userId, fix }: Choice,
  print: (line: string) => void,
): Promise<number> {
  let days = 0;
  for await (const difference of fix ? service.mend(userId) : service.compare(userId)) {
    days += 1;
    print(describe(difference));
  }
  print(
    `${days} ${days === 1 ? 'day differs' : 'days differ'}${fix && days > 0 ? ', mended' : ''}.`,
  );
  return days > 0 && !fix ? 1 : 0;
}

function describe({ userId, date, logged, stored }: DayDifference): string {
  return `${userId} ${date}: log ${figures(logged)}; stored ${figures(stored)}`;
}

function figures(row: DailyRow | null): string {
  if (!row) return 'nothing';
  const { activityCount, durationSeconds, points, timeZone } = row;
  return `${activityCount} activities, ${durationSeconds} s, ${points} points (${timeZone})`;
}
