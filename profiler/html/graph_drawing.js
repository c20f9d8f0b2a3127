const minimap_width = 56;

/** Draws what of the graph is in sight: lines, boxes by their heat, and a map of the whole at the right edge. */
function draw_graph(context, width, height, state) {
  const {view, layout} = state;
  const seen = {x0: view.x - 10, y0: view.y - 10, x1: view.x + width / view.scale + 10, y1: view.y + height / view.scale + 10};
  context.save();
  context.scale(view.scale, view.scale);
  context.translate(-view.x, -view.y);
  context.lineWidth = Math.max(1, 0.8 / view.scale);
  for (const line of layout.lines) draw_graph_line(context, line, seen, state);
  for (const box of state.graph.boxes) {
    if (box.x + box_width / 2 < seen.x0 || box.x - box_width / 2 > seen.x1 || box.y + box_height < seen.y0 || box.y - box_height > seen.y1) continue;
    draw_graph_box(context, box, state);
  }
  context.restore();
  draw_minimap(context, width, height, state);
}

function draw_graph_line(context, {from, to, bends}, seen, state) {
  const top = Math.min(from.y, to.y);
  const low = Math.max(from.y, to.y);
  if (low < seen.y0 || top > seen.y1) return;
  const chosen = from === state.chosen || to === state.chosen;
  context.strokeStyle = colour(chosen ? 'accent' : 'line-strong');
  const down = to.y > from.y ? 1 : -1;
  let [x, y] = [from.x, from.y + (down * box_height) / 2];
  context.beginPath();
  context.moveTo(x, y);
  const ends = bends.map((bend) => [bend.x, bend.y]);
  ends.push([to.x, to.y - (down * box_height) / 2]);
  for (const [next_x, next_y] of ends) {
    const reach = (next_y - y) / 2;
    context.bezierCurveTo(x, y + reach, next_x, next_y - reach, next_x, next_y);
    [x, y] = [next_x, next_y];
  }
  context.stroke();
  if (state.view.scale > 0.5) {
    context.fillStyle = context.strokeStyle;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x - 3.5, y - down * 6);
    context.lineTo(x + 3.5, y - down * 6);
    context.fill();
  }
}

function draw_graph_box(context, box, state) {
  const heat = box_heat(box, state);
  const left = box.x - box_width / 2;
  const top = box.y - box_height / 2;
  context.fillStyle = heat_colour(heat);
  context.beginPath();
  context.roundRect(left, top, box_width, box_height, box.kind === 'module' ? 10 : 4);
  context.fill();
  const marked = box === state.chosen || box === state.hovered;
  context.strokeStyle = colour(marked ? 'ink' : 'line-strong');
  context.lineWidth = (marked ? 2 : 1) / Math.min(1, state.view.scale);
  context.stroke();
  if (box.kind === 'module') {
    context.beginPath();
    context.roundRect(left + 3, top + 3, box_width - 6, box_height - 6, 8);
    context.lineWidth = 0.7;
    context.stroke();
  }
  context.lineWidth = Math.max(1, 0.8 / state.view.scale);
  if (state.view.scale < 0.32) return;
  context.fillStyle = ink_on_heat(heat);
  context.textAlign = 'right';
  context.font = canvas_font(11);
  const time = format(box.total / state.runs, 'us');
  context.fillText(time, left + box_width - 10, top + 14);
  const time_width = context.measureText(time).width;
  context.textAlign = 'left';
  context.font = canvas_font(12, 600);
  draw_text_in(context, box_title(box), left + 10, top + 14, box_width - 28 - time_width);
  context.font = canvas_font(10.5);
  draw_name_in(context, box_subtitle(box), box_subtitle(box), left + 10, top + 30, box_width - 20);
}

function box_title(box) {
  return box.kind === 'module' ? box.module.path.split('/').pop() : String(box.node.op_type ?? '');
}

function box_subtitle(box) {
  if (box.kind === 'module') return `${box.module.path}, ${format(box.count, 'count')} nodes`;
  return String(box.node.name ?? '');
}

function box_heat(box, state) {
  return Math.sqrt(clamp(box.total / state.hottest, 0, 1));
}

/** Where things lie in the map of the whole: a factor, and the left edge. */
function minimap_scale(width, height, {layout}) {
  const factor = Math.min((minimap_width - 8) / layout.width, (height - 8) / layout.height);
  return {factor, left: width - minimap_width + (minimap_width - layout.width * factor) / 2, top: (height - layout.height * factor) / 2};
}

function draw_minimap(context, width, height, state) {
  const {factor, left, top} = minimap_scale(width, height, state);
  context.fillStyle = colour('surface');
  context.fillRect(width - minimap_width, 0, minimap_width, height);
  draw_plumb(context, width - minimap_width, 0, height, colour('line'));
  for (const box of state.graph.boxes) {
    context.fillStyle = heat_colour(box_heat(box, state));
    context.fillRect(left + (box.x - box_width / 2) * factor, top + (box.y - box_height / 2) * factor,
      Math.max(1.5, box_width * factor), Math.max(1.2, box_height * factor));
  }
  const {view} = state;
  context.strokeStyle = colour('accent');
  context.lineWidth = 1.5;
  const x = clamp(left + view.x * factor, width - minimap_width + 2, width - 4);
  const y = clamp(top + view.y * factor, 1, height - 3);
  const right = clamp(left + (view.x + (width - minimap_width) / view.scale) * factor, x + 2, width - 2);
  const bottom = clamp(top + (view.y + height / view.scale) * factor, y + 2, height - 1);
  context.strokeRect(x, y, right - x, bottom - y);
}
