/** Stages in the order in which they began; each starts where its last sibling ended. */
function startup_section() {
  const rows = listed('/startup/stages');
  if (rows.length === 0) return null;
  const whole = place_stages(rows);
  const table = new DataTable({
    label: 'Start-up stages', rows, sortable: false,
    columns: [
      {title: 'stage', grows: true, least: 190, draw: stage_name},
      {title: 'when', width: 170, draw: ({begin, item}) => stage_bar(begin, item.us, whole)},
      {title: 'time', field: 'us', unit: 'us'},
      {title: 'memory', field: 'rss_bytes', unit: 'bytes', hint: 'resident at the end of the stage'},
      {title: 'its peak', field: 'peak_rss_bytes', unit: 'bytes', hint: 'most that was ever resident until then'},
      {title: 'rewrites', field: 'rewrites', unit: 'count'},
      {title: 'nodes in', field: 'nodes_before', unit: 'count'},
      {title: 'nodes out', field: 'nodes_after', unit: 'count'},
    ],
  });
  const first = figure_if_known('/startup/first_run_us', 'us');
  return section('startup', 'Start-up', 'Loading and preparing the model, stage by stage.', table.place,
    first ? element('p', {class: 'after-table'}, 'The first run took ', first, '.') : null);
}

/** Sets `begin` (microseconds) and `level` of each stage, and returns the end of the last. */
function place_stages(rows) {
  const above = [];
  let end = 0;
  for (const row of rows) {
    const depth = row.item.depth ?? 0;
    while (above.length > 0 && (above.at(-1).item.depth ?? 0) >= depth) above.pop();
    const parent = above.at(-1);
    row.level = above.length;
    row.begin = parent ? parent.next : end;
    row.next = row.begin;
    const stop = row.begin + (row.item.us ?? 0);
    if (parent) parent.next = stop;
    else end = stop;
    above.push(row);
  }
  return end;
}

function stage_name({item, path, level}) {
  const made = element('span', {class: 'tree-cell'});
  made.style.paddingLeft = `${level * 18}px`;
  const stage = String(item.stage ?? '');
  const own = level > 0 ? stage.split('/').pop() : stage;
  made.append(element('bdi', {title: stage, 'data-path': own === stage ? `${path}/stage` : null}, own));
  return made;
}

function stage_bar(begin, microseconds, whole) {
  const made = element('span', {class: 'bar wide', 'aria-hidden': 'true'});
  const fill = element('span', {class: 'bar-fill'});
  const share = whole > 0 ? 100 / whole : 0;
  fill.style.marginLeft = `${begin * share}%`;
  fill.style.width = `max(1px, ${(microseconds ?? 0) * share}%)`;
  made.append(fill);
  return made;
}
