const row_height = 30;
const overscan = 10;
const printed_rows = 200;
let table_count = 0;

/**
 * A table of any length: only the rows in sight exist. `columns`: {title, unit, field, width, text, draw, hint, bar, sort}; a column
 * with a `unit` shows numbers at `field` (below the row's pointer), all in one scale; one with `text(item)` shows text; `draw(row)`
 * makes the cell itself and `text` is what sorting uses. Columns of numbers that no row has are left out. `rows`: {item, path}.
 * `details(row)`: an element shown below a row that is opened. `filter`: {text(item), chips: [{title, value(item)}]}.
 */
class DataTable {
  constructor({label, columns, rows, sort = null, filter = null, details = null, sortable = true, tree = null}) {
    Object.assign(this, {label, rows, filter, details, sortable, tree});
    this.id = `table-${++table_count}`;
    this.columns = columns.filter((column) => !column.unit || rows.some(({item}) => typeof field_of(item, column.field) === 'number'));
    for (const column of this.columns) prepare_column(column, rows);
    this.sort = sort && {column: this.columns.find((column) => column.field === sort), descending: true};
    this.open = new Map();
    this.active = 0;
    this.query = '';
    this.chosen = new Map();
    this.printing = false;
    this.build();
    this.arrange();
  }

  build() {
    this.head = element('tr', {});
    this.columns.forEach((column, index) => this.head.append(this.heading(column, index)));
    this.body = element('tbody', {});
    this.table = element('table', {
      role: this.tree ? 'treegrid' : 'grid', tabindex: 0, 'aria-label': this.label, id: this.id,
      onkeydown: (event) => this.key(event),
    }, element('colgroup', {}, ...this.columns.map((column) => column_width(column))), element('thead', {}, this.head), this.body);
    const fixed = this.columns.filter((column) => !column.grows).map(css_width);
    this.table.style.minWidth = `calc(${[...fixed, '0px'].join(' + ')} + min(${this.columns.find((column) => column.grows)?.least ?? 400}px, var(--name-width)))`;
    this.scroller = element('div', {class: 'table-scroll'}, this.table);
    this.scroller.addEventListener('scroll', () => this.draw(), {passive: true});
    this.tools = element('div', {class: 'table-tools'});
    if (this.filter) add_filter(this);
    this.place = element('div', {class: 'table-place'}, this.tools, this.scroller);
    new ResizeObserver(() => {
      this.scroller.style.setProperty('--seen-width', `${this.scroller.clientWidth}px`);
      this.draw(true);
    }).observe(this.scroller);
    addEventListener('beforeprint', () => this.print(true));
    addEventListener('afterprint', () => this.print(false));
  }

  heading(column, index) {
    const unit = column.scale?.suffix ? element('span', {class: 'unit'}, ` ${column.scale.suffix}`) : null;
    const title = [column.title, unit];
    const press = this.sortable && column.sort !== false ? button('', () => this.sort_by(column)) : element('span', {});
    press.append(...title.filter(Boolean));
    return element('th', {
      scope: 'col', class: column.unit ? 'number' : 'text', title: column.hint, 'data-column': column.field ?? column.title,
      'aria-sort': this.sortable && column.sort !== false ? 'none' : null, 'aria-colindex': index + 1,
    }, press);
  }

  sort_by(column) {
    const descending = this.sort?.column === column ? !this.sort.descending : Boolean(column.unit);
    this.sort = {column, descending};
    this.active = 0;
    this.scroller.scrollTop = 0;
    this.arrange();
  }

  /** Decides which rows show, and in which order. */
  arrange() {
    const kept = this.filter ? this.rows.filter((row) => passes_filter(this, row.item)) : this.rows;
    this.shown = this.tree ? kept.filter((row) => this.tree.visible(row)) : [...kept];
    if (this.sort) this.shown.sort(row_order(this.sort.column, this.sort.descending));
    [...this.head.children].forEach((cell, index) => {
      if (!cell.hasAttribute('aria-sort')) return;
      const sorted = this.sort?.column === this.columns[index];
      cell.setAttribute('aria-sort', !sorted ? 'none' : this.sort.descending ? 'descending' : 'ascending');
    });
    this.table.setAttribute('aria-rowcount', this.shown.length + 1);
    this.active = clamp(this.active, 0, Math.max(0, this.shown.length - 1));
    if (this.count) this.count.textContent = row_count_text(this.shown.length, this.rows.length);
    this.draw(true);
  }

  /** The rows' tops: opened rows push those below them down. */
  offsets_of_open() {
    const list = [];
    this.shown.forEach((row, index) => {
      if (this.open.has(row)) list.push([index, this.open.get(row)]);
    });
    return list;
  }

  top_of(index) {
    let top = index * row_height;
    for (const [at, height] of this.open_list) {
      if (at < index) top += height;
    }
    return top;
  }

