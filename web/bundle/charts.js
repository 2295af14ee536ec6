// Draws every .chart[data-src]: the option comes as JSON from the server, the
// functions in it by name from chart-words.js, the colours by name from the
// stylesheet. Draws again when width class, colour scheme or page change.
import { complete } from './chart-option.js';

const NARROW = 480;
const drawn = new Map();

const isNarrow = (element) => element.clientWidth < NARROW;

function start(element) {
  const locale = document.documentElement.lang === 'de' ? 'DE' : 'EN';
  const entry = { chart: echarts.init(element, null, { renderer: 'svg', locale }), narrow: isNarrow(element), text: '' };
  entry.observer = new ResizeObserver(() => {
    if (!element.clientWidth) return;
    entry.chart.resize();
    if (entry.narrow !== isNarrow(element)) draw(element);
  });
  entry.observer.observe(element);
  drawn.set(element, entry);
  return entry;
}

async function fetchOption(element) {
  const response = await fetch(element.dataset.src, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${element.dataset.src}: ${response.status}`);
  return response.text();
}

async function draw(element) {
  let entry = drawn.get(element);
  if (!entry) {
    const text = await fetchOption(element);
    element.replaceChildren();
    entry = start(element);
    entry.text = text;
  }
  entry.narrow = isNarrow(element);
  entry.chart.setOption(complete(JSON.parse(entry.text), entry.narrow), true);
}

// Without its picture a chart keeps its table, which is opened for the reader.
function giveUp(element) {
  const table = element.closest('figure')?.querySelector('details');
  if (table) table.open = true;
  element.hidden = true;
}

function drop() {
  for (const [element, entry] of drawn) {
    if (element.isConnected) continue;
    entry.observer.disconnect();
    entry.chart.dispose();
    drawn.delete(element);
  }
}

async function drawAll() {
  drop();
  await Promise.all([...document.querySelectorAll('.chart[data-src]')].map((element) => draw(element).catch(() => giveUp(element))));
  document.documentElement.dataset.chartsReady = '';
}

const fit = () => drawn.forEach(({ chart }) => chart.resize());

document.addEventListener('htmx:after:swap', drawAll);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
addEventListener('beforeprint', fit);
addEventListener('afterprint', fit);
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', drawAll);
else drawAll();
