const module_levels_open = 2;

/** The tree of name prefixes; its rows stand in preorder, so the rows below a module follow it. */
function modules_section() {
  const rows = listed('/modules');
  if (rows.length < 2) return null;
  const parents = module_parents(rows);
  const has_children = new Set(parents.values());
  const expanded = new Set(rows.filter(({item}) => (item.depth ?? 0) < module_levels_open - 1));
  const tree = {
    visible: (row) => {
      for (let parent = parents.get(row); parent; parent = parents.get(parent)) {
        if (!expanded.has(parent)) return false;
      }
      return true;
    },
    expanded: (row) => (has_children.has(row) ? String(expanded.has(row)) : null),
    level: (row) => row.level + 1,
    toggle: (row) => {
      if (has_children.has(row) && !expanded.delete(row)) expanded.add(row);
    },
  };
  const share = Math.max(...rows.map(({item}) => item.percent ?? 0), 1e-9);
  const table = new DataTable({
    label: 'Modules', rows, sortable: false, tree,
    columns: [
      {title: 'module', grows: true, draw: (row) => module_name(row, parents, tree)},
      {title: 'share', field: 'percent', unit: 'percent', bar: share},
      {title: 'total', field: 'total_us', unit: 'us', hint: 'over all measured runs'},
      {title: 'nodes', field: 'nodes', unit: 'count'},
    ],
  });
  const all = button('Open all', () => {
    const open = expanded.size < has_children.size;
    expanded.clear();
    if (open) has_children.forEach((row) => expanded.add(row));
    all.textContent = open ? 'Close all' : 'Open all';
    table.arrange();
  }, {class: 'quiet'});
  table.tools.append(all);
  return section('modules', 'Modules', 'Time by the prefixes of the nodes’ names, as the model was written.', table.place);
}

function module_parents(rows) {
  const parents = new Map();
  const above = [];
  for (const row of rows) {
    const depth = row.item.depth ?? 0;
    while (above.length > 0 && (above.at(-1).item.depth ?? 0) >= depth) above.pop();
    row.level = above.length;
    if (above.length > 0) parents.set(row, above.at(-1));
    above.push(row);
  }
  return parents;
}

function module_name(row, parents, tree) {
  const path = String(row.item.path ?? '');
  const above = parents.get(row)?.item.path ?? '';
  const own = above && path.startsWith(above) ? path.slice(above.length) : path;
  const made = element('span', {class: 'tree-cell'});
  made.style.paddingLeft = `${row.level * 18}px`;
  made.append(element('span', {class: `twist ${tree.expanded(row) ?? 'leaf'}`, 'aria-hidden': 'true'}),
    element('bdi', {title: path, class: 'name'}, own || '/'));
  return made;
}
