/** The arena as the plan lays it out: each value a box, as wide as its life and as tall as its bytes. */
function memory_map() {
  const tensors = (profile.memory.tensors ?? []).filter((tensor) => tensor.home === 'arena' && tensor.bytes > 0 && typeof tensor.offset === 'number' && tensor.last >= tensor.first);
  if (tensors.length === 0) return null;
  let top = profile.memory.arena_bytes ?? 0;
  let steps = profile.memory.timeline?.length ?? 0;
  for (const tensor of tensors) {
    top = Math.max(top, tensor.offset + tensor.bytes);
    steps = Math.max(steps, tensor.last + 1);
  }
  const state = {tensors, top, steps, hovered: null};
  const surface = make_surface({height: 240, label: 'Map of the arena: addresses over the nodes of the plan', draw: (context, width, height) => draw_memory_map(context, width, height, state)});
  surface.canvas.id = 'memory-map-canvas';
  surface.canvas.addEventListener('pointermove', (event) => {
    const box = surface.canvas.getBoundingClientRect();
    const found = tensor_at(state, event.clientX - box.left, event.clientY - box.top, surface.size());
    if (found !== state.hovered) {
      state.hovered = found;
      surface.redraw();
    }
    if (found) show_tooltip(event.clientX, event.clientY, found.name, tensor_facts(found));
    else hide_tooltip();
  });
  surface.canvas.addEventListener('pointerleave', hide_tooltip);
  return element('div', {class: 'chart'}, element('div', {class: 'chart-tools'}, element('h3', {}, 'Map of the arena'),
    element('span', {class: 'legend soft'}, 'each box a value: as wide as its life, as tall as its bytes')), surface.place);
}

function map_box(state, tensor, width, height) {
  const room = width - memory_margin.left - memory_margin.right;
  const bottom = height - memory_margin.bottom;
  const tall = bottom - memory_margin.top;
  return {
    x: memory_margin.left + (room * tensor.first) / state.steps,
    y: bottom - (tall * (tensor.offset + tensor.bytes)) / state.top,
    wide: (room * (tensor.last - tensor.first + 1)) / state.steps,
    tall: (tall * tensor.bytes) / state.top,
  };
}

function draw_memory_map(context, width, height, state) {
  const bottom = height - memory_margin.bottom;
  const ticks = byte_ticks(state.top, 5);
  context.textAlign = 'right';
  tick_labels(ticks, 'bytes').forEach((label, index) => {
    const y = bottom - ((bottom - memory_margin.top) * ticks[index]) / state.top;
    draw_level(context, memory_margin.left, width - memory_margin.right, y, colour('line'));
    context.fillStyle = colour('soft');
    context.fillText(label, memory_margin.left - 6, y);
  });
  context.lineWidth = 1;
  for (const tensor of state.tensors) {
    const box = map_box(state, tensor, width, height);
    const hovered = tensor === state.hovered;
    context.globalAlpha = hovered ? 1 : 0.45;
    context.fillStyle = colour('category-1');
    fill_box(context, box.x, box.y, box.wide, Math.max(box.tall, 0.5));
    context.globalAlpha = 1;
    if (box.tall > 3 && box.wide > 2) {
      context.strokeStyle = hovered ? colour('ink') : colour('surface');
      context.strokeRect(box.x + 0.5, box.y + 0.5, box.wide - 1, box.tall - 1);
    }
    if (box.tall > 13) {
      context.fillStyle = colour('ink');
      context.textAlign = 'left';
      draw_name_in(context, tensor.name, '', box.x + 4, box.y + box.tall / 2, box.wide - 8);
    }
  }
  context.fillStyle = colour('soft');
  context.textAlign = 'center';
  context.fillText('nodes in the order of the plan', (memory_margin.left + width - memory_margin.right) / 2, height - 9);
}

function tensor_at(state, x, y, {width, height}) {
  return state.tensors.findLast((tensor) => {
    const box = map_box(state, tensor, width, height);
    return x >= box.x && x <= box.x + Math.max(box.wide, 2) && y >= box.y - 1 && y <= box.y + box.tall + 1;
  }) ?? null;
}

function tensor_facts(tensor) {
  return [
    ['size', format(tensor.bytes, 'bytes')],
    ['type', tensor.type ? type_and_shape(tensor) : null],
    ['at', format(tensor.offset, 'bytes')],
    ['lives', `node ${tensor.first} to ${tensor.last}`],
  ];
}
