// Colours by name. "var:--c-1" anywhere in an option is the stylesheet's value
// of that property; x-role names are the short form for a series.
const ROLES = {
  ink: 'ink', muted: 'muted', line: 'line', surface: 'surface', track: 'track', primary: '1', pos: '1', neg: '2',
  neg2: 'neg2', neg1: 'neg1', negm: 'negm', neu: 'neu', posm: 'posm', pos1: 'pos1', pos2: 'pos2',
};
const ON_FILL = { primary: 'on-1', pos2: 'on-pos2', neg2: 'on-neg2' };

const property = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const colour = (role) => property('--c-' + (ROLES[role] ?? ROLES.primary));
export const onFill = (role) => property('--c-' + (ON_FILL[role] ?? 'on-mid'));

export function resolveColours(node) {
  if (typeof node === 'string') return node.startsWith('var:') ? property(node.slice(4)) : node;
  if (!node || typeof node !== 'object') return node;
  for (const key of Object.keys(node)) node[key] = resolveColours(node[key]);
  return node;
}
