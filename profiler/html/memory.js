const memory_margin = {left: 66, right: 14, top: 18, bottom: 26};

function memory_section() {
  if (!known('/memory')) return null;
  const facts = definitions([
    ['weights', figure_if_known('/memory/weights_bytes', 'bytes')],
    ['arena', figure_if_known('/memory/arena_bytes', 'bytes')],
    ['peak', figure_if_known('/memory/peak_bytes', 'bytes')],
    ['peak at', profile.memory.peak_node ? text_of('/memory/peak_node') : null],
  ], 'inline');
  const parts = [facts, memory_plot(), memory_map(), ...alive_at_peak(), ...missed_reuse()].filter(Boolean);
  if (facts.childElementCount === 0 && parts.length === 1) return null;
  return section('memory', 'Memory', 'Bytes in use while each node runs, in the order of the plan; what lives at the peak, and what could not share its place.', ...parts);
}

function memory_plot() {
  const steps = (profile.memory.timeline ?? []).filter((step) => typeof step.in_use === 'number');
  if (steps.length === 0) return null;
  let peak = 0;
  steps.forEach((step, index) => {
    if (step.in_use > steps[peak].in_use) peak = index;
  });
  const named = steps.findIndex((step) => step.node === profile.memory.peak_node);
  const state = {steps, peak: named >= 0 && steps[named].in_use >= steps[peak].in_use ? named : peak, at: -1,
    top: Math.max(steps[peak].in_use, profile.memory.arena_bytes ?? 0, 1) * 1.06};
  const readout = element('p', {class: 'readout', 'aria-live': 'polite'}, '← → go through the nodes, Enter opens one.');
  const surface = make_surface({height: 220, label: 'Memory in use over the nodes of the plan', draw: (context, width, height) => draw_memory(context, width, height, state)});
  surface.canvas.tabIndex = 0;
  surface.canvas.id = 'memory-canvas';
  follow_steps(surface, state, readout);
  const legend = element('div', {class: 'legend'},
    element('span', {class: 'legend-item'}, swatch('category-1'), 'values'),
    steps.some((step) => step.workspace > 0) ? element('span', {class: 'legend-item'}, swatch('category-2'), 'workspace') : null);
  return element('div', {class: 'chart'}, element('div', {class: 'chart-tools'}, element('h3', {}, 'In use'), legend), surface.place, readout);
}

function memory_step_x(state, index, width) {
  return memory_margin.left + ((width - memory_margin.left - memory_margin.right) * index) / state.steps.length;
}

function draw_memory(context, width, height, state) {
  const {steps, top} = state;
  const bottom = height - memory_margin.bottom;
  const y_of = (bytes) => bottom - ((bottom - memory_margin.top) * bytes) / top;
  const ticks = byte_ticks(top, 5);
  context.textAlign = 'right';
  tick_labels(ticks, 'bytes').forEach((label, index) => {
    draw_level(context, memory_margin.left, width - memory_margin.right, y_of(ticks[index]), colour('line'));
    context.fillStyle = colour('soft');
    context.fillText(label, memory_margin.left - 6, y_of(ticks[index]));
  });
  draw_memory_area(context, width, bottom, state, y_of, (step) => step.in_use, colour('category-2'));
  draw_memory_area(context, width, bottom, state, y_of, (step) => step.in_use - (step.workspace ?? 0), colour('category-1'));
  if (profile.memory.arena_bytes > 0) {
    draw_level(context, memory_margin.left, width - memory_margin.right, y_of(profile.memory.arena_bytes), colour('soft'), [4, 4]);
    draw_label(context, `arena ${format(profile.memory.arena_bytes, 'bytes')}`, width - memory_margin.right - 2, y_of(profile.memory.arena_bytes) - 9, 'right');
  }
  draw_memory_marks(context, width, bottom, state, y_of);
  context.fillStyle = colour('soft');
  context.textAlign = 'center';
  context.fillText(`${format(steps.length, 'count')} nodes in the order of the plan`, (memory_margin.left + width - memory_margin.right) / 2, height - 9);
}

