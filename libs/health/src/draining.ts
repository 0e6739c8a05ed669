import { Injectable } from '@nestjs/common';
import { HealthRegistry } from './health-registry';

/**
 * Whether this process has been told to end. From `begin` on readiness fails, while requests that still arrive are
 * answered: whoever distributes them needs a moment to notice.
 */
@Injectable()
export class Draining {
  #active = false;

  constructor(registry: HealthRegistry) {
    registry.register({
      name: 'shutdown',
      critical: true,
      inSummary: false,
      read: () => ({ status: this.#active ? 'down' : 'up' }),
    });
  }

  get active(): boolean {
    return this.#active;
  }

  begin(): void {
    this.#active = true;
  }
}
