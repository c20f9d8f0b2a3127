const bound_colours = {compute: 'category-1', memory: 'category-2', overhead: 'category-4'};
const narrow_plot = 520;
const roof_margin = {left: 78, right: 18, top: 16, bottom: 38};

/** Achieved speed over intensity, below what the machine can do at most, both axes logarithmic. */
function roofline_section() {
  const rows = listed('/roofline/points');
  const points = rows.filter(({item}) => item.intensity > 0 && item.gflops > 0);
  if (rows.length === 0) return null;
  const place = [];
  if (points.length > 0) place.push(...roofline_plot(points));
  const table = new DataTable({
    label: 'Lost time', rows, sort: 'lost_us',
    filter: {text: (item) => `${item.name} ${item.op_type} ${item.bound}`, chips: [{title: 'Bound', value: (item) => item.bound}]},
    columns: [
      name_column(), op_column(),
      {title: 'bound by', field: 'bound', width: 110, text: (item) => item.bound},
      {title: 'lost', field: 'lost_us', unit: 'us', hint: 'time beyond the roof, in each run', bar: Math.max(...rows.map(({item}) => item.lost_us ?? 0), 1e-9)},
      {title: 'of roof', field: 'share', unit: 'share'},
      {title: 'speed', field: 'gflops', unit: 'gflops', hint: 'operations in a second, achieved'},
      {title: 'intensity', field: 'intensity', unit: 'intensity', hint: 'operations for each byte that must move'},
    ],
  });
  const sentence = element('span', {}, 'How near each node comes to what this machine was measured to do. Under a slope memory is the limit, under a level the arithmetic.');
  if (known('/roofline/lost_us')) sentence.append(' Lost in a run, over all nodes: ', figure('/roofline/lost_us', 'us'), '.');
  return section('roofline', 'Roofline', sentence, ...place, table.place);
}

function roofline_plot(points) {
  const roofs = roofline_roofs();
  const limits = roofline_limits(points, roofs);
  const most_lost = Math.max(...points.map(({item}) => item.lost_us ?? 0), 1e-9);
  const state = {points, roofs, limits, most_lost, hovered: null, at: -1};
  const surface = make_surface({height: 380, label: 'Roofline plot; the table below says the same', draw: (context, width, height) => draw_roofline(context, width, height, state)});
  const announce = (point) => {
    state.hovered = point;
    surface.redraw();
  };
  const canvas = surface.canvas;
  canvas.tabIndex = 0;
  canvas.id = 'roofline-canvas';
  const nearest = (event) => {
    const box = canvas.getBoundingClientRect();
    return nearest_point(state, event.clientX - box.left, event.clientY - box.top, surface.size());
  };
  canvas.addEventListener('pointermove', (event) => {
    const point = nearest(event);
    if (point !== state.hovered) announce(point);
    if (point) show_tooltip(event.clientX, event.clientY, point.item.name, point_facts(point.item));
    else hide_tooltip();
  });
  canvas.addEventListener('pointerleave', () => {
    announce(null);
    hide_tooltip();
  });
  canvas.addEventListener('click', (event) => {
    const point = nearest(event);
    if (point) reveal_node(point.item.name);
  });
  canvas.addEventListener('keydown', (event) => step_points(event, state, surface, announce));
  return [element('div', {class: 'chart-tools'}, bound_legend(points)), surface.place];
}

/** Arrow keys go through the points, those that lose most first; Enter opens the node. */
function step_points(event, state, surface, announce) {
  const step = {ArrowRight: 1, ArrowDown: 1, '.': 1, ArrowLeft: -1, ArrowUp: -1, ',': -1}[event.key];
  if (event.key === 'Enter' && state.hovered) reveal_node(state.hovered.item.name);
  if (!step) return;
  event.preventDefault();
  state.at = clamp(state.at + step, 0, state.points.length - 1);
  const point = state.points[state.at];
  announce(point);
  const {width, height} = surface.size();
  const box = surface.canvas.getBoundingClientRect();
  show_tooltip(box.left + roof_x(state, point.item.intensity, width), box.top + roof_y(state, point.item.gflops, height), point.item.name, point_facts(point.item));
}

