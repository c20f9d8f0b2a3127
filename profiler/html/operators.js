function operators_section() {
  const rows = listed('/operators');
  if (rows.length === 0) return null;
  const share = Math.max(...rows.map(({item}) => item.percent ?? 0), 1e-9);
  const table = new DataTable({
    label: 'Operators', rows, sort: 'total_us',
    filter: {text: (item) => `${item.op_type} ${item.provider ?? ''}`, chips: [{title: 'Provider', value: (item) => item.provider}]},
    columns: [
      {...op_column(), grows: true},
      {title: 'share', field: 'percent', unit: 'percent', bar: share, hint: 'of the time of all nodes'},
      {title: 'total', field: 'total_us', unit: 'us', hint: 'over all measured runs'},
      {title: 'up to here', field: 'cumulative_percent', unit: 'percent', hint: 'share of this operator and those that take longer'},
      {title: 'nodes', field: 'nodes', unit: 'count'},
      {title: 'calls', field: 'calls', unit: 'count'},
      {title: 'mean', field: 'avg_us', unit: 'us', hint: 'of a call'},
      {title: 'σ', field: 'stddev_us', unit: 'us', hint: 'standard deviation of a call'},
      ...provider_column(rows),
    ],
  });
  return section('operators', 'Operators', 'Time by kind of operator, over all measured runs.', table.place);
}

/** A column of providers, where there is more than one to tell apart. */
function provider_column(rows) {
  const names = new Set(rows.map(({item}) => item.provider).filter(Boolean));
  return names.size > 1 ? [{title: 'provider', field: 'provider', width: 170, text: (item) => item.provider}] : [];
}
