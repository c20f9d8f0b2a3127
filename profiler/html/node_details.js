function node_details({item, path}) {
  const place = element('div', {class: 'node-details'});
  place.append(element('p', {class: 'full-name'}, item.name ? text_of(`${path}/name`) : '(no name)'));
  const facts = definitions([
    ['operator', element('bdi', {}, item.domain ? `${item.domain}::${item.op_type}` : item.op_type)],
    ['provider', item.provider && text_of(`${path}/provider`)],
    ['implementation', item.variant && text_of(`${path}/variant`)],
  ]);
  const times = definitions([
    ['min', figure_if_known(`${path}/min_us`, 'us')],
    ['median', figure_if_known(`${path}/median_us`, 'us')],
    ['mean', figure_if_known(`${path}/avg_us`, 'us')],
    ['max', figure_if_known(`${path}/max_us`, 'us')],
    ['waits for threads', figure_if_known(`${path}/wait_us`, 'us')],
    ['on the device', figure_if_known(`${path}/device_us`, 'us')],
    ['on the host', figure_if_known(`${path}/host_us`, 'us')],
  ]);
  const work = definitions([
    ['operations', figure_if_known(`${path}/operations`, 'operations')],
    ['reads', figure_if_known(`${path}/bytes_read`, 'bytes')],
    ['writes', figure_if_known(`${path}/bytes_written`, 'bytes')],
    ...roof_facts(item, path),
  ]);
  const groups = [['Node', facts], ['Time of a call', times], ['Work', work]].filter(([, list]) => list.childElementCount > 0);
  place.append(element('div', {class: 'detail-groups'}, ...groups.map(([title, list]) => element('div', {}, element('h3', {}, title), list)),
    ...values_group('Inputs', `${path}/inputs`, item.constant_inputs ?? []), ...values_group('Outputs', `${path}/outputs`, []), ...lineage_group(path)));
  return place;
}

function roof_facts(item, path) {
  if (!item.roof) return [];
  const level = item.roof.level ? ` (${item.roof.level})` : '';
  return [
    ['bound by', item.roof.bound && element('bdi', {}, item.roof.bound + level)],
    ['time at the roof', figure_if_known(`${path}/roof/roof_us`, 'us')],
    ['reaches of it', figure_if_known(`${path}/roof/share`, 'share')],
    ['lost in a run', figure_if_known(`${path}/roof/lost_us`, 'us')],
  ];
}

/** Names, types and shapes of values; constants are marked. */
function values_group(title, pointer, constants) {
  const values = listed(pointer).filter(({item}) => item.name || item.type);
  if (values.length === 0) return [];
  const list = element('ul', {class: 'values'}, ...values.map(({item, path}) => element('li', {},
    element('bdi', {class: 'value-name', 'data-path': item.name ? `${path}/name` : null}, item.name || '(no name)'), ' ',
    element('span', {class: 'value-type'}, type_and_shape(item)),
    constants.includes(Number(path.split('/').pop())) ? element('span', {class: 'tag'}, 'constant') : null)));
  return [element('div', {class: 'values-group'}, element('h3', {}, title), list)];
}

/** The nodes of the model that this one was made from. */
function lineage_group(path) {
  const origins = listed(`${path}/lineage`);
  if (origins.length === 0) return [];
  return [element('div', {class: 'values-group'}, element('h3', {}, 'Made from'),
    element('ul', {class: 'values'}, ...origins.map((origin) => element('li', {}, text_of(origin.path)))))];
}
