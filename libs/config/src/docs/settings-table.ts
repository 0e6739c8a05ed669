import { GROUPS } from '../engine/setting';
import type { SettingDescription } from './describe-settings';
import { defaultsOf } from './env-example';

/** The settings as Markdown tables, one per chapter, exempt from reformatting by Prettier. */
export function renderSettingsTable(settings: readonly SettingDescription[]): string {
  const chapters = GROUPS.flatMap((group) =>
    renderChapter(
      group,
      settings.filter((setting) => setting.group === group),
    ),
  );
  return ['<!-- prettier-ignore-start -->', ...chapters, '<!-- prettier-ignore-end -->'].join('\n');
}

function renderChapter(group: string, settings: readonly SettingDescription[]): string[] {
  const header = ['| Variable | Meaning | Allowed | Default |', '| --- | --- | --- | --- |'];
  return [`**${group}**`, '', ...header, ...settings.map(renderRow), ''];
}

function renderRow(setting: SettingDescription): string {
  const { description, unit, allowed } = setting;
  const range = unit === undefined ? allowed : `${allowed} (${unit})`;
  const cells = [variables(setting), description, range, defaultsOf(setting)];
  return `| ${cells.map(cell).join(' | ')} |`;
}

function variables({ name, aliases, fileVariable }: SettingDescription): string {
  const others = [...aliases, ...(fileVariable === undefined ? [] : [fileVariable])];
  const also = others.length > 0 ? ` (also ${others.map(code).join(', ')})` : '';
  return code(name) + also;
}

function code(name: string): string {
  return `\`${name}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
}
