import { USERS, type Operation, type Subject } from './operations';

/** What one subject is to do for a while. */
export interface Task {
  readonly operation: Operation;
  readonly callers: number;
  /** Of which it has its own pool. */
  readonly connections: number;
  readonly forMs: number;
}

/** What came of it. */
export interface Measurement {
  readonly done: number;
  /** Of this process, user and system, per operation. */
  readonly cpuMicroseconds: number;
  readonly perSecond: number;
}

/** Lets `callers` repeat an operation, each as soon as its last one has ended. */
export async function measure(subject: Subject, task: Task): Promise<Measurement> {
  const work = subject[task.operation];
  let done = 0;
  let user = 0;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const caller = async (): Promise<void> => {
    do {
      await work(`user-${String((user += 7) % USERS)}`);
      done += 1;
    } while (performance.now() - startedAt < task.forMs);
  };
  const { asCaller = (run: () => Promise<void>) => run() } = subject;
  await Promise.all(Array.from({ length: task.callers }, () => asCaller(caller)));
  const elapsedMs = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    done,
    cpuMicroseconds: (cpu.user + cpu.system) / done,
    perSecond: (done * 1_000) / elapsedMs,
  };
}
