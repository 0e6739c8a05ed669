import { GROUPS } from '../engine/setting';
import type { SettingDescription } from './describe-settings';

const COLUMNS = 100;

const PREAMBLE = [
  'Settings of Strata. Copy this file to .env and remove the "#" before what you change: every line',
  'here is optional in development. Production requires DATABASE_URL, and AUTH_JWT_SECRET or',
  'AUTH_JWKS_URL. Variables of the process win over those of .env. A secret can be read from a file:',
  'set its _FILE variable to the path. Generated from libs/config; do not edit by hand.',
];

/** The text of `.env.example`: every setting, chapter by chapter, each line commented out. */
export function renderEnvExample(settings: readonly SettingDescription[]): string {
  const chapters = GROUPS.map((group) => [
    '',
    `# ---------- ${group} ----------`,
    ...settings.filter((setting) => setting.group === group).flatMap(renderSetting),
  ]);
  return [...PREAMBLE.map((line) => `# ${line}`), ...chapters.flat(), ''].join('\n');
}

function renderSetting(setting: SettingDescription): string[] {
  const comment = [setting.description, facts(setting).join(' ')].flatMap(wrap);
  return ['', ...comment.map((line) => `# ${line}`), `#${setting.name}=${setting.sample}`];
}

function facts(setting: SettingDescription): string[] {
  const { allowed, unit, aliases, fileVariable } = setting;
  return [
    `Allowed: ${allowed}${unit === undefined ? '' : ` (${unit})`}.`,
    `Default: ${defaultsOf(setting)}.`,
    ...(aliases.length > 0 ? [`Also read as ${aliases.join(', ')}.`] : []),
    ...(fileVariable === undefined ? [] : [`From a file: ${fileVariable}.`]),
  ];
}

/** The defaults of a setting in one phrase. */
export function defaultsOf({ default: usual, productionDefault }: SettingDescription): string {
  return productionDefault === undefined ? usual : `${usual}; in production ${productionDefault}`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    const isRoom = line !== undefined && line.length + word.length + 3 <= COLUMNS;
    if (isRoom) lines.splice(-1, 1, `${line} ${word}`);
    else lines.push(word);
  }
  return lines;
}
