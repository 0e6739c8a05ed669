import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

export const DEPLOY = resolve(__dirname, '../../../deploy');
export const PROMTOOL = {
  names: ['promtool'],
  packages: ['prometheus'],
  path: 'usr/bin/promtool',
  versionArgs: ['--version'],
};

/** A recording rule or an alert. */
export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly annotations?: { readonly summary: string; readonly runbook: string };
}

export interface Panel {
  readonly title: string;
  readonly type: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly { readonly expr: string }[];
}

export function textOf(path: string): string {
  return readFileSync(join(DEPLOY, path), 'utf8');
}

/** Every rule of deploy/prometheus/rules.yml. */
export function rules(): readonly Rule[] {
  const file = parse(textOf('prometheus/rules.yml')) as { groups: { rules: Rule[] }[] };
  return file.groups.flatMap((group) => group.rules);
}

/** Every panel of the dashboard. */
export function panels(): readonly Panel[] {
  return (JSON.parse(textOf('grafana/strata.json')) as { panels: Panel[] }).panels;
}

const KEYWORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);

/** The metrics that a PromQL expression names. */
export function metricsOf(expression: string): string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\b\s*(?:\([^)]*\))?/g, ' ');
  const names = [...bare.matchAll(/(?<![\w:.])([a-z_][\w:]*)(?!\s*\(|[\w:])/gi)];
  return names.map(([, name = '']) => name).filter((name) => !KEYWORDS.has(name.toLowerCase()));
}

/** The labels by which an expression selects series, with their metric. */
export function selectorsOf(expression: string): { metric: string; labels: string[] }[] {
  return [...expression.matchAll(/([a-z_][\w:]*)\{([^}]*)\}/gi)].map(([, metric = '', inner]) => ({
    metric,
    labels: [...(inner ?? '').matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  }));
}
