const theme_order = ['auto', 'light', 'dark'];
const theme_listeners = new Set();
const prefers_dark = matchMedia('(prefers-color-scheme: dark)');
const category_count = 8;

function on_theme_change(listener) {
  theme_listeners.add(listener);
}

function announce_theme() {
  colour_cache.clear();
  for (const listener of theme_listeners) listener();
}

const colour_cache = new Map();

/** The value of a colour of theme.css, such as colour('ink'), in the theme that shows now: "rgb(1, 2, 3)". */
function colour(name) {
  let value = colour_cache.get(name);
  if (value === undefined) {
    tooltip.style.outlineColor = `var(--${name})`;
    value = getComputedStyle(tooltip).outlineColor;
    colour_cache.set(name, value);
  }
  return value;
}

function rgb_of(text) {
  return text.match(/\d+/g).map(Number);
}

/** The colour of a share of time from 0 (cold) to 1 (hot), between the stops heat-0 to heat-4 of the theme. */
function heat_colour(share) {
  const position = clamp(share, 0, 1) * 4;
  const step = Math.min(3, Math.floor(position));
  const low = rgb_of(colour(`heat-${step}`));
  const high = rgb_of(colour(`heat-${step + 1}`));
  const mixed = low.map((value, channel) => Math.round(value + (high[channel] - value) * (position - step)));
  return `rgb(${mixed.join(', ')})`;
}

/** Black or white, whichever reads better on heat_colour(share). */
function ink_on_heat(share) {
  const [r, g, b] = rgb_of(heat_colour(share)).map((value) => (value / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2 ? '#15171a' : '#ffffff';
}

/** A function from op type to the name of its colour: the operators that take most time have one of their own. */
function op_colours() {
  const totals = new Map();
  for (const node of profile.nodes ?? []) totals.set(node.op_type, (totals.get(node.op_type) ?? 0) + node.total_us);
  for (const event of profile.timeline?.events ?? []) {
    if (!totals.has(event.op_type)) totals.set(event.op_type, 0);
  }
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).slice(0, category_count);
  const names = new Map(ranked.map(([op], index) => [op, `category-${index + 1}`]));
  return {of: (op) => names.get(op) ?? 'category-other', ranked: ranked.map(([op]) => op), more: totals.size > ranked.length};
}

function theme_button() {
  let current = 'auto';
  const label = () => `Theme: ${current}`;
  const made = button(label(), () => {
    current = theme_order[(theme_order.indexOf(current) + 1) % theme_order.length];
    if (current === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = current;
    made.textContent = label();
    announce_theme();
  }, {class: 'quiet', id: 'theme-button'});
  return made;
}

prefers_dark.addEventListener('change', announce_theme);

let theme_on_screen = null;

/** Paper is light, whatever the screen is. */
addEventListener('beforeprint', () => {
  theme_on_screen = document.documentElement.dataset.theme ?? null;
  document.documentElement.dataset.theme = 'light';
  announce_theme();
});
addEventListener('afterprint', () => {
  if (theme_on_screen === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme_on_screen;
  announce_theme();
});
