const timeline_axis = 24;
const timeline_row = 24;
const timeline_label = 18;

/** The run of median wall time, one lane for each thread or stream, nested calls below their callers. */
function timeline_section() {
  const events = (profile.timeline?.events ?? []).filter((event) => event.dur_us >= 0);
  if (events.length === 0) return null;
  const lanes = timeline_lanes(events);
  const end = Math.max(profile.timeline.wall_us ?? 0, latest_end(events));
  const view = {from: 0, to: end, end, hovered: null, lanes};
  const tall = timeline_axis + lanes.reduce((sum, lane) => sum + lane.tall, 0) + 6;
  const readout = element('p', {class: 'readout', 'aria-live': 'polite'}, navigation_hint);
  const surface = make_surface({
    height: Math.min(tall, 460), label: 'Timeline of the median run; the table of nodes holds the same times',
    draw: (context, width, height) => draw_timeline(context, width, height, view),
  });
  const moves = timeline_moves(view, surface, readout);
  navigate(surface.canvas, moves);
  surface.canvas.id = 'timeline-canvas';
  surface.canvas.timeline_view = view;
  return section('timeline', 'Timeline', timeline_sentence(),
    element('div', {class: 'chart-tools'}, op_legend(), zoom_buttons(moves, surface.size)), surface.place, readout);
}

function latest_end(events) {
  let latest = 0;
  for (const event of events) latest = Math.max(latest, event.start_us + event.dur_us);
  return latest;
}

function timeline_sentence() {
  const made = element('span', {}, 'The measured run whose wall time is the median');
  if (known('/timeline/run')) made.append(', run ', figure('/timeline/run', 'count'));
  if (known('/timeline/wall_us')) made.append(': ', figure('/timeline/wall_us', 'us'));
  made.append('.');
  return made;
}

/** Lanes in the order of their first event; in each the events by depth, sorted by start. */
function timeline_lanes(events) {
  const by_name = new Map();
  for (const event of events) {
    const name = String(event.lane ?? '');
    if (!by_name.has(name)) by_name.set(name, []);
    const rows = by_name.get(name);
    (rows[event.depth ?? 0] ??= []).push(event);
  }
  let top = timeline_axis;
  return [...by_name].map(([name, rows]) => {
    const filled = Array.from(rows, (row) => (row ?? []).sort((a, b) => a.start_us - b.start_us));
    const lane = {name, rows: filled, top, tall: timeline_label + filled.length * timeline_row};
    top += lane.tall;
    return lane;
  });
}

function draw_timeline(context, width, height, view) {
  const scale = width / (view.to - view.from || 1);
  const ticks = linear_ticks(view.from, view.to, width / 110);
  tick_labels(ticks, 'us').forEach((label, index) => {
    const x = (ticks[index] - view.from) * scale;
    draw_plumb(context, x, timeline_axis - 6, height, colour('line'));
    context.fillStyle = colour('soft');
    context.textAlign = x < 24 ? 'left' : x > width - 30 ? 'right' : 'center';
    context.fillText(label, clamp(x, 2, width - 2), 9);
  });
  context.textAlign = 'left';
  for (const lane of view.lanes) {
    context.fillStyle = colour('soft');
    draw_text_in(context, lane.name, 2, lane.top + timeline_label / 2, width - 4);
    lane.rows.forEach((events, depth) => draw_timeline_row(context, events, lane.top + timeline_label + depth * timeline_row, width, scale, view));
  }
}

function draw_timeline_row(context, events, y, width, scale, view) {
  let covered = -1;
  for (let index = first_ending_after(events, view.from); index < events.length; ++index) {
    const event = events[index];
    const x = (event.start_us - view.from) * scale;
    if (x > width) break;
    const right = x + event.dur_us * scale;
    if (right < covered + 0.4 && event !== view.hovered) continue;
    const left = Math.max(x, -2);
    const wide = Math.min(right, width + 2) - left;
    const name = report_colours.of(event.op_type);
    context.fillStyle = colour(name);
    fill_box(context, left, y, wide - (wide > 4 ? 1 : 0), timeline_row - 3);
    covered = right;
    if (wide > 30) {
      context.fillStyle = colour(`${name}-ink`);
      draw_name_in(context, event.name, event.op_type, left + 4, y + (timeline_row - 3) / 2, wide - 9);
    }
    if (event === view.hovered) {
      context.strokeStyle = colour('ink');
      context.lineWidth = 2;
      context.strokeRect(left, y + 1, Math.max(wide - 1, 2), timeline_row - 5);
    }
  }
}

