/**
 * Pan, zoom, hover and choice on a canvas by mouse, touch and keyboard. The wheel zooms once the canvas has the focus, or
 * with Ctrl; otherwise the page scrolls, as a reader expects. `moves`: pan(dx, dy), zoom(factor, x, y), home(),
 * hover(x, y, event), leave(), choose(x, y), and step(by) to the next (1) or last (-1) item; all in CSS pixels.
 */
function navigate(canvas, moves) {
  const pointers = new Map();
  let travelled = 0;
  let pinch = 0;
  canvas.tabIndex = 0;
  canvas.classList.add('navigable');

  const place_of = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  };

  canvas.addEventListener('wheel', (event) => {
    if (document.activeElement !== canvas && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      moves.pan(-(event.deltaX || event.deltaY) * lines, 0);
    } else {
      moves.zoom(Math.exp(-event.deltaY * lines * 0.0018), ...place_of(event));
    }
  }, {passive: false});

  canvas.addEventListener('pointerdown', (event) => {
    pointers.set(event.pointerId, place_of(event));
    travelled = 0;
    pinch = pointers.size === 2 ? spread() : 0;
    if (event.pointerType === 'mouse') canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const at = place_of(event);
    const last = pointers.get(event.pointerId);
    if (!last) {
      moves.hover(...at, event);
      return;
    }
    pointers.set(event.pointerId, at);
    if (pointers.size === 2) {
      const now = spread();
      const [a, b] = [...pointers.values()];
      if (pinch > 0 && now > 0) moves.zoom(now / pinch, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      pinch = now;
      travelled = 100;
    } else {
      travelled += Math.abs(at[0] - last[0]) + Math.abs(at[1] - last[1]);
      if (travelled > 3) {
        moves.leave();
        moves.pan(at[0] - last[0], at[1] - last[1]);
      }
    }
  });
  const release = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    if (event.type === 'pointerup' && travelled <= 3) moves.choose(...place_of(event));
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => moves.leave());
  canvas.addEventListener('dblclick', () => moves.home());
  canvas.addEventListener('keydown', (event) => navigate_by_key(event, canvas, moves));
}

function navigate_by_key(event, canvas, moves) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const {width, height} = canvas.getBoundingClientRect();
  const step = Math.round(width / 10);
  const actions = {
    ArrowLeft: () => moves.pan(step, 0),
    ArrowRight: () => moves.pan(-step, 0),
    ArrowUp: () => moves.pan(0, step),
    ArrowDown: () => moves.pan(0, -step),
    a: () => moves.pan(step, 0),
    d: () => moves.pan(-step, 0),
    w: () => moves.zoom(1.3, width / 2, height / 2),
    s: () => moves.zoom(1 / 1.3, width / 2, height / 2),
    '+': () => moves.zoom(1.3, width / 2, height / 2),
    '=': () => moves.zoom(1.3, width / 2, height / 2),
    '-': () => moves.zoom(1 / 1.3, width / 2, height / 2),
    0: () => moves.home(),
    '.': () => moves.step(1),
    ',': () => moves.step(-1),
    Enter: () => moves.step(0),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

/** The buttons that say what the keys do, for those who would rather press. */
function zoom_buttons(moves, size) {
  const middle = () => {
    const {width, height} = size();
    return [width / 2, height / 2];
  };
  return element('div', {class: 'zoom-buttons', role: 'group', 'aria-label': 'Zoom'},
    button('−', () => moves.zoom(1 / 1.6, ...middle()), {'aria-label': 'Zoom out', class: 'square'}),
    button('+', () => moves.zoom(1.6, ...middle()), {'aria-label': 'Zoom in', class: 'square'}),
    button('Whole', () => moves.home(), {class: 'quiet'}));
}

const navigation_hint = 'After a click: wheel or + − zooms, dragging or arrows move, “.” and “,” step, Enter opens, 0 shows the whole.';