function roofline_roofs() {
  const slopes = (profile.ceilings?.bandwidth ?? []).filter((level) => level.read_gb_s > 0).map((level) => ({name: level.level, gb_s: level.read_gb_s}));
  const levels = Object.entries(profile.ceilings?.gflops ?? {}).filter(([, rate]) => rate > 0).map(([type, rate]) => ({name: type, gflops: rate}));
  return {slopes, levels, top: Math.max(0, ...levels.map((level) => level.gflops))};
}

function roofline_limits(points, roofs) {
  const xs = points.map(({item}) => item.intensity);
  const ys = points.map(({item}) => item.gflops);
  if (roofs.top > 0) ys.push(roofs.top);
  const slowest = roofs.slopes.length > 0 ? Math.min(...roofs.slopes.map((slope) => slope.gb_s)) : 0;
  if (slowest > 0 && roofs.top > 0) xs.push(roofs.top / slowest);
  return {x0: extreme(xs, Math.min) / 2, x1: extreme(xs, Math.max) * 3, y0: extreme(ys, Math.min) / 2, y1: extreme(ys, Math.max) * 1.7};
}

function roof_x({limits}, intensity, width) {
  const room = width - roof_margin.left - roof_margin.right;
  return roof_margin.left + (room * Math.log(intensity / limits.x0)) / Math.log(limits.x1 / limits.x0);
}

function roof_y({limits}, gflops, height) {
  const room = height - roof_margin.top - roof_margin.bottom;
  return height - roof_margin.bottom - (room * Math.log(gflops / limits.y0)) / Math.log(limits.y1 / limits.y0);
}

function draw_roofline(context, width, height, state) {
  const {limits} = state;
  context.fillStyle = colour('soft');
  for (const tick of log_ticks(limits.x0, limits.x1)) {
    const x = roof_x(state, tick, width);
    draw_plumb(context, x, roof_margin.top, height - roof_margin.bottom, colour('line'));
    context.textAlign = 'center';
    context.fillText(Number(tick.toPrecision(3)).toString(), x, height - roof_margin.bottom + 12);
  }
  for (const tick of log_ticks(limits.y0, limits.y1)) {
    const y = roof_y(state, tick, height);
    draw_level(context, roof_margin.left, width - roof_margin.right, y, colour('line'));
    context.textAlign = 'right';
    context.fillText(tick_labels([tick], 'gflops')[0], roof_margin.left - 6, y);
  }
  context.textAlign = 'center';
  context.fillText('operations for each byte', (roof_margin.left + width - roof_margin.right) / 2, height - 8);
  context.save();
  context.beginPath();
  context.rect(roof_margin.left, roof_margin.top, width - roof_margin.left - roof_margin.right, height - roof_margin.top - roof_margin.bottom);
  context.clip();
  draw_roofs(context, width, height, state);
  for (const point of state.points) draw_point(context, point, width, height, state);
  if (state.hovered) draw_point(context, state.hovered, width, height, state);
  label_roofs(context, width, height, state);
  context.restore();
}

/** Each slope up to the highest level; the levels from the fastest slope on. */
function draw_roofs(context, width, height, state) {
  for (const slope of state.roofs.slopes) {
    const ends = slope_ends(slope, width, height, state);
    if (!ends) continue;
    context.strokeStyle = colour('line-strong');
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(ends[0], ends[1]);
    context.lineTo(ends[2], ends[3]);
    context.stroke();
  }
  const fastest = extreme([0, ...state.roofs.slopes.map((slope) => slope.gb_s)], Math.max);
  for (const level of state.roofs.levels) {
    const from = fastest > 0 ? level.gflops / fastest : state.limits.x0;
    draw_level(context, roof_x(state, Math.max(from, state.limits.x0), width), width - roof_margin.right, roof_y(state, level.gflops, height),
      colour('line-strong'), level.gflops < state.roofs.top ? [3, 4] : []);
  }
}

