const ledger_colours = {
  kernels: 'category-1', thread_wait: 'category-4', copies: 'category-6', device_wait: 'category-3', allocation: 'category-2',
  planning: 'category-7', inputs: 'category-5', outputs: 'category-9', executor: 'category-8', profiler: 'category-other',
};

function ledger_section() {
  const parts = listed('/ledger/parts');
  if (parts.length === 0) return null;
  const wall = profile.ledger.wall_us;
  const stack = element('div', {class: 'stack', role: 'img', 'aria-label': 'Parts of a run, stacked; the table below says the same'});
  for (const {item} of parts) {
    if (!(item.us > 0) || !(wall > 0)) continue;
    const piece = element('span', {class: item.name === 'unattributed' ? 'piece hatched' : 'piece', title: `${item.name}: ${format(item.us, 'us')}`});
    piece.style.flexGrow = item.us / wall;
    if (item.name !== 'unattributed') piece.style.background = `var(--${ledger_colours[item.name] ?? 'category-other'})`;
    if (item.us / wall > 0.12) piece.append(element('span', {class: 'piece-name'}, item.name.replaceAll('_', ' ')));
    stack.append(piece);
  }
  const scale = column_scale('us', parts.map(({item}) => item.us));
  const percent = column_scale('percent', [100]);
  const body = element('tbody', {}, ...parts.map(({item, path}) => element('tr', {class: item.us === 0 ? 'nothing' : ''},
    element('th', {scope: 'row'}, swatch(item.name === 'unattributed' ? null : ledger_colours[item.name] ?? 'category-other', item.name === 'unattributed' ? 'hatched' : ''),
      element('bdi', {}, item.name.replaceAll('_', ' '))),
    element('td', {class: 'number'}, figure(`${path}/us`, 'us', scale)),
    element('td', {class: 'number'}, figure(`${path}/percent`, 'percent', percent)),
    element('td', {class: 'meaning'}, item.meaning ? text_of(`${path}/meaning`) : ''))));
  const foot = typeof wall === 'number' ? element('tfoot', {}, element('tr', {}, element('th', {scope: 'row'}, 'a run'),
    element('td', {class: 'number'}, figure('/ledger/wall_us', 'us', scale)), element('td', {class: 'number'}, ''), element('td', {}, 'mean of the measured runs'))) : null;
  const heading = element('thead', {}, element('tr', {}, element('th', {scope: 'col'}, 'part'),
    element('th', {scope: 'col', class: 'number'}, 'time', element('span', {class: 'unit'}, ` ${scale.suffix}`)),
    element('th', {scope: 'col', class: 'number'}, 'of a run', element('span', {class: 'unit'}, ' %')), element('th', {scope: 'col'}, 'what it is')));
  return section('ledger', 'Where the time goes', 'Every microsecond of a run stands in exactly one part; the parts add up to the whole.',
    stack, element('div', {class: 'plain-scroll'}, element('table', {class: 'plain ledger-table'}, heading, body, foot)));
}
