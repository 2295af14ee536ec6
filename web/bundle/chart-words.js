// The registry of named functions: numbers in the page's language (true minus
// sign, narrow space before % in German), labels, tooltips and drawn shapes.
// Words of a tooltip come from the option itself: x-texts, axis names, x-unit.
import { colour } from './chart-colours.js';

const MINUS = '\u2212';
const NARROW_SPACE = '\u202f';

const language = () => (document.documentElement.lang === 'en' ? 'en-GB' : 'de-DE');
const percentGap = () => (document.documentElement.lang === 'en' ? '' : NARROW_SPACE);

function number(value, digits, sign = 'auto') {
  const format = new Intl.NumberFormat(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: sign });
  return format.format(value).replace('-', MINUS);
}

const percent = (value) => number(value, 0) + percentGap() + '%';
const absPercent = (value) => percent(Math.abs(value));

// Axis labels get a number, series labels a parameter object.
const plain = (input) => {
  const value = input && typeof input === 'object' ? input.value : input;
  return Array.isArray(value) ? value[0] : value;
};
const absent = (text) => (input) => (plain(input) == null ? '' : text(plain(input)));

export const formats = {
  absPercent: absent(absPercent),
  percent: absent(percent),
  dec0: absent((v) => number(v, 0)),
  dec1: absent((v) => number(v, 1)),
  signed0: absent((v) => number(v, 0, 'exceptZero')),
  signed1: absent((v) => number(v, 1, 'exceptZero')),
  x1: absent((v) => number(v, 1)),
  from3: absent((v) => number(v + 3, v % 1 ? 1 : 0)),
  from3dec1: absent((v) => number(v + 3, 1)),
  cell1: ({ value }) => (value[2] == null || value[2] === '-' ? '' : number(value[2], 1)),
  cellSigned1: ({ value }) => (value[2] == null || value[2] === '-' ? '' : number(value[2], 1, 'exceptZero')),
};

const list = (lines) => lines.filter(Boolean).join('\n');
const amount = (option, value, sign) => number(value, 0, sign) + (option['x-unit'] ? '\u00a0' + option['x-unit'] : '');

// Each takes the whole option and gives ECharts' tooltip formatter. Plain text
// only: tooltips are drawn as text, never as markup.
export const tooltips = {
  // What the server wrote for each point, once where several series say the same.
  text: () => (input) => {
    const items = [].concat(input);
    const head = Array.isArray(input) ? items[0]?.axisValueLabel ?? items[0]?.name : '';
    return list([...new Set([head?.split('\n')[0], ...items.flatMap(({ data }) => data?.['x-text']?.split('\n') ?? [])])]);
  },
  partnerCostBenefit: (option) => ({ name, value }) => (name && list([
    name,
    `${option['x-texts']?.cost ?? ''} ${amount(option, value[0])}`.trim(),
    `${option['x-texts']?.benefit ?? ''} ${amount(option, value[1])}`.trim(),
    `${option['x-texts']?.balance ?? ''} ${amount(option, value[1] - value[0], 'exceptZero')}`.trim(),
  ])),
  likert: () => (items) => {
    const shares = new Map();
    for (const { seriesName, value } of items) if (value) shares.set(seriesName, (shares.get(seriesName) ?? 0) + Math.abs(value));
    return list([items[0].name, ...[...shares].map(([name, share]) => `${name}: ${absPercent(share)}`)]);
  },
  mean: () => (items) => {
    const line = items.find((item) => item.value != null && item.seriesType === 'line' && !item.data?.['x-band'] && item.seriesIndex === items.at(-1).seriesIndex);
    return line ? `${line.axisValue}: ${number(line.value, 1)}` : '';
  },
  lines1: () => (items) => list([items[0].axisValue, ...items.filter(({ value }) => value != null).map(({ seriesName, value }) => `${seriesName}: ${number(value, 1)}`)]),
  percentList: () => (items) => list(items.filter(({ seriesName }) => seriesName).map((item) => `${item.seriesName}: ${percent(plain(item))}`)),
  point1: () => (item) => `${item.name || item.seriesName}: ${number(plain(item), 1)}`,
  from3: () => (item) => `${item.name}: ${number(item.value + 3, 1)}`,
  signedBar: (option) => (item) => (item.value == null ? '' : `${item.name}: ${amount(option, item.value, 'exceptZero')}`),
  gantt: (option) => (item) => `${item.name}: ${percent(item.value[3] * 100)} ${option['x-texts']?.done ?? ''}`.trim(),
  cell: (option) => ({ value }) => `${option.yAxis.data[value[1]]}, ${option.xAxis.data[value[0]]}: ${number(value[2], 1, 'exceptZero')}`,
  edge: () => (item) => (item.dataType === 'edge' ? `${item.data.source} – ${item.data.target}: ${number(item.data.value, 1)}` : item.name),
};

// A bar of the plan (from value 1 to 2 in row 0, done share in value 3, delayed until value 4); a day is a diamond.
function gantt(params, api) {
  const [x, y] = api.coord([api.value(1), api.value(0)]);
  const width = api.coord([api.value(2), api.value(0)])[0] - x;
  const until = api.value(4) > api.value(2) ? api.coord([api.value(4), api.value(0)])[0] - x : width;
  const delay = { type: 'rect', shape: { x: width, y: -4, width: until - width, height: 8, r: [0, 4, 4, 0] }, style: { fill: colour('neg') } };
  if (width < 2) {
    const diamond = { type: 'path', shape: { pathData: 'M0,-9 L9,0 L0,9 L-9,0 Z' }, style: { fill: colour('ink') } };
    return { type: 'group', x, y, children: [delay, diamond] };
  }
  const bar = { x: 0, y: -8, width, height: 16, r: 4 };
  return {
    type: 'group', x, y, children: [
      delay,
      { type: 'rect', shape: bar, style: { fill: colour('track') } },
      { type: 'rect', shape: { ...bar, width: width * api.value(3) }, style: { fill: colour('primary') } },
    ],
  };
}

// The mark of a plan: a short upright line across the bar of its row.
function planMark(params, api) {
  const [x, y] = api.coord([api.value(0), api.value(1)]);
  return { type: 'rect', shape: { x: x - 2, y: y - 14, width: 4, height: 28 }, style: { fill: colour('ink') } };
}

export const shapes = { gantt, planMark };
