import type { HealthIndicator } from '@strata/health';

/** Names the embedding provider in use. One that is built in cannot be unavailable. */
export function embeddingIndicator(provider: string): HealthIndicator {
  return {
    name: 'embedding_provider',
    critical: false,
    read: () => ({ status: 'up', text: provider }),
  };
}
