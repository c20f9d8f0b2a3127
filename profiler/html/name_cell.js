const tail_length = 18;
const right_to_left = /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name that gives up its middle, not its end, where there is little room: the end is what tells nodes apart. */
function name_text(name, path = null) {
  const shown = name === '' ? '(no name)' : name;
  const cut = Math.max(0, shown.length - tail_length);
  const slash = shown.indexOf('/', cut);
  let at = cut === 0 ? 0 : slash > 0 && slash < shown.length - 1 ? slash + 1 : cut;
  if (right_to_left.test(shown)) at = 0;
  if (/[\udc00-\udfff]/.test(shown.charAt(at))) ++at;
  return element('span', {class: 'name', dir: 'ltr', title: shown, 'data-path': name === '' ? null : path},
    element('bdi', {class: 'name-head'}, shown.slice(0, at)), element('bdi', {class: 'name-tail'}, shown.slice(at)));
}

/** A small square in a colour of the theme. */
function swatch(name, kind = '') {
  const made = element('span', {class: `swatch ${kind}`, 'aria-hidden': 'true'});
  if (name) made.style.background = `var(--${name})`;
  return made;
}

function name_column(title = 'node', extra = {}) {
  return {
    title, field: 'name', grows: true, text: (item) => item.name,
    draw: ({item, path}) => name_text(String(item.name ?? ''), `${path}/name`), ...extra,
  };
}

function op_column() {
  return {
    title: 'operator', field: 'op_type', width: 'var(--op-width)', text: (item) => item.op_type,
    draw: ({item, path}) => element('span', {class: 'op'}, swatch(report_colours.of(item.op_type)),
      element('bdi', {'data-path': `${path}/op_type`, title: item.op_type}, item.op_type ?? '')),
  };
}
