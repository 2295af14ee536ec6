// Completes an option from the server: colours, fonts and the x-... extras.
//
//   x-compact   overrides for a frame narrower than 480 px
//   x-format    on any label, axis or tooltip: the name of its formatter;
//               on the option itself {axis, tooltip}: for all value axes and the tooltip
//   x-label     on a label, the same as x-format
//   x-role      on a series: its colour ("hollow": outline only, "sign": by sign)
//   x-points    on a scatter: colour and hollowness per point (x-status, x-hollow)
//   x-render    on a custom series: the shape's name
//   x-today     on a markLine: in the colour of warnings
import { colour, onFill, resolveColours } from './chart-colours.js';
import { formats, shapes, tooltips } from './chart-words.js';

const FONT_SIZE = 12;
// ECharts takes a line's height from a glyph that many systems' fonts lack.
const LINE_HEIGHT = 15;
const INSIDE_BAR = 18;

const isObject = (value) => value && typeof value === 'object' && !Array.isArray(value);

function merge(base, over) {
  for (const [key, value] of Object.entries(over)) {
    if (isObject(value)) base[key] = merge(isObject(base[key]) ? base[key] : {}, value);
    else if (Array.isArray(value) && value.some(isObject)) base[key] = value.map((item, i) => merge(base[key]?.[i] ?? {}, item));
    else base[key] = value;
  }
  return base;
}

function nameFormatters(node) {
  if (!node || typeof node !== 'object') return;
  const name = node['x-format'] ?? node['x-label'];
  if (typeof name === 'string' && formats[name]) node.formatter = formats[name];
  Object.values(node).forEach(nameFormatters);
}

function completeAxis(axis, format) {
  const isValue = axis.type === 'value';
  axis.axisLabel = { fontSize: FONT_SIZE, lineHeight: LINE_HEIGHT, ...axis.axisLabel, color: colour(axis.type === 'category' ? 'ink' : 'muted') };
  axis.nameTextStyle = { ...axis.nameTextStyle, color: colour('muted') };
  axis.splitLine = { show: axis.splitLine?.show ?? isValue, lineStyle: { color: colour('line') } };
  axis.axisLine = { ...axis.axisLine, lineStyle: { color: colour('line') } };
  if (isValue && !axis.axisLabel.formatter) axis.axisLabel.formatter = formats[format] ?? formats.dec0;
}

function completeTooltip(option, name) {
  option.tooltip = {
    ...option.tooltip, renderMode: 'richText', confine: true,
    backgroundColor: colour('surface'), borderColor: colour('line'), textStyle: { color: colour('ink'), fontSize: FONT_SIZE },
  };
  if (tooltips[name]) option.tooltip.formatter = tooltips[name](option);
}

const hollow = (ink) => ({ opacity: 1, color: colour('surface'), borderColor: ink, borderWidth: 3 });

function signedData(series, option) {
  const lying = series.type === 'bar' && option.yAxis?.type === 'category';
  return series.data.map((value) => (value == null ? value : {
    value,
    itemStyle: { color: colour(value < 0 ? 'neg' : 'primary') },
    label: { backgroundColor: colour('surface'), position: lying ? (value < 0 ? 'left' : 'right') : (value < 0 ? 'bottom' : 'top') },
  }));
}

function stackLabels(series, narrow) {
  for (const item of series.data) {
    if (!item?.label) continue;
    const fits = item.label.show && (!narrow || Math.abs(item.value) >= INSIDE_BAR);
    item.label = fits
      ? { show: true, position: 'inside', fontSize: FONT_SIZE, lineHeight: LINE_HEIGHT, color: onFill(series['x-role']), formatter: formats.absPercent }
      : { show: false };
  }
}

function completeLabel(series, role) {
  const label = { fontSize: FONT_SIZE, lineHeight: LINE_HEIGHT, ...series.label };
  label.color ??= label.position?.startsWith('inside') ? onFill(role) : colour('ink');
  if (role === 'sign') Object.assign(label, { backgroundColor: colour('surface'), padding: [1, 3] });
  series.label = label;
}

function completeSeries(series, option, narrow) {
  const role = series['x-role'];
  if (series['x-render']) series.renderItem = shapes[series['x-render']];
  if (role === 'hollow') series.itemStyle = hollow(colour('primary'));
  else if (role && role !== 'sign') series.itemStyle = { ...series.itemStyle, color: colour(role) };
  if (role === 'sign') series.data = signedData(series, option);
  if (series.type === 'scatter') series.itemStyle = { opacity: 1, ...series.itemStyle };
  if (series['x-points']) for (const point of series.data) point.itemStyle = point['x-hollow'] ? hollow(colour(point['x-status'])) : { color: colour(point['x-status']) };
  if (series.type === 'line') {
    series.lineStyle = { ...series.lineStyle, color: colour(role) };
    series.itemStyle = { color: colour(role) };
    if (series.areaStyle) series.areaStyle.color = colour(role);
  }
  if (series.type === 'bar' && series.stack) stackLabels(series, narrow);
  if (series.label) completeLabel(series, role);
  if (series.markLine) completeMark(series.markLine);
}

function completeMark(mark) {
  mark.lineStyle = { type: 'dashed', width: 1.5, ...mark.lineStyle, color: colour(mark['x-today'] ? 'neg' : 'muted') };
  mark.label = { fontSize: FONT_SIZE, lineHeight: LINE_HEIGHT, ...mark.label, color: colour('ink') };
  mark.animation = false;
}

const each = (value) => (value == null ? [] : [].concat(value));

export function complete(option, narrow) {
  if (narrow && option['x-compact']) merge(option, option['x-compact']);
  resolveColours(option);
  nameFormatters(option);
  const wanted = option['x-format'] ?? {};
  option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily, color: colour('ink') };
  option.animation = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (option.aria) option.aria.decal = { show: document.documentElement.hasAttribute('data-decal') };
  for (const axis of [...each(option.xAxis), ...each(option.yAxis)]) completeAxis(axis, wanted.axis);
  for (const legend of each(option.legend)) Object.assign(legend, { itemGap: 12, ...legend, textStyle: { color: colour('ink'), fontSize: FONT_SIZE }, selectedMode: false });
  completeTooltip(option, wanted.tooltip);
  for (const series of each(option.series)) completeSeries(series, option, narrow);
  for (const map of each(option.visualMap)) map.textStyle = { color: colour('ink'), fontSize: FONT_SIZE };
  return option;
}
