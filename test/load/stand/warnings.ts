import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Service } from './service';

/** Warnings, errors and fatal errors of pino; what is no JSON is of interest as well. */
const OF_INTEREST = /^(?:(?!\{)|\{"level":[456]0)/;

/** Appends what the services logged beyond the usual to `warnings.log` in `folder`. */
export async function copyWarnings(services: readonly Service[], folder: string): Promise<void> {
  for (const { name, logFile } of services) {
    for await (const line of createInterface({ input: createReadStream(logFile) })) {
      if (OF_INTEREST.test(line))
        await appendFile(join(folder, 'warnings.log'), `${name}: ${line}\n`);
    }
  }
}