/** Events of one row do not overlap, so their ends are sorted as their starts are. */
function first_ending_after(events, time) {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle].start_us + events[middle].dur_us < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timeline_event_at(view, x, y, width) {
  const time = view.from + ((view.to - view.from) * x) / width;
  const slack = ((view.to - view.from) / width) * 1.5;
  for (const lane of view.lanes) {
    const depth = Math.floor((y - lane.top - timeline_label) / timeline_row);
    const events = lane.rows[depth];
    if (!events) continue;
    let best = null;
    for (let index = first_ending_after(events, time - slack); index < events.length && events[index].start_us <= time + slack; ++index) {
      if (!best || events[index].dur_us > best.dur_us) best = events[index];
    }
    if (best) return best;
  }
  return null;
}

function event_facts(event) {
  const node = node_named(event.name);
  return [
    ['operator', event.op_type || null],
    ['took', format(event.dur_us, 'us')],
    ['began at', format(event.start_us, 'us')],
    ['mean of all runs', node ? format(node.avg_us, 'us') : null],
    ['output', node?.outputs?.[0] ? type_and_shape(node.outputs[0]) : null],
  ];
}

function timeline_moves(view, surface, readout) {
  const limit = (from, to) => {
    const span = clamp(to - from, Math.min(0.05, view.end), view.end);
    view.from = clamp(from, 0, view.end - span);
    view.to = view.from + span;
    surface.redraw();
  };
  const all = view.lanes.flatMap((lane) => lane.rows.flat()).sort((a, b) => a.start_us - b.start_us);
  const announce = (event) => {
    view.hovered = event;
    readout.replaceChildren(element('bdi', {}, event.name), ` · ${event.op_type} · ${format(event.dur_us, 'us')} `,
      node_named(event.name) ? button('In the table', () => reveal_node(event.name), {class: 'quiet'}) : '');
    surface.redraw();
  };
  return {
    pan: (dx) => {
      const shift = (-dx * (view.to - view.from)) / surface.size().width;
      limit(view.from + shift, view.to + shift);
    },
    zoom: (factor, x) => {
      const share = x / surface.size().width;
      const span = clamp((view.to - view.from) / factor, Math.min(0.05, view.end), view.end);
      const at = view.from + (view.to - view.from) * share;
      limit(at - span * share, at + span * (1 - share));
    },
    home: () => limit(0, view.end),
    hover: (x, y, event) => {
      const found = timeline_event_at(view, x, y, surface.size().width);
      if (found) {
        if (found !== view.hovered) announce(found);
        show_tooltip(event.clientX, event.clientY, found.name, event_facts(found));
      } else {
        hide_tooltip();
      }
    },
    leave: hide_tooltip,
    choose: (x, y) => {
      const found = timeline_event_at(view, x, y, surface.size().width);
      if (found) announce(found);
    },
    step: (by) => {
      const at = all.indexOf(view.hovered);
      if (by === 0) {
        if (view.hovered) reveal_node(view.hovered.name);
        return;
      }
      const next = all[clamp(at + by, 0, all.length - 1)];
      announce(next);
      const span = view.to - view.from;
      if (next.start_us < view.from || next.start_us + next.dur_us > view.to) limit(next.start_us - span / 3, next.start_us + (2 * span) / 3);
    },
  };
}

function op_legend() {
  const items = report_colours.ranked.map((op) => element('span', {class: 'legend-item'}, swatch(report_colours.of(op)), element('bdi', {}, op)));
  if (report_colours.more) items.push(element('span', {class: 'legend-item'}, swatch('category-other'), 'other'));
  return element('div', {class: 'legend'}, ...items);
}
