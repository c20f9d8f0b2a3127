/**
 * A canvas that fills the width of its place and is drawn again, at most once a frame, when its size or the theme changes.
 * `draw(context, width, height)` draws in CSS pixels. Returns {canvas, place, redraw, size()}.
 */
function make_surface({height, label, draw}) {
  const canvas = element('canvas', {role: 'img', 'aria-label': label});
  const place = element('div', {class: 'surface'}, canvas);
  place.style.height = `${height}px`;
  let asked = false;
  const paint = () => {
    asked = false;
    const width = place.clientWidth;
    const tall = place.clientHeight;
    if (width === 0 || tall === 0) return;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(tall * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(tall * ratio);
    }
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, tall);
    context.font = canvas_font(11);
    context.textBaseline = 'middle';
    draw(context, width, tall);
  };
  const redraw = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(paint);
  };
  new ResizeObserver(redraw).observe(place);
  on_theme_change(redraw);
  addEventListener('beforeprint', paint);
  return {canvas, place, redraw, size: () => ({width: place.clientWidth, height: place.clientHeight})};
}

function canvas_font(pixels, weight = 400) {
  return `${weight} ${pixels}px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif`;
}

/** Text cut to a width with an ellipsis; nothing where not even three letters fit. */
function draw_text_in(context, text, x, y, width) {
  if (width < 18) return;
  let shown = text.length > 200 ? text.slice(0, 200) : text;
  const measured = context.measureText(shown).width;
  if (measured > width) {
    const fits = Math.floor((shown.length * (width - context.measureText('…').width)) / measured);
    if (fits < 2) return;
    shown = `${shown.slice(0, fits)}…`;
  }
  context.fillText(shown, x, y, width);
}

/** A name in a width, by its end, which tells it apart; `short` instead where hardly any of it fits. */
function draw_name_in(context, name, short, x, y, width) {
  if (context.measureText(name).width <= width) {
    context.fillText(name, x, y);
    return;
  }
  const fits = Math.floor((name.length * (width - context.measureText('…').width)) / context.measureText(name).width);
  if (fits < 8) draw_text_in(context, short, x, y, width);
  else context.fillText(`…${name.slice(-fits)}`, x, y, width);
}

/** A rectangle of at least one pixel's width. */
function fill_box(context, x, y, width, height) {
  context.fillRect(x, y, Math.max(width, 1), height);
}