  range_in_sight() {
    const count = this.shown.length;
    if (this.printing) return [0, Math.min(count, printed_rows)];
    const top = this.scroller.scrollTop;
    const tall = this.scroller.clientHeight || 600;
    const opened = this.open_list.reduce((sum, [, height]) => sum + height, 0);
    const first = clamp(Math.floor((top - opened) / row_height) - overscan, 0, count);
    let last = clamp(Math.ceil((top + tall) / row_height) + overscan, 0, count);
    let from = first;
    while (from < last && this.top_of(from + 1) + row_height * overscan < top) ++from;
    last = Math.max(last, Math.min(count, from + 1));
    return [from, last];
  }

  draw(anew = false) {
    if (!this.shown) return;
    this.open_list = this.offsets_of_open();
    const [first, last] = this.range_in_sight();
    if (!anew && first === this.first && last === this.last) return;
    Object.assign(this, {first, last});
    const pieces = [spacer(this.top_of(first), this.columns.length)];
    for (let index = first; index < last; ++index) {
      pieces.push(this.row(index));
      if (this.open.has(this.shown[index])) pieces.push(this.details_row(this.shown[index]));
    }
    const total = this.top_of(this.shown.length);
    pieces.push(spacer(total - this.top_of(last), this.columns.length));
    this.body.replaceChildren(...pieces.filter(Boolean));
    if (this.shown.length === 0) this.body.append(element('tr', {}, element('td', {colspan: this.columns.length, class: 'empty'}, 'No row fits the filter.')));
    this.mark_active();
    this.measure_open();
  }

  row(index) {
    const row = this.shown[index];
    const opens = Boolean(this.details);
    const attributes = {
      class: opens ? 'opens' : '', id: `${this.id}-row-${index}`, 'aria-rowindex': index + 2, 'data-row': row.path,
      'aria-expanded': this.tree ? this.tree.expanded(row) : opens ? String(this.open.has(row)) : null,
      'aria-level': this.tree ? this.tree.level(row) : null,
      onclick: (event) => this.press(index, event),
    };
    return element('tr', attributes, ...this.columns.map((column) => table_cell(column, row)));
  }

  details_row(row) {
    const inner = element('div', {class: 'details'}, this.details(row));
    return element('tr', {class: 'details-row'}, element('td', {colspan: this.columns.length}, inner));
  }

  /** Heights of opened rows are known only once they stand; if one was guessed wrong, the rest moves. */
  measure_open() {
    let changed = false;
    for (const shown of this.body.querySelectorAll('.details-row')) {
      const index = Number(shown.previousElementSibling.getAttribute('aria-rowindex')) - 2;
      const height = shown.getBoundingClientRect().height;
      if (height > 0 && Math.abs(this.open.get(this.shown[index]) - height) > 1) {
        this.open.set(this.shown[index], height);
        changed = true;
      }
    }
    if (changed) this.open_list = this.offsets_of_open();
  }

  press(index, event) {
    if (event.target.closest('a, button') || String(getSelection()).length > 0) return;
    this.active = index;
    this.toggle(index);
  }

  toggle(index) {
    const row = this.shown[index];
    if (!row) return;
    if (this.tree) {
      this.tree.toggle(row);
      this.arrange();
    } else if (this.details) {
      if (!this.open.delete(row)) this.open.set(row, 200);
      this.draw(true);
    } else {
      this.mark_active();
    }
  }

  mark_active() {
    this.body.querySelector('.active')?.classList.remove('active');
    const row = document.getElementById(`${this.id}-row-${this.active}`);
    row?.classList.add('active');
    if (row) this.table.setAttribute('aria-activedescendant', row.id);
    else this.table.removeAttribute('aria-activedescendant');
  }

  key(event) {
    if (event.target !== this.table) return;
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / row_height) - 2);
    const moves = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity};
    if (event.key in moves) this.go(this.active + moves[event.key]);
    else if (event.key === 'Enter' || event.key === ' ') this.toggle(this.active);
    else if (this.tree && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) this.fold(event.key === 'ArrowRight');
    else return;
    event.preventDefault();
  }

  fold(unfold) {
    const row = this.shown[this.active];
    if (row && this.tree.expanded(row) === String(!unfold)) this.toggle(this.active);
  }

  go(index) {
    this.active = clamp(index, 0, Math.max(0, this.shown.length - 1));
    const top = this.top_of(this.active);
    const head = this.head.offsetHeight;
    const seen = this.scroller.clientHeight - head;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + row_height > this.scroller.scrollTop + seen) this.scroller.scrollTop = top + row_height - seen;
    this.draw(true);
  }

  /** Shows one row, opened, whatever the filter was. */
  reveal(row) {
    if (!this.shown.includes(row)) clear_filter(this);
    if (this.details && !this.open.has(row)) this.open.set(row, 200);
    this.draw(true);
    this.go(this.shown.indexOf(row));
    this.place.scrollIntoView({block: 'start', behavior: 'instant'});
    this.table.focus({preventScroll: true});
  }

  print(printing) {
    this.printing = printing;
    this.draw(true);
  }
}
