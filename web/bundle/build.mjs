// Builds web/static from web/styles and web/bundle; the same input gives the same bytes.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const at = (...parts) => join(root, ...parts);

function buildStyles() {
  for (const name of ['app', 'survey']) {
    execFileSync(process.execPath, [at('node_modules/@tailwindcss/cli/dist/index.mjs'),
      '--input', at('web/styles', name + '.css'), '--output', at('web/static', name + '.css'), '--minify'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

async function buildScripts() {
  const options = { bundle: true, minify: true, format: 'iife', target: 'es2022', charset: 'utf8', legalComments: 'none', absWorkingDir: root };
  const scripts = {
    'respond.js': 'respond.js', 'app.js': 'app.js', 'charts.js': 'charts.js', 'vendor/echarts.min.js': 'echarts.js',
  };
  for (const [out, source] of Object.entries(scripts)) {
    await build({ ...options, entryPoints: [at('web/bundle', source)], outfile: at('web/static', out) });
  }
}

function copyVendored() {
  const copies = {
    'htmx.org/dist/htmx.min.js': 'htmx.min.js', 'htmx.org/LICENSE': 'htmx.LICENSE',
    'echarts/LICENSE': 'echarts.LICENSE', 'echarts/NOTICE': 'echarts.NOTICE',
    '@tabler/icons/LICENSE': 'tabler-icons.LICENSE',
  };
  for (const [from, to] of Object.entries(copies)) cpSync(at('node_modules', from), at('web/static/vendor', to));
}

function buildIcons() {
  const names = readFileSync(at('web/styles/icons.txt'), 'utf8').split('\n').filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(at('node_modules/@tabler/icons/icons/outline', name + '.svg'), 'utf8');
    const shapes = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).replace(/\s*\n\s*/g, '').replace(/ \/>/g, '/>');
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  writeFileSync(at('web/static/icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);
}

mkdirSync(at('web/static/vendor'), { recursive: true });
buildIcons();
copyVendored();
await buildScripts();
buildStyles();
