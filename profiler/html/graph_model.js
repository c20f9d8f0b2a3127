const boxes_at_start = 40;
const boxes_too_few = 6;
const boxes_at_once = 500;
const nodes_without_groups = 60;

/** The nodes' edges by the names of their values, the order in which they can run, and the tree of their modules. */
function graph_model(nodes) {
  const makers = new Map();
  nodes.forEach((node, index) => {
    for (const output of node.outputs ?? []) {
      if (output.name) makers.set(output.name, index);
    }
  });
  const edges = [];
  nodes.forEach((node, index) => {
    const sources = new Set((node.inputs ?? []).map((input) => makers.get(input.name)));
    for (const source of sources) {
      if (source !== undefined && source !== index) edges.push([source, index]);
    }
  });
  const position = run_order(nodes.length, edges);
  return {nodes, edges, position, root: module_tree(nodes, position)};
}

/** A position for each node, after its sources; in a cycle, which only names that occur twice can make, by their row. */
function run_order(count, edges) {
  const waiting = new Uint32Array(count);
  const targets = Array.from({length: count}, () => []);
  for (const [from, to] of edges) {
    ++waiting[to];
    targets[from].push(to);
  }
  const position = new Int32Array(count).fill(-1);
  const ready = [];
  for (let index = count - 1; index >= 0; --index) {
    if (waiting[index] === 0) ready.push(index);
  }
  let next = 0;
  let unplaced = 0;
  while (next < count) {
    if (ready.length === 0) {
      while (position[unplaced] >= 0) ++unplaced;
      ready.push(unplaced);
    }
    const index = ready.pop();
    if (position[index] >= 0) continue;
    position[index] = next++;
    for (const target of targets[index]) {
      if (--waiting[target] === 0 && position[target] < 0) ready.push(target);
    }
  }
  return position;
}

/** Modules by the parts of names before their last "/"; one that holds a single module alone becomes one with it. */
function module_tree(nodes, position) {
  const root = new_module('', null);
  nodes.forEach((node, index) => {
    const parts = String(node.name ?? '').split('/').filter(Boolean).slice(0, -1);
    let module = root;
    for (const part of parts) {
      if (!module.children.has(part)) module.children.set(part, new_module(`${module.path}/${part}`, module));
      module = module.children.get(part);
    }
    module.own.push(index);
  });
  sum_module(root, nodes, position);
  return root;
}

function new_module(path, parent) {
  return {path, parent, children: new Map(), own: [], total: 0, count: 0, first: Infinity};
}

/** Sums times and counts from the leaves up. Names may nest deep: no recursion. */
function sum_module(root, nodes, position) {
  const order = [root];
  for (let at = 0; at < order.length; ++at) order.push(...order[at].children.values());
  for (const module of order.reverse()) {
    for (const index of module.own) {
      module.total += nodes[index].total_us ?? 0;
      module.first = Math.min(module.first, position[index]);
    }
    module.count += module.own.length;
    for (const child of module.children.values()) {
      module.total += child.total;
      module.count += child.count;
      module.first = Math.min(module.first, child.first);
    }
  }
}

/** Modules opened at the start: by breadth, while few boxes show; all of them in a small graph. A single large module opens too. */
function opened_at_start(model) {
  const opened = new Set([model.root]);
  const queue = [model.root];
  let boxes = model.root.own.length + model.root.children.size;
  while (queue.length > 0) {
    for (const child of queue.shift().children.values()) {
      const more = child.own.length + child.children.size - 1;
      const limit = boxes < boxes_too_few ? boxes_at_once : boxes_at_start;
      if (model.nodes.length > nodes_without_groups && boxes + more > limit && child.count > 1) continue;
      boxes += more;
      opened.add(child);
      queue.push(child);
    }
  }
  return opened;
}

/** What shows: a box for each node whose modules are all open, one for each outermost closed module; edges between them. */
function visible_graph(model, opened) {
  const boxes = [];
  const box_of = new Int32Array(model.nodes.length);
  const pending = [model.root];
  const add = (box, indexes) => {
    for (const index of indexes) box_of[index] = boxes.length;
    boxes.push(box);
  };
  while (pending.length > 0) {
    const module = pending.pop();
    if (opened.has(module) || module.count === 1) {
      for (const index of module.own) {
        add({kind: 'node', index, node: model.nodes[index], module, total: model.nodes[index].total_us ?? 0, order: model.position[index]}, [index]);
      }
      pending.push(...module.children.values());
    } else {
      add({kind: 'module', module, total: module.total, count: module.count, order: module.first}, nodes_below(module));
    }
  }
  const seen = new Set();
  const edges = [];
  for (const [from, to] of model.edges) {
    const [a, b] = [box_of[from], box_of[to]];
    const key = a * boxes.length + b;
    if (a === b || seen.has(key)) continue;
    seen.add(key);
    edges.push([a, b]);
  }
  return {boxes, edges, box_of};
}

function nodes_below(module) {
  const indexes = [];
  const pending = [module];
  while (pending.length > 0) {
    const each = pending.pop();
    for (const index of each.own) indexes.push(index);
    pending.push(...each.children.values());
  }
  return indexes;
}
