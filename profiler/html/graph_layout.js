const box_width = 190;
const box_height = 42;
const box_gap = 22;
const layer_gap = 34;
const bend_width = 14;
const longest_bent = 24;
const sweeps = 6;

/**
 * Places boxes in layers from top to bottom: below all their sources, in each layer near their neighbours. Edges that skip
 * layers run through bends, which take a place in each layer between; very long ones go straight. Sets x, y (the centre) of
 * each box and returns {lines: [{from, to, bends}], width, height}.
 */
function layout_graph({boxes, edges}) {
  const forward = edges.map(([a, b]) => (boxes[a].order <= boxes[b].order ? [a, b] : [b, a]));
  const rank = rank_boxes(boxes, forward);
  const items = boxes.map((box, index) => ({box, rank: rank[index], wide: box_width, up: [], down: []}));
  const lines = [];
  forward.forEach(([a, b], index) => {
    const turned = edges[index][0] !== a;
    const line = {from: boxes[edges[index][0]], to: boxes[edges[index][1]], bends: []};
    lines.push(line);
    if (rank[b] - rank[a] > longest_bent) return;
    let last = items[a];
    for (let at = rank[a] + 1; at < rank[b]; ++at) {
      const bend = {rank: at, wide: bend_width, up: [last], down: []};
      last.down.push(bend);
      items.push(bend);
      line.bends.push(bend);
      last = bend;
    }
    last.down.push(items[b]);
    items[b].up.push(last);
    if (turned) line.bends.reverse();
  });
  const layers = order_layers(items);
  place_layers(layers);
  return finish_layout(boxes, items, lines, layers);
}

/** The length of the longest way to each box; sources stand right above the first box that needs them. */
function rank_boxes(boxes, forward) {
  const rank = new Int32Array(boxes.length);
  const order = boxes.map((_, index) => index).sort((a, b) => boxes[a].order - boxes[b].order);
  const targets = Array.from(boxes, () => []);
  const has_source = new Uint8Array(boxes.length);
  for (const [a, b] of forward) {
    targets[a].push(b);
    has_source[b] = 1;
  }
  for (const index of order) {
    for (const target of targets[index]) rank[target] = Math.max(rank[target], rank[index] + 1);
  }
  for (const index of order) {
    if (!has_source[index] && targets[index].length > 0) rank[index] = Math.max(0, Math.min(...targets[index].map((target) => rank[target])) - 1);
  }
  return rank;
}

/** Orders each layer by the mean place of its neighbours, up and down in turn, so that few lines cross. */
function order_layers(items) {
  const layers = [];
  for (const item of items) (layers[item.rank] ??= []).push(item);
  const filled = layers.filter(Boolean);
  filled.forEach((layer) => layer.sort((a, b) => (a.box?.order ?? a.up[0].box?.order ?? 0) - (b.box?.order ?? b.up[0].box?.order ?? 0)));
  const number = (layer) => layer.forEach((item, index) => { item.at = (index + 0.5) / layer.length; });
  filled.forEach(number);
  for (let sweep = 0; sweep < sweeps; ++sweep) {
    const side = sweep % 2 === 0 ? 'up' : 'down';
    for (const layer of side === 'up' ? filled : [...filled].reverse()) {
      for (const item of layer) item.wish = item[side].length > 0 ? mean_of(item[side], 'at') : item.at;
      layer.sort((a, b) => a.wish - b.wish);
      number(layer);
    }
  }
  return filled;
}

function mean_of(items, field) {
  return items.reduce((sum, item) => sum + item[field], 0) / items.length;
}

/** Moves the items of each layer as near to their neighbours as their widths allow. */
function place_layers(layers) {
  for (const layer of layers) {
    const whole = layer.reduce((sum, item) => sum + item.wide + box_gap, 0);
    let x = -whole / 2;
    for (const item of layer) {
      item.x = x + (item.wide + box_gap) / 2;
      x += item.wide + box_gap;
    }
  }
  for (let sweep = 0; sweep < sweeps; ++sweep) {
    const side = sweep % 2 === 0 ? 'up' : 'down';
    for (const layer of side === 'up' ? layers : [...layers].reverse()) {
      for (const item of layer) item.wish = item[side].length > 0 ? mean_of(item[side], 'x') : item.x;
      settle_layer(layer);
    }
  }
}

/** Half way between what packing from the left and from the right allows: neither side drifts. */
function settle_layer(layer) {
  const distance = (a, b) => (a.wide + b.wide) / 2 + box_gap;
  const left = layer.map((item) => item.wish);
  for (let i = 1; i < layer.length; ++i) left[i] = Math.max(left[i], left[i - 1] + distance(layer[i - 1], layer[i]));
  const right = layer.map((item) => item.wish);
  for (let i = layer.length - 2; i >= 0; --i) right[i] = Math.min(right[i], right[i + 1] - distance(layer[i], layer[i + 1]));
  layer.forEach((item, index) => { item.x = (left[index] + right[index]) / 2; });
}

function finish_layout(boxes, items, lines, layers) {
  let low = Infinity;
  let high = -Infinity;
  for (const item of items) {
    low = Math.min(low, item.x - item.wide / 2);
    high = Math.max(high, item.x + item.wide / 2);
  }
  const shift = Number.isFinite(low) ? -low : 0;
  layers.forEach((layer, index) => layer.forEach((item) => {
    item.x += shift;
    item.y = index * (box_height + layer_gap) + box_height / 2;
    if (item.box) Object.assign(item.box, {x: item.x, y: item.y});
  }));
  return {lines, width: Math.max(box_width, high - low), height: layers.length * (box_height + layer_gap) - layer_gap};
}
