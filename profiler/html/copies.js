function copies_section() {
  const rows = listed('/copies');
  if (rows.length === 0) return null;
  const table = new DataTable({
    label: 'Copies', rows, sort: 'total_us', filter: {text: (item) => `${item.name} ${item.direction}`, chips: [{title: 'Direction', value: (item) => item.direction}]},
    columns: [
      name_column('copy'),
      {title: 'direction', field: 'direction', width: 160, text: (item) => item.direction},
      {title: 'size', field: 'bytes', unit: 'bytes'},
      {title: 'calls', field: 'calls', unit: 'count'},
      {title: 'total', field: 'total_us', unit: 'us', hint: 'over all measured runs'},
    ],
  });
  return section('copies', 'Copies', 'What moved between host and device.', table.place);
}