/** One bar for each pixel, as tall as the largest of its nodes, so that no peak is lost between pixels. */
function draw_memory_area(context, width, bottom, state, y_of, value_of, fill) {
  const pixels = Math.max(1, Math.floor(width - memory_margin.left - memory_margin.right));
  const count = state.steps.length;
  context.fillStyle = fill;
  context.beginPath();
  context.moveTo(memory_margin.left, bottom);
  for (let pixel = 0; pixel < pixels; ++pixel) {
    const from = Math.floor((pixel * count) / pixels);
    const to = Math.max(from + 1, Math.floor(((pixel + 1) * count) / pixels));
    let largest = 0;
    for (let index = from; index < to; ++index) largest = Math.max(largest, value_of(state.steps[index]));
    context.lineTo(memory_margin.left + pixel, y_of(largest));
    context.lineTo(memory_margin.left + pixel + 1, y_of(largest));
  }
  context.lineTo(memory_margin.left + pixels, bottom);
  context.fill();
}

function draw_memory_marks(context, width, bottom, state, y_of) {
  const middle = (index) => (memory_step_x(state, index, width) + memory_step_x(state, index + 1, width)) / 2;
  const peak = state.steps[state.peak];
  const x = middle(state.peak);
  context.fillStyle = colour('category-6');
  context.beginPath();
  context.moveTo(x, y_of(peak.in_use) - 2);
  context.lineTo(x - 5, y_of(peak.in_use) - 10);
  context.lineTo(x + 5, y_of(peak.in_use) - 10);
  context.fill();
  const right = x > width / 2;
  draw_label(context, `peak ${format(peak.in_use, 'bytes')}`, x + (right ? -9 : 9), y_of(peak.in_use) - 7, right ? 'right' : 'left', colour('ink'));
  if (state.at >= 0) draw_plumb(context, middle(state.at), memory_margin.top, bottom, colour('ink'));
}

/** Mouse and arrow keys go through the nodes of the plan. */
function follow_steps(surface, state, readout) {
  const {canvas} = surface;
  const show = (index) => {
    state.at = index;
    const step = state.steps[index];
    readout.replaceChildren(element('bdi', {}, step.node ?? ''), ` · ${format(step.in_use, 'bytes')} in use`,
      step.workspace > 0 ? `, ${format(step.workspace, 'bytes')} of it workspace` : '');
    surface.redraw();
  };
  canvas.addEventListener('pointermove', (event) => {
    const {width} = surface.size();
    const room = width - memory_margin.left - memory_margin.right;
    const x = event.clientX - canvas.getBoundingClientRect().left - memory_margin.left;
    show(clamp(Math.floor((x / room) * state.steps.length), 0, state.steps.length - 1));
  });
  canvas.addEventListener('click', () => state.at >= 0 && reveal_node(state.steps[state.at].node));
  canvas.addEventListener('keydown', (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (step) {
      event.preventDefault();
      show(clamp(state.at + step, 0, state.steps.length - 1));
    } else if (event.key === 'Enter' && state.at >= 0) {
      reveal_node(state.steps[state.at].node);
    }
  });
}

function alive_at_peak() {
  const rows = listed('/memory/at_peak');
  if (rows.length === 0) return [];
  const table = new DataTable({
    label: 'Alive at the peak', rows, sort: 'bytes', filter: rows.length > 20 ? {text: (item) => `${item.name} ${item.type}`} : null,
    columns: [
      name_column('value'),
      {title: 'size', field: 'bytes', unit: 'bytes', bar: Math.max(...rows.map(({item}) => item.bytes ?? 0), 1)},
      {title: 'type and shape', width: 220, text: type_and_shape},
    ],
  });
  return [element('h3', {}, 'Alive at the peak'), table.place];
}

function missed_reuse() {
  const rows = listed('/memory/missed');
  if (rows.length === 0) return [];
  const table = new DataTable({
    label: 'Missed reuse', rows, sort: 'bytes', filter: rows.length > 20 ? {text: (item) => `${item.name} ${item.reason}`} : null,
    columns: [
      name_column('value'),
      {title: 'size', field: 'bytes', unit: 'bytes'},
      {title: 'why it has a place of its own', field: 'reason', width: 340, text: (item) => item.reason},
    ],
  });
  return [element('h3', {}, 'Missed reuse'), table.place];
}
