import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describeSettings, parseConfig } from '@strata/config';
import { parse } from 'yaml';
import { buildOutputOf } from './build-output';
import { readComposeFile, SECRETS_FOLDER, serviceOf } from './compose-file';
import { ROOT, textOf } from './repository';

const compose = readComposeFile();
const api = serviceOf(compose, 'api');
const services = Object.entries(compose.services);

const knownVariables = describeSettings().flatMap(({ name, fileVariable }) =>
  fileVariable === undefined ? [name] : [name, fileVariable],
);

interface PrometheusFile {
  readonly scrape_configs: readonly {
    readonly metrics_path?: string;
    readonly static_configs: readonly { readonly targets: readonly string[] }[];
  }[];
}

describe('docker-compose.yml', () => {
  let workFolder: string;
  let secretsFolder: string;

  beforeAll(() => {
    workFolder = mkdtempSync(join(tmpdir(), 'strata-compose-'));
    secretsFolder = join(workFolder, 'secrets');
    cpSync(join(ROOT, 'deploy/compose/make-secrets.sh'), join(workFolder, 'make-secrets.sh'));
    mkdirSync(secretsFolder);
    execFileSync('sh', [join(workFolder, 'make-secrets.sh')]);
  });

  afterAll(() => {
    rmSync(workFolder, { recursive: true, force: true });
  });

  const secretText = (path: string) => readFileSync(join(secretsFolder, basename(path)), 'utf8');

  it.each(services)(
    'mounts into %s only files and volumes that exist',
    (_name, { volumes = [] }) => {
      for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
        const exists = source.startsWith('./')
          ? existsSync(join(ROOT, source))
          : source in compose.volumes;
        expect([source, exists]).toEqual([source, true]);
      }
    },
  );

  it('has every secret made by make-secrets.sh, in a folder that git ignores', () => {
    for (const { file } of Object.values(compose.secrets)) {
      expect(file).toMatch(/^deploy\/compose\/secrets\/[\w.]+$/);
      expect(secretText(file)).not.toBe('');
    }
    expect(textOf('deploy/compose/secrets/.gitignore')).toMatch(/^\*$/m);
    expect(statSync(secretsFolder).mode & 0o077).toBe(0);
  });

  it('keeps the secrets that exist', () => {
    const before = secretText('auth_jwt_secret');
    execFileSync('sh', [join(workFolder, 'make-secrets.sh')]);
    expect(secretText('auth_jwt_secret')).toBe(before);
  });

  it.each(services)('gives %s every secret that it is told to read', (_name, service) => {
    const named = Object.values(service.environment ?? {}).filter((value) =>
      value.startsWith(SECRETS_FOLDER),
    );
    expect(service.secrets ?? []).toEqual(
      expect.arrayContaining(named.map((path) => path.slice(SECRETS_FOLDER.length))),
    );
    for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty([secret]);
  });

  it.each(['api', 'migrate'])('sets only variables that %s knows', (name) => {
    const { environment = {} } = serviceOf(compose, name);
    expect(knownVariables).toEqual(expect.arrayContaining(Object.keys(environment)));
  });

  it('configures the API without a fault or a warning, for production', () => {
    const environment = api.environment ?? {};
    const { config, warnings } = parseConfig(environment, { readFile: secretText });
    expect(warnings).toEqual([]);
    expect(config.environment).toBe('production');
    expect(config.auth.required).toBe(true);
    expect(config.database.readUrls).toHaveLength(1);
    expect(config.redis).toBeDefined();
  });

  it('configures the migration without a fault or a warning', () => {
    const { environment = {} } = serviceOf(compose, 'migrate');
    const options = { readFile: secretText, servesRequests: false };
    expect(parseConfig(environment, options).warnings).toEqual([]);
  });

  it('migrates with what the build makes of the command', () => {
    const entry = buildOutputOf('apps/cli/src/migrate.ts');
    expect(serviceOf(compose, 'migrate').command).toEqual(['node', entry, 'up']);
  });

  it('publishes the API and Prometheus alone, on the loopback address alone', () => {
    const published = services.filter(([, { ports = [] }]) => ports.length > 0);
    expect(published.map(([name]) => name)).toEqual(['api', 'prometheus']);
    for (const [, { ports = [] }] of published) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('publishes the port on which the API listens', () => {
    expect(api.ports).toEqual([expect.stringMatching(`:${api.environment?.PORT ?? ''}$`)]);
  });

  it.each(services)('takes every capability from %s', (_name, { cap_drop }) => {
    expect(cap_drop).toEqual(['ALL']);
  });
});

describe('deploy/prometheus/prometheus.yml', () => {
  it('has Prometheus scrape the API by its name and management port, on a network they share', () => {
    // This repository's own file.
    const prometheus = parse(textOf('deploy/prometheus/prometheus.yml')) as PrometheusFile;
    const [job] = prometheus.scrape_configs;
    expect(job?.metrics_path).toBe('/metrics');
    expect(job?.static_configs).toEqual([
      { targets: [`api:${api.environment?.MANAGEMENT_PORT ?? ''}`] },
    ]);
    const { networks } = serviceOf(compose, 'prometheus');
    expect(api.networks).toEqual(expect.arrayContaining([...(networks ?? [])]));
  });
});
