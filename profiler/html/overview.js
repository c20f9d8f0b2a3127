function overview() {
  const head = element('header', {id: 'overview'},
    element('div', {class: 'title-row'},
      element('div', {class: 'title'}, element('p', {class: 'kicker'}, 'ortool profile'), element('h1', {}, element('bdi', {title: profile.model}, model_name()))),
      element('div', {class: 'title-tools'}, button('Save JSON', save_profile, {id: 'save-button'}), theme_button())),
    machine_line(), key_figures(), wall_range());
  const warnings = listed('/warnings');
  if (warnings.length > 0) {
    head.append(element('ul', {class: 'warnings', 'aria-label': 'Warnings'}, ...warnings.map(({path}) => element('li', {}, text_of(path)))));
  }
  return head;
}

function machine_line() {
  const line = element('p', {class: 'machine'});
  const add = (node) => {
    if (line.childNodes.length > 0) line.append(element('span', {class: 'dot', 'aria-hidden': 'true'}, ' · '));
    line.append(node);
  };
  if (known('/environment/cpu')) add(text_of('/environment/cpu'));
  if (known('/environment/isa')) add(text_of('/environment/isa'));
  if (known('/environment/threads')) {
    add(element('span', {}, figure('/environment/threads', 'count'), profile.environment.threads === 1 ? ' thread' : ' threads'));
  }
  if (known('/environment/providers')) add(element('bdi', {}, profile.environment.providers.join(', ')));
  if (known('/environment/version')) add(element('span', {}, 'libort ', text_of('/environment/version')));
  return line;
}

function key_figures() {
  const kernels = listed('/ledger/parts').find(({item}) => item.name === 'kernels');
  const pairs = [
    ['median of a run', figure_if_known('/runs/wall_us/median', 'us')],
    ['runs measured', figure_if_known('/runs/measured', 'count')],
    ['in kernels', kernels ? figure_if_known(`${kernels.path}/percent`, 'percent') : null],
    ['lost to the roofs', figure_if_known('/roofline/lost_us', 'us')],
    ['profiler’s own cost', figure_if_known('/profiler_cost/percent', 'percent')],
    ['peak of a run’s memory', figure_if_known('/memory/peak_bytes', 'bytes')],
    ['weights', figure_if_known('/memory/weights_bytes', 'bytes')],
    ['first run', figure_if_known('/startup/first_run_us', 'us')],
  ];
  return definitions(pairs, 'key-figures');
}

/** Smallest to largest wall time as a line, mean ± standard deviation as a block, the median as a mark. */
function wall_range() {
  const wall = profile.runs?.wall_us;
  if (!wall || typeof wall.min !== 'number' || typeof wall.max !== 'number') return null;
  const low = Math.min(wall.min, wall.mean - wall.stddev || wall.min);
  const high = Math.max(wall.max, wall.mean + wall.stddev || wall.max);
  const at = (value) => `${high > low ? (100 * (value - low)) / (high - low) : 50}%`;
  const strip = element('div', {class: 'range', 'aria-hidden': 'true'});
  const mark = (kind, from, to = from) => {
    const piece = element('span', {class: kind});
    piece.style.left = at(from);
    piece.style.right = `calc(100% - ${at(to)})`;
    strip.append(piece);
  };
  mark('range-line', wall.min, wall.max);
  if (typeof wall.stddev === 'number') mark('range-spread', wall.mean - wall.stddev, wall.mean + wall.stddev);
  if (typeof wall.median === 'number') mark('range-median', wall.median);
  const scale = column_scale('us', [wall.max]);
  const part = (name, field) => (typeof wall[field] === 'number' ? [name, with_suffix(figure(`/runs/wall_us/${field}`, 'us', scale), scale)] : [name, null]);
  return element('div', {class: 'wall'}, strip, definitions([
    part('min', 'min'), part('median', 'median'), part('mean', 'mean'), part('σ', 'stddev'), part('max', 'max'),
    ['warm-up runs', figure_if_known('/runs/warm_up', 'count')],
    ['runs without profiling', figure_if_known('/runs/unprofiled', 'count')],
    ['their median', figure_if_known('/profiler_cost/unprofiled_us', 'us')],
    ['cost of a node’s record', figure_if_known('/profiler_cost/per_node_ns', 'ns')],
  ], 'inline'));
}

function with_suffix(node, scale) {
  node.append(element('span', {class: 'unit'}, `\u00a0${scale.suffix}`));
  return node;
}
