import type { Mark } from '../run-record';
import { linearScale, logScale, timeScale, type Scale } from './scale';

/** One line of a chart; undefined leaves a gap. */
export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [atSeconds: number, value: number | undefined])[];
}

/** One chart over the time of a run. */
export interface Chart {
  readonly title: string;
  /** Of the values. */
  readonly unit: string;
  readonly logarithmic?: boolean;
  readonly series: readonly Series[];
}

/** What all charts of a run share. */
export interface TimeLine {
  readonly endSeconds: number;
  /** 0: none is shown. */
  readonly warmUpSeconds: number;
  readonly marks: readonly Mark[];
}

const WIDTH = 1_040;
const HEIGHT = 300;
const LEFT = 78;
const RIGHT = 16;
const TOP = 44;
const BOTTOM = 44;
/** Labels of marks stand in rows, so that neighbours do not overlap. */
const LABEL_ROWS = 2;
const LABEL_ROW_HEIGHT = 15;
const MINUTES_FROM_SECONDS = 600;

/** A chart as a piece of HTML: title, legend and an SVG. */
export function drawn(chart: Chart, time: TimeLine): string {
  const x = timeScale(time.endSeconds);
  const values = chart.series.flatMap(({ points }) =>
    points.map(([, value]) => value).filter((value) => value !== undefined),
  );
  const y = chart.logarithmic ? logScale(values) : linearScale(values);
  const legend = chart.series.map(
    ({ name, colour }) => `<span><i style="background:${colour}"></i>${escaped(name)}</span>`,
  );
  return `<section><h2>${escaped(chart.title)}</h2><p class="legend">${legend.join('')}</p>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(chart.title)}">
${warmUp(time, x)}${grid(y)}${axes(chart.unit, time.endSeconds, x)}
${time.marks.map((mark, index) => markLine(mark, index, x)).join('\n')}
${chart.series.map((series) => curve(series, x, y)).join('\n')}
</svg></section>`;
}

/** `text` as it is written in HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function across(x: Scale, atSeconds: number): string {
  return (LEFT + Math.min(1, x.place(atSeconds)) * (WIDTH - LEFT - RIGHT)).toFixed(1);
}

function down(y: Scale, value: number): string {
  return (HEIGHT - BOTTOM - y.place(value) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
}

function warmUp({ warmUpSeconds }: TimeLine, x: Scale): string {
  if (warmUpSeconds === 0) return '';
  const width = Number(across(x, warmUpSeconds)) - LEFT;
  return `<rect class="warm-up" x="${LEFT}" y="${TOP}" width="${width.toFixed(1)}" height="${HEIGHT - TOP - BOTTOM}"/>
<text class="mark" x="${LEFT + 4}" y="${TOP + 14}">warm-up</text>`;
}

function grid(y: Scale): string {
  const lines = y.ticks.map((tick) => {
    const at = down(y, tick);
    return `<path class="grid" d="M${LEFT} ${at}H${WIDTH - RIGHT}"/>
<text class="tick" x="${LEFT - 8}" y="${at}" dy="4" text-anchor="end">${short(tick)}</text>`;
  });
  return lines.join('\n');
}

function axes(unit: string, endSeconds: number, x: Scale): string {
  const inMinutes = endSeconds > MINUTES_FROM_SECONDS;
  const ticks = x.ticks.map((tick) => {
    const text = short(inMinutes ? tick / 60 : tick);
    const at = across(x, tick);
    return `<path class="axis" d="M${at} ${HEIGHT - BOTTOM}v5"/>
<text class="tick" x="${at}" y="${HEIGHT - BOTTOM + 19}" text-anchor="middle">${text}</text>`;
  });
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  return `${ticks.join('\n')}
<path class="axis" d="M${LEFT} ${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"/>
<text class="unit" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${inMinutes ? 'minutes' : 'seconds'} from the start</text>
<text class="unit" transform="translate(18 ${middle}) rotate(-90)" text-anchor="middle">${escaped(unit)}</text>`;
}

/** A line where something began, and a shade for as long as it took. */
function markLine({ label, beganAt, endedAt }: Mark, index: number, x: Scale): string {
  const [from, to] = [across(x, beganAt), across(x, endedAt)];
  const row = 1 + (index % LABEL_ROWS);
  const isRight = x.place(beganAt) > 0.8;
  const anchor = isRight ? `x="${from}" dx="-4" text-anchor="end"` : `x="${from}" dx="4"`;
  return `<rect class="lasting" x="${from}" y="${TOP}" width="${(Number(to) - Number(from)).toFixed(1)}" height="${HEIGHT - TOP - BOTTOM}"/>
<path class="mark-line" d="M${from} ${row * LABEL_ROW_HEIGHT - 9}V${HEIGHT - BOTTOM}"/>
<text class="mark" ${anchor} y="${row * LABEL_ROW_HEIGHT}">${escaped(label)}</text>`;
}

function curve({ colour, points }: Series, x: Scale, y: Scale): string {
  let isDrawing = false;
  const path = points.map(([atSeconds, value]) => {
    if (value === undefined) {
      isDrawing = false;
      return '';
    }
    const command = isDrawing ? 'L' : 'M';
    isDrawing = true;
    return `${command}${across(x, atSeconds)} ${down(y, value)}`;
  });
  return `<path class="curve" stroke="${colour}" d="${path.join('')}"/>`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
