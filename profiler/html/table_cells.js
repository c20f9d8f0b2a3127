/** Fills in what a column leaves open: its width, and the one scale of its figures. */
function prepare_column(column, rows) {
  column.width ??= column.grows ? 0 : column.unit ? (column.bar ? 116 : 70) : 160;
  if (!column.unit) return;
  column.value = (item) => field_of(item, column.field);
  column.scale = column_scale(column.unit, rows.map(({item}) => column.value(item)).filter((value) => typeof value === 'number'));
  const room = 22 + 8 * format_in(column.scale, Math.max(0, ...rows.map(({item}) => column.value(item) ?? 0))).length;
  column.width = Math.max(column.width, column.bar ? room + 50 : room, 40 + 7 * (column.title.length + column.scale.suffix.length));
}

/** As CSS writes it: a column may take its width from the style sheet. */
function css_width({width}) {
  return typeof width === 'number' ? `${width}px` : width;
}

function column_width(column) {
  const made = element('col', {});
  if (!column.grows) made.style.width = css_width(column);
  return made;
}

function table_cell(column, row) {
  if (column.draw) return element('td', {class: 'text'}, column.draw(row));
  if (!column.unit) {
    const text = column.text(row.item) ?? '';
    return element('td', {class: 'text', title: text}, element('bdi', {'data-path': column.field && `${row.path}/${column.field}`}, text));
  }
  const made = element('td', {class: 'number'}, figure(`${row.path}/${column.field}`, column.unit, column.scale));
  if (column.bar) made.prepend(bar((column.value(row.item) ?? 0) / column.bar));
  return made;
}

function spacer(height, columns) {
  if (height <= 0) return null;
  const cell = element('td', {colspan: columns});
  cell.style.height = `${height}px`;
  return element('tr', {class: 'spacer', 'aria-hidden': 'true'}, cell);
}

/** Numbers by size, texts by their letters, what is absent last; equal rows stay in the order of the profile. */
function row_order(column, descending) {
  const key = column.value ?? column.text;
  const sign = descending ? -1 : 1;
  return (left, right) => {
    const a = key(left.item);
    const b = key(right.item);
    const a_absent = a === undefined || a === null;
    const b_absent = b === undefined || b === null;
    if (a_absent || b_absent) return Number(a_absent) - Number(b_absent);
    return a < b ? -sign : a > b ? sign : 0;
  };
}

function row_count_text(shown, all) {
  const noun = all === 1 ? 'row' : 'rows';
  return shown === all ? `${format(all, 'count')} ${noun}` : `${format(shown, 'count')} of ${format(all, 'count')} ${noun}`;
}
