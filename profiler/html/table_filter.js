const chips_in_sight = 10;

/** The box and the chips above a table; every word must occur, and of each group of chips one that is pressed. */
function add_filter(table) {
  const box = element('input', {
    type: 'search', placeholder: 'Filter', 'aria-label': `Filter: ${table.label}`, autocomplete: 'off', spellcheck: 'false',
    oninput: () => {
      table.query = box.value;
      rearranged(table);
    },
  });
  table.filter_box = box;
  table.count = element('span', {class: 'row-count', role: 'status'});
  table.tools.append(box);
  for (const group of table.filter.chips ?? []) {
    const chips = chip_group(table, group);
    if (chips) table.tools.append(chips);
  }
  table.tools.append(table.count);
}

function rearranged(table) {
  table.active = 0;
  table.scroller.scrollTop = 0;
  table.arrange();
}

function chip_group(table, group) {
  const counts = new Map();
  for (const {item} of table.rows) {
    const value = group.value(item);
    if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  if (counts.size < 2) return null;
  const chosen = new Set();
  table.chosen.set(group, chosen);
  const chips = [...counts].sort((a, b) => b[1] - a[1]).map(([value, count]) => chip(table, chosen, value, count));
  const made = element('div', {class: 'chips', role: 'group', 'aria-label': group.title}, ...chips.slice(0, chips_in_sight));
  const rest = chips.slice(chips_in_sight);
  if (rest.length > 0) {
    const more = button(`${rest.length} more`, () => {
      more.replaceWith(...rest);
      rest[0].focus();
    }, {class: 'chip more'});
    made.append(more);
  }
  return made;
}

function chip(table, chosen, value, count) {
  const made = button('', () => {
    if (!chosen.delete(value)) chosen.add(value);
    made.setAttribute('aria-pressed', chosen.has(value));
    rearranged(table);
  }, {class: 'chip', 'aria-pressed': 'false', 'data-chip': value});
  made.append(element('bdi', {}, value), element('span', {class: 'chip-count'}, format(count, 'count')));
  return made;
}

function passes_filter(table, item) {
  for (const [group, chosen] of table.chosen) {
    if (chosen.size > 0 && !chosen.has(group.value(item))) return false;
  }
  if (table.query.trim() === '') return true;
  const text = table.filter.text(item).toLowerCase();
  return table.query.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function clear_filter(table) {
  table.query = '';
  if (table.filter_box) table.filter_box.value = '';
  for (const chosen of table.chosen.values()) chosen.clear();
  for (const pressed of table.tools.querySelectorAll('[aria-pressed=true]')) pressed.setAttribute('aria-pressed', 'false');
  table.arrange();
}