/** Where a slope begins and ends in the plot, or null where the plot shows none of it. */
function slope_ends(slope, width, height, state) {
  const {roofs, limits} = state;
  const from = Math.max(limits.x0, limits.y0 / slope.gb_s);
  const to = Math.min(limits.x1, (roofs.top || limits.y1) / slope.gb_s);
  if (from >= to) return null;
  return [roof_x(state, from, width), roof_y(state, from * slope.gb_s, height), roof_x(state, to, width), roof_y(state, to * slope.gb_s, height)];
}

function label_roofs(context, width, height, state) {
  for (const slope of state.roofs.slopes) {
    const ends = slope_ends(slope, width, height, state);
    if (!ends) continue;
    const [x0, y0, x1, y1] = ends;
    context.save();
    context.translate(x0 + (x1 - x0) * 0.06, y0 + (y1 - y0) * 0.06);
    context.rotate(Math.atan2(y1 - y0, x1 - x0));
    draw_label(context, width < narrow_plot ? slope.name : `${slope.name}  ${format(slope.gb_s, 'gb_s')}`, 8, -9);
    context.restore();
  }
  for (const level of state.roofs.levels) {
    draw_label(context, `${level.name}  ${format(level.gflops, 'gflops')}`, width - roof_margin.right - 6, roof_y(state, level.gflops, height) - 9, 'right');
  }
}

/** A circle for compute, a square for memory, a triangle for overhead; the area grows with the time lost. */
function draw_point(context, point, width, height, state) {
  const {item} = point;
  const x = roof_x(state, item.intensity, width);
  const y = roof_y(state, item.gflops, height);
  const radius = point_radius(item, state);
  context.beginPath();
  if (item.bound === 'memory') {
    context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
  } else if (item.bound === 'overhead') {
    context.moveTo(x, y - radius * 1.1);
    context.lineTo(x + radius, y + radius * 0.8);
    context.lineTo(x - radius, y + radius * 0.8);
    context.closePath();
  } else {
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  const hovered = point === state.hovered;
  context.globalAlpha = hovered ? 1 : 0.55;
  context.fillStyle = colour(bound_colours[item.bound] ?? 'category-other');
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = hovered ? colour('ink') : colour(bound_colours[item.bound] ?? 'category-other');
  context.lineWidth = hovered ? 2 : 1;
  context.stroke();
}

function point_radius(item, state) {
  return 3.5 + 9 * Math.sqrt(clamp((item.lost_us ?? 0) / state.most_lost, 0, 1));
}

function nearest_point(state, x, y, {width, height}) {
  let best = null;
  let closest = 14;
  for (const point of state.points) {
    const away = Math.hypot(roof_x(state, point.item.intensity, width) - x, roof_y(state, point.item.gflops, height) - y) - point_radius(point.item, state);
    if (away < closest) {
      closest = away;
      best = point;
    }
  }
  return best;
}

function point_facts(item) {
  return [
    ['operator', item.op_type], ['bound by', item.bound ?? null],
    ['speed', format(item.gflops, 'gflops')], ['intensity', format(item.intensity, 'intensity')],
    ['of roof', typeof item.share === 'number' ? format(item.share, 'share') : null],
    ['lost in a run', typeof item.lost_us === 'number' ? format(item.lost_us, 'us') : null],
  ];
}

function bound_legend(points) {
  const marks = {compute: '●', memory: '■', overhead: '▲'};
  const seen = Object.keys(marks).filter((bound) => points.some(({item}) => item.bound === bound));
  const items = seen.map((bound) => {
    const mark = element('span', {'aria-hidden': 'true'}, marks[bound]);
    mark.style.color = `var(--${bound_colours[bound]})`;
    return element('span', {class: 'legend-item'}, mark, ` bound by ${bound}`);
  });
  return element('div', {class: 'legend'}, ...items, element('span', {class: 'legend-item soft'}, 'area: time lost'));
}
