const graph_height = 520;
const smallest_scale = 0.02;

/** The nodes as they hang together, coloured by their time; modules close to one box and open with a click. */
function graph_section() {
  const nodes = profile.nodes ?? [];
  const model = graph_model(nodes);
  if (model.edges.length === 0) return null;
  const opened = opened_at_start(model);
  const state = {model, opened, view: {x: 0, y: 0, scale: 1}, chosen: null, hovered: null, runs: Math.max(1, profile.runs?.measured ?? 1)};
  const readout = element('div', {class: 'readout', 'aria-live': 'polite'}, navigation_hint);
  const surface = make_surface({height: graph_height, label: 'Graph of the nodes by their time; the table of nodes holds the same', draw: (context, width, height) => {
    if (!state.framed) frame_whole(state, width, height);
    draw_graph(context, width, height, state);
  }});
  const show = graph_changes(state, surface, readout);
  const moves = graph_moves(state, surface, show);
  navigate(surface.canvas, moves);
  surface.canvas.id = 'graph-canvas';
  surface.canvas.graph_state = state;
  show.rebuild();
  return section('graph', 'Graph', 'The optimised model, coloured by the time of a run. Double frames are modules: a click opens them.',
    element('div', {class: 'chart-tools'}, heat_legend(), graph_buttons(state, show, moves), zoom_buttons(moves, surface.size)), surface.place, readout);
}

function graph_buttons(state, show, moves) {
  const made = element('div', {class: 'zoom-buttons', role: 'group', 'aria-label': 'Graph'}, button('Hottest', () => moves.hottest(), {class: 'quiet'}));
  if (state.model.root.children.size > 0) {
    made.append(button('Open all', () => show.open_all(), {class: 'quiet'}), button('Close all', () => show.close_all(), {class: 'quiet'}));
  }
  return made;
}

/** What changes the graph that shows: opening and closing modules, choosing a box. */
function graph_changes(state, surface, readout) {
  const rebuild = () => {
    state.graph = visible_graph(state.model, state.opened);
    state.layout = layout_graph(state.graph);
    state.hottest = state.graph.boxes.reduce((most, box) => Math.max(most, box.total), 1e-9);
    state.hovered = null;
    surface.redraw();
  };
  const center_on = (box) => {
    const {width, height} = surface.size();
    state.view.scale = Math.max(state.view.scale, 0.8);
    state.view.x = box.x - (width - minimap_width) / 2 / state.view.scale;
    state.view.y = box.y - height / 2 / state.view.scale;
    surface.redraw();
  };
  const choose = (box) => {
    state.chosen = box;
    describe_box(readout, box, changes);
    surface.redraw();
  };
  const keep_in_sight = (index) => {
    rebuild();
    const box = state.graph.boxes[state.graph.box_of[index]];
    choose(box);
    center_on(box);
  };
  const changes = {
    rebuild, choose, center_on,
    open: (module) => {
      state.opened.add(module);
      keep_in_sight(nodes_below(module).reduce((a, b) => (state.model.position[b] < state.model.position[a] ? b : a)));
    },
    close: (module) => {
      const inside = nodes_below(module);
      for (const other of [...state.opened]) {
        if (other !== state.model.root && (other === module || other.path.startsWith(`${module.path}/`))) state.opened.delete(other);
      }
      keep_in_sight(inside[0]);
    },
    open_all: () => {
      const pending = [state.model.root];
      while (pending.length > 0) {
        const module = pending.pop();
        state.opened.add(module);
        pending.push(...module.children.values());
      }
      anew();
    },
    close_all: () => {
      state.opened.clear();
      state.opened.add(state.model.root);
      anew();
    },
  };
  const anew = () => {
    state.chosen = null;
    state.framed = false;
    rebuild();
  };
  return changes;
}

function describe_box(readout, box, changes) {
  const pieces = [];
  if (box.kind === 'module') {
    pieces.push(element('bdi', {}, box.module.path), ` · ${format(box.count, 'count')} nodes `, button('Open', () => changes.open(box.module), {class: 'quiet'}));
  } else {
    pieces.push(element('bdi', {}, box.node.name || '(no name)'), ' · ', element('bdi', {}, box.node.op_type ?? ''), ' ',
      button('In the table', () => reveal_node(box.node.name), {class: 'quiet'}));
  }
  const around = box.kind === 'module' ? box.module.parent : box.module;
  if (around?.parent) {
    const close = button('Close ', () => changes.close(around), {class: 'quiet'});
    close.append(element('bdi', {}, around.path));
    pieces.push(' ', close);
  }
  readout.replaceChildren(...pieces);
}

