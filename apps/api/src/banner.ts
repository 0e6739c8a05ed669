import { standIns, type StrataConfig } from '@strata/config';
import type { Service } from './service';

/** Tells the person who started the service where it is and what it runs on. */
export function printBanner(service: Service, config: StrataConfig): void {
  console.log(['', ...addresses(service), ...parts(service, config), ''].join('\n'));
}

function addresses({ url }: Service): string[] {
  return [
    `Strata answers at   ${url}`,
    `  documentation     ${url}/docs  (${url}/openapi.json)`,
    `  health            ${url}/health`,
    `  metrics           ${url}/metrics`,
  ];
}

function parts({ embeddedDataDir }: Service, config: StrataConfig): string[] {
  const running = standIns(config).map(
    ({ standsFor, runs, replacedBy }) =>
      `  ${standsFor}: ${runs}. Set ${replacedBy} to replace it.`,
  );
  const data = embeddedDataDir === undefined ? [] : [`  Database files: ${embeddedDataDir}`];
  const open = config.auth.required
    ? []
    : ['  Requests need no token on this loopback address; try `npm run token` for one.'];
  return [...running, ...data, ...open];
}
