import { describeSettings, parseConfig } from '@strata/config';
import { ManagementPort } from '../../../apps/api/src/http/management-port';
import { startTestApp, type TestApp } from '../../support/app';
import { buildOutputOf } from '../../unit/deploy/build-output';
import { renderOverlay, type ClusterObject, type Container } from './kubernetes';

const SECRETS: Readonly<Record<string, string>> = {
  'database-url': 'postgresql://strata:secret@postgres/strata',
  'redis-url': 'redis://redis:6379',
  'auth-jwt-secret': 'a secret of more than thirty-two bytes',
};

describe.each(['staging', 'production'])('the %s manifests', (overlay) => {
  let objects: ClusterObject[];
  let app: TestApp;

  beforeAll(async () => {
    [objects, app] = await Promise.all([renderOverlay(overlay), startTestApp()]);
  });
  afterAll(() => app.close());

  const the = (kind: string): ClusterObject => {
    const [object, ...more] = objects.filter((one) => one.kind === kind);
    if (!object || more.length > 0) throw new Error(`there is not exactly one ${kind}`);
    return object;
  };
  const containerOf = (kind: string): Container => {
    const [container] = the(kind).spec.template.spec.containers;
    if (!container) throw new Error(`${kind} has no container`);
    return container;
  };
  const settings = () => the('ConfigMap').data ?? {};

  it('lie in one namespace, and everything is named after the service', () => {
    for (const { kind, metadata } of objects) {
      expect([kind, metadata.name]).toEqual([kind, expect.stringMatching(/^api-service/)]);
      expect(metadata.labels['app.kubernetes.io/name']).toBe('api-service');
    }
    expect(new Set(objects.map(({ metadata }) => metadata.namespace)).size).toBe(1);
  });

  it('give settings that the service knows, and that it starts with', () => {
    const known = describeSettings().flatMap(({ name, fileVariable }) => [name, fileVariable]);
    for (const name of Object.keys(settings())) expect(known).toContain(name);
    const readFile = (path: string) => SECRETS[path.replace('/run/secrets/strata/', '')] ?? '';
    const { config, warnings } = parseConfig(settings(), { readFile });
    expect(warnings).toEqual([]);
    expect(config.environment).toBe('production');
    expect(containerOf('Deployment').ports).toEqual([
      { name: 'http', containerPort: config.http.port },
      { name: 'management', containerPort: config.http.managementPort },
    ]);
  });

  it('probe and scrape what the management port answers', async () => {
    const { startupProbe, livenessProbe, readinessProbe } = containerOf('Deployment');
    const probes = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet);
    const management = app.app.get(ManagementPort);
    const instance = app.app.getHttpAdapter().getInstance();
    const port = await management.listen(instance, { host: '127.0.0.1', port: 0 });
    try {
      for (const asked of [...probes, the('ServiceMonitor').spec.endpoints?.[0]]) {
        expect(asked?.port).toBe('management');
        const { status } = await fetch(`http://127.0.0.1:${String(port)}${asked?.path ?? ''}`);
        expect([asked?.path, status]).toEqual([asked?.path, 200]);
      }
    } finally {
      await management.close();
    }
  });

  it('let callers come to the main port alone, and monitoring to the management port alone', () => {
    const rules = the('NetworkPolicy').spec.ingress ?? [];
    const namespaces = rules.map(({ from, ports }) => [
      ports.map(({ port }) => port),
      from.map(({ namespaceSelector }) => Object.keys(namespaceSelector.matchLabels)),
    ]);
    expect(namespaces).toEqual([
      [['http'], [['strata/ingress']]],
      [['management'], [['strata/monitoring']]],
    ]);
  });

  it('leave the process the time that it takes to end', () => {
    const { terminationGracePeriodSeconds = 0, containers } = the('Deployment').spec.template.spec;
    const preStopSeconds = Number(containers[0]?.lifecycle?.preStop.exec.command[1]);
    const { SHUTDOWN_DRAIN_SECONDS, SHUTDOWN_TIMEOUT_SECONDS } = settings();
    const needed =
      preStopSeconds + Number(SHUTDOWN_DRAIN_SECONDS) + Number(SHUTDOWN_TIMEOUT_SECONDS);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(needed);
  });

  it('select the pods of the API, and those alone', () => {
    const api = the('Deployment').spec.template.metadata.labels;
    const migration = the('Job').spec.template.metadata.labels;
    const selectors = [
      the('Deployment').spec.selector?.matchLabels,
      the('PodDisruptionBudget').spec.selector?.matchLabels,
      the('Service').spec.selector,
    ];
    for (const selector of selectors) {
      expect(api).toMatchObject(selector ?? { missing: 'selector' });
      expect(migration).not.toMatchObject(selector ?? {});
    }
    expect(the('Service').metadata.labels).toMatchObject(
      the('ServiceMonitor').spec.selector?.matchLabels ?? { missing: 'selector' },
    );
    const ports = the('Service').spec.ports?.map(({ name, targetPort }) => [name, targetPort]);
    expect(ports).toEqual([
      ['http', 'http'],
      ['management', 'management'],
    ]);
  });

  it('scale the API by a metric that it exposes', async () => {
    const { scaleTargetRef, metrics } = the('HorizontalPodAutoscaler').spec;
    const { kind, metadata } = the('Deployment');
    expect(scaleTargetRef).toMatchObject({ kind, name: metadata.name });
    const exposed = (await app.app.inject('/metrics')).body;
    expect(exposed).toContain(`# TYPE ${metrics?.[0]?.pods.metric.name ?? 'missing'} gauge`);
  });

  it('migrate with the command that the build makes', () => {
    const command = ['node', buildOutputOf('apps/cli/src/migrate.ts'), 'up'];
    expect(containerOf('Job').command).toEqual(command);
    expect(containerOf('Job').image).toBe(containerOf('Deployment').image);
  });

  it.each(['Deployment', 'Job'])(
    'run the %s without privileges and with secrets as files',
    (kind) => {
      expect(the(kind).spec.template.spec.securityContext.runAsNonRoot).toBe(true);
      const { securityContext, volumeMounts, env = [] } = containerOf(kind);
      expect(securityContext).toEqual({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
      expect(volumeMounts.map(({ mountPath }) => mountPath)).toContain('/run/secrets/strata');
      for (const { name } of env) expect(name).toMatch(/^NODE_ENV$|_FILE$/);
    },
  );
});
