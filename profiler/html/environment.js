function environment_section() {
  const keys = Object.keys(profile.environment ?? {});
  const rates = profile.ceilings ? ceilings_part() : null;
  if (keys.length === 0 && !rates) return null;
  const pairs = keys.map((key) => [key.replaceAll('_', ' '), environment_value(`/environment/${pointer_key(key)}`)]);
  if (typeof profile.model === 'string') pairs.unshift(['model', text_of('/model')]);
  if (typeof profile.trace === 'string') pairs.push(['trace', text_of('/trace')]);
  return section('environment', 'Environment', 'Where and how this was measured.', definitions(pairs, 'columns'), rates);
}

function environment_value(path) {
  const value = lookup(path);
  if (typeof value === 'number') return figure(path, 'count');
  if (Array.isArray(value)) return element('bdi', {}, value.join(', '));
  if (value !== null && typeof value === 'object') return element('bdi', {}, JSON.stringify(value));
  return text_of(path);
}

/** What the machine can do at most, as it was measured. */
function ceilings_part() {
  const place = element('div', {class: 'ceilings'}, element('h3', {}, 'Measured ceilings'));
  const pairs = [];
  for (const [group, words] of [['gflops', 'all threads'], ['gflops_one_thread', 'one thread']]) {
    for (const type of Object.keys(profile.ceilings[group] ?? {})) {
      pairs.push([`${type}, ${words}`, figure_if_known(`/ceilings/${group}/${pointer_key(type)}`, 'gflops')]);
    }
  }
  pairs.push(['fork and join', figure_if_known('/ceilings/fork_join_us', 'us')]);
  if (profile.ceilings.measured_at) pairs.push(['measured', text_of('/ceilings/measured_at')]);
  place.append(definitions(pairs, 'columns'));
  const rows = listed('/ceilings/bandwidth');
  if (rows.length > 0) {
    place.append(new DataTable({
      label: 'Memory bandwidth', rows, sortable: false,
      columns: [
        {title: 'level', field: 'level', grows: true, least: 60, text: (item) => item.level},
        {title: 'size', width: 90, draw: ({item, path}) => (item.bytes > 0 ? figure(`${path}/bytes`, 'bytes') : '')},
        {title: 'read', field: 'read_gb_s', unit: 'gb_s'},
        {title: 'write', field: 'write_gb_s', unit: 'gb_s'},
        {title: 'copy', field: 'copy_gb_s', unit: 'gb_s'},
      ],
    }).place);
  }
  return place;
}
