import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

const PREFIX = 'strata';
const SERVER_ADDRESS = '198.18.1.1';
const CLIENT_ADDRESS = '198.18.2.1';

/**
 * Two network namespaces with a router between them, in a third, that can lose every packet without a word to either
 * side. Needs Linux, root and iproute2.
 */
export class NetworkNamespaces {
  readonly serverAddress = SERVER_ADDRESS;
  readonly #name: string;

  private constructor(name: string) {
    this.#name = name;
  }

  /** undefined where the machine does not allow it. Synchronous, so that a test can be named by it. */
  static create(): NetworkNamespaces | undefined {
    const namespaces = new NetworkNamespaces(
      `${PREFIX}-${process.pid}-${randomBytes(4).toString('hex')}`,
    );
    try {
      sweep();
      namespaces.#build();
      return namespaces;
    } catch {
      namespaces.remove();
      return undefined;
    }
  }

  /** What stands before a command that is to run on one of the sides. */
  inside(side: 'server' | 'client'): readonly string[] {
    return ['ip', 'netns', 'exec', this.#of(side)];
  }

  /** From now on the router drops what comes. */
  cut(): void {
    for (const address of [SERVER_ADDRESS, CLIENT_ADDRESS])
      this.#ip('router', 'route', 'add', 'blackhole', `${address}/32`);
  }

  heal(): void {
    for (const address of [SERVER_ADDRESS, CLIENT_ADDRESS])
      this.#ip('router', 'route', 'del', 'blackhole', `${address}/32`);
  }

  /** Links go with their namespaces; these once no process is left inside. */
  remove(): void {
    for (const side of ['server', 'router', 'client'])
      spawnSync('ip', ['netns', 'delete', this.#of(side)], { stdio: 'ignore' });
  }

  #build(): void {
    for (const side of ['server', 'router', 'client']) {
      ip('netns', 'add', this.#of(side));
      this.#ip(side, 'link', 'set', 'lo', 'up');
    }
    this.#join('server', SERVER_ADDRESS, '198.18.1.2');
    this.#join('client', CLIENT_ADDRESS, '198.18.2.2');
    const forward = 'echo 1 > /proc/sys/net/ipv4/ip_forward';
    ip('netns', 'exec', this.#of('router'), 'sh', '-c', forward);
  }

  #join(side: string, address: string, gateway: string): void {
    const peer = `to-${side}`;
    const ends = ['type', 'veth', 'peer', 'name', 'uplink', 'netns', this.#of(side)];
    this.#ip('router', 'link', 'add', peer, ...ends);
    this.#ip('router', 'address', 'add', `${gateway}/24`, 'dev', peer);
    this.#ip('router', 'link', 'set', peer, 'up');
    this.#ip(side, 'address', 'add', `${address}/24`, 'dev', 'uplink');
    this.#ip(side, 'link', 'set', 'uplink', 'up');
    this.#ip(side, 'route', 'add', 'default', 'via', gateway);
  }

  #ip(side: string, ...words: string[]): void {
    ip('-n', this.#of(side), ...words);
  }

  #of(side: string): string {
    return `${this.#name}-${side}`;
  }
}

/** Removes what runs left behind that were killed. */
function sweep(): void {
  for (const name of ip('netns', 'list').split(/\s+/)) {
    const pid = new RegExp(`^${PREFIX}-(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) ip('netns', 'delete', name);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function ip(...words: string[]): string {
  return execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
