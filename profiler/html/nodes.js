let nodes_table = null;
let node_rows = null;

function nodes_section() {
  const rows = listed('/nodes');
  if (rows.length === 0) return null;
  const share = Math.max(...rows.map(({item}) => item.percent ?? 0), 1e-9);
  nodes_table = new DataTable({
    label: 'Nodes', rows, sort: 'total_us', details: (row) => node_details(row),
    filter: {
      text: (item) => [item.name, item.op_type, item.provider, item.variant, ...(item.lineage ?? [])].join(' '),
      chips: [{title: 'Operator', value: (item) => item.op_type}, {title: 'Provider', value: (item) => item.provider}, {title: 'Bound', value: (item) => item.roof?.bound}],
    },
    columns: [
      name_column(), op_column(),
      {title: 'share', field: 'percent', unit: 'percent', bar: share, hint: 'of the time of all nodes'},
      {title: 'mean', field: 'avg_us', unit: 'us', hint: 'of a call'},
      {title: 'total', field: 'total_us', unit: 'us', hint: 'over all measured runs'},
      {title: 'up to here', field: 'cumulative_percent', unit: 'percent', hint: 'share of this node and those that take longer'},
      {title: 'σ', field: 'stddev_us', unit: 'us', hint: 'standard deviation of a call'},
      {title: 'of roof', field: 'roof/share', unit: 'share', hint: 'time at the roof of this machine, as a share of the mean'},
      {title: 'lost', field: 'roof/lost_us', unit: 'us', hint: 'time beyond the roof, in each run'},
      {title: 'work', field: 'operations', unit: 'operations', hint: 'arithmetic operations of a call'},
      {title: 'waits', field: 'wait_us', unit: 'us', hint: 'for other threads, mean of a call'},
      {title: 'device', field: 'device_us', unit: 'us', hint: 'time on the device, mean of a call'},
      {title: 'calls', field: 'calls', unit: 'count'},
      ...provider_column(rows),
    ],
  });
  return section('nodes', 'Nodes', 'Every node of the optimised model. A row opens with a click or Enter.', nodes_table.place);
}

/** Opens a node in the table of nodes; false if the profile has no node of that name. */
function reveal_node(name) {
  if (!nodes_table) return false;
  node_rows ??= new Map(listed('/nodes').map(({item}, index) => [item.name, index]));
  const index = node_rows.get(name);
  if (index === undefined) return false;
  nodes_table.reveal(nodes_table.rows[index]);
  return true;
}

/** The node of that name, or undefined. */
function node_named(name) {
  node_rows ??= new Map(listed('/nodes').map(({item}, index) => [item.name, index]));
  const index = node_rows.get(name);
  return index === undefined ? undefined : profile.nodes[index];
}
