import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Removing gigabytes from a busy disk takes its time. */
const CLOSE_TIMEOUT_MS = 120_000;

/**
 * The folder in which everything a test run starts keeps its files, and a watchdog that ends those servers and
 * removes the folder when this process ends, however it ends.
 */
export class TestRun {
  /** The run that global set-up opened and global teardown closes, in one process. */
  static current: TestRun | undefined;

  readonly folder: string;
  readonly #watchdog: ChildProcess;

  private constructor(folder: string, watchdog: ChildProcess) {
    this.folder = folder;
    this.#watchdog = watchdog;
  }

  /** Makes the folder and starts its watchdog, in a session that Ctrl-C does not reach. */
  static async open(): Promise<TestRun> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'strata-tests-')));
    // When the run is root's, PostgreSQL runs as another user and must be able to pass through.
    await chmod(folder, 0o711);
    const watchdog = spawn('sh', [join(__dirname, 'watchdog.sh'), folder], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await once(watchdog, 'spawn');
    watchdog.unref();
    TestRun.current = new TestRun(folder, watchdog);
    return TestRun.current;
  }

  /** Ends every server of the run and removes its folder. */
  async close(): Promise<void> {
    TestRun.current = undefined;
    this.#watchdog.ref();
    this.#watchdog.stdin?.end();
    await once(this.#watchdog, 'exit', { signal: AbortSignal.timeout(CLOSE_TIMEOUT_MS) });
  }
}
