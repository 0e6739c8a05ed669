import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { findProgram } from '../../support/programs/find-program';

const OVERLAYS = resolve(__dirname, '../../../deploy/k8s/overlays');
const KUBECTL = {
  names: ['kubectl'],
  packages: ['kubernetes-client'],
  path: 'usr/bin/kubectl',
  versionArgs: ['version', '--client'],
};

type Labels = Readonly<Record<string, string>>;

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: string[] } } };
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly securityContext: {
    readonly readOnlyRootFilesystem: boolean;
    readonly allowPrivilegeEscalation: boolean;
    readonly capabilities: { readonly drop: readonly string[] };
  };
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Labels };
  readonly spec: {
    readonly terminationGracePeriodSeconds?: number;
    readonly securityContext: { readonly runAsNonRoot: boolean };
    readonly containers: readonly Container[];
  };
}

/** The part of an object of the cluster that is looked at; each kind has some of it. */
export interface ClusterObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Labels;
  };
  readonly data?: Labels;
  readonly spec: {
    readonly selector?: Labels & { readonly matchLabels?: Labels };
    readonly template: PodTemplate;
    readonly ports?: readonly { readonly name: string; readonly targetPort: string }[];
    readonly ingress?: readonly {
      readonly from: readonly { readonly namespaceSelector: { readonly matchLabels: Labels } }[];
      readonly ports: readonly { readonly port: string }[];
    }[];
    readonly endpoints?: readonly { readonly port: string; readonly path: string }[];
    readonly scaleTargetRef?: { readonly kind: string; readonly name: string };
    readonly metrics?: readonly { readonly pods: { readonly metric: { readonly name: string } } }[];
  };
}

/** What `kubectl apply -k` would send for an overlay. */
export async function renderOverlay(name: string): Promise<ClusterObject[]> {
  const { command, env } = await findProgram(KUBECTL);
  const { stdout } = await promisify(execFile)(command, ['kustomize', join(OVERLAYS, name)], {
    env,
  });
  // This repository's own manifests, in the kinds that the tests look at.
  return parseAllDocuments(stdout).map((document) => document.toJS() as ClusterObject);
}
