import { parse } from 'yaml';
import { textOf } from './repository';

/** The part of a service in docker-compose.yml that is looked at. */
export interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
}

/** The part of docker-compose.yml that is looked at. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** Where Docker Compose shows a container its secrets. */
export const SECRETS_FOLDER = '/run/secrets/';

/** docker-compose.yml, with its defaults in place of the variables of whoever runs it. */
export function readComposeFile(): ComposeFile {
  const text = textOf('docker-compose.yml').replace(/\$\{\w+:-([^}]*)\}/g, '$1');
  // This repository's own file, in the short forms of the Compose specification.
  return parse(text, { merge: true }) as ComposeFile;
}

/** A service by name; throws when there is none. */
export function serviceOf(compose: ComposeFile, name: string): ComposeService {
  const service = compose.services[name];
  if (!service) throw new Error(`docker-compose.yml has no service "${name}"`);
  return service;
}