/** The start: the whole, if it can be read; else the middle of its first layers. */
function frame_whole(state, width, height) {
  const {view, layout} = state;
  const room = width - minimap_width - 32;
  const whole = Math.min(room / layout.width, (height - 32) / layout.height);
  view.scale = clamp(whole, room < 500 ? 0.6 : 0.85, 1.1);
  const on_top = state.graph.boxes.filter((box) => box.y < height / view.scale).map((box) => box.x);
  const fits = layout.width * view.scale <= room;
  view.x = (fits ? layout.width / 2 : (extreme(on_top, Math.min) + extreme(on_top, Math.max)) / 2) - (width - minimap_width) / 2 / view.scale;
  view.y = layout.height * view.scale < height ? layout.height / 2 - height / 2 / view.scale : -16 / view.scale;
  state.framed = true;
}

function graph_moves(state, surface, show) {
  const {view} = state;
  const box_at = (x, y) => {
    const at = {x: view.x + x / view.scale, y: view.y + y / view.scale};
    return state.graph.boxes.find((box) => Math.abs(box.x - at.x) <= box_width / 2 && Math.abs(box.y - at.y) <= box_height / 2) ?? null;
  };
  const on_minimap = (x) => x > surface.size().width - minimap_width;
  return {
    pan: (dx, dy) => {
      view.x = clamp(view.x - dx / view.scale, -surface.size().width / view.scale, state.layout.width);
      view.y = clamp(view.y - dy / view.scale, -surface.size().height / view.scale, state.layout.height);
      surface.redraw();
    },
    zoom: (factor, x, y) => {
      const scale = clamp(view.scale * factor, smallest_scale, 4);
      view.x += x / view.scale - x / scale;
      view.y += y / view.scale - y / scale;
      view.scale = scale;
      surface.redraw();
    },
    home: () => {
      const {width, height} = surface.size();
      view.scale = clamp(Math.min((width - minimap_width - 32) / state.layout.width, (height - 32) / state.layout.height), smallest_scale, 1.1);
      view.x = state.layout.width / 2 - (width - minimap_width) / 2 / view.scale;
      view.y = state.layout.height / 2 - height / 2 / view.scale;
      surface.redraw();
    },
    hottest: () => {
      const box = state.graph.boxes.reduce((a, b) => (b.total > a.total ? b : a));
      show.choose(box);
      show.center_on(box);
    },
    hover: (x, y, event) => {
      const found = on_minimap(x) ? null : box_at(x, y);
      if (found !== state.hovered) {
        state.hovered = found;
        surface.redraw();
      }
      if (found) show_tooltip(event.clientX, event.clientY, found.kind === 'module' ? found.module.path : found.node.name, box_facts(found, state));
      else hide_tooltip();
    },
    leave: hide_tooltip,
    choose: (x, y) => {
      const {width, height} = surface.size();
      if (on_minimap(x)) {
        const {factor, top} = minimap_scale(width, height, state);
        view.y = (y - top) / factor - height / 2 / view.scale;
        surface.redraw();
        return;
      }
      const box = box_at(x, y);
      if (box?.kind === 'module') show.open(box.module);
      else if (box) show.choose(box);
    },
    step: (by) => step_boxes(by, state, show),
  };
}

function step_boxes(by, state, show) {
  if (by === 0) {
    if (state.chosen?.kind === 'module') show.open(state.chosen.module);
    else if (state.chosen) reveal_node(state.chosen.node.name);
    return;
  }
  const order = [...state.graph.boxes].sort((a, b) => a.order - b.order);
  const box = order[clamp(order.indexOf(state.chosen) + by, 0, order.length - 1)];
  show.choose(box);
  show.center_on(box);
}

function box_facts(box, state) {
  const facts = [['time of a run', format(box.total / state.runs, 'us')]];
  if (box.kind === 'module') return [...facts, ['nodes', format(box.count, 'count')]];
  return [['operator', box.node.op_type], ...facts, ['share', typeof box.node.percent === 'number' ? format(box.node.percent, 'percent') : null],
    ['implementation', box.node.variant ?? null], ['output', box.node.outputs?.[0] ? type_and_shape(box.node.outputs[0]) : null]];
}

function heat_legend() {
  const ramp = element('span', {class: 'ramp', 'aria-hidden': 'true'});
  return element('div', {class: 'legend'}, element('span', {class: 'legend-item'}, 'cold ', ramp, ' hot'));
}
