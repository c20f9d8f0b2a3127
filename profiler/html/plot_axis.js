/** Round positions of about `wanted` ticks between two numbers of a linear axis. */
function linear_ticks(low, high, wanted) {
  const rough = (high - low) / Math.max(1, wanted);
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= rough);
  const ticks = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-6; at += step) ticks.push(Math.abs(at) < step * 1e-6 ? 0 : at);
  return ticks;
}

/** Round byte positions: the step is a power of two. */
function byte_ticks(high, wanted) {
  const step = 2 ** Math.ceil(Math.log2(Math.max(1, high / wanted)));
  const ticks = [];
  for (let at = 0; at <= high; at += step) ticks.push(at);
  return ticks;
}

/** The powers of ten between two positive numbers. */
function log_ticks(low, high) {
  const ticks = [];
  for (let power = Math.ceil(Math.log10(low) - 1e-9); power <= Math.log10(high) + 1e-9; ++power) ticks.push(10 ** power);
  return ticks;
}

/** Labels of ticks in one scale, with just enough decimals to tell them apart. */
function tick_labels(ticks, unit) {
  const largest = Math.max(...ticks.map(Math.abs), 0);
  const scale = scale_for(unit, largest);
  const step = ticks.length > 1 ? (ticks[1] - ticks[0]) / scale.factor : 1;
  scale.decimals = clamp(-Math.floor(Math.log10(Math.abs(step) || 1) + 1e-9), 0, 6);
  return ticks.map((tick) => format_in(scale, tick) + (scale.suffix ? `\u00a0${scale.suffix}` : ''));
}

/** A horizontal line across a plot. */
function draw_level(context, x0, x1, y, stroke, dash = []) {
  context.save();
  context.strokeStyle = stroke;
  context.setLineDash(dash);
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x0, Math.round(y) + 0.5);
  context.lineTo(x1, Math.round(y) + 0.5);
  context.stroke();
  context.restore();
}

/** A vertical line down a plot. */
function draw_plumb(context, x, y0, y1, stroke, dash = []) {
  context.save();
  context.strokeStyle = stroke;
  context.setLineDash(dash);
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, y0);
  context.lineTo(Math.round(x) + 0.5, y1);
  context.stroke();
  context.restore();
}

/** A label on a patch of the surface's colour, readable over lines. */
function draw_label(context, text, x, y, align = 'left', ink = colour('soft')) {
  context.save();
  context.textAlign = align;
  const width = context.measureText(text).width;
  const left = align === 'right' ? x - width : align === 'center' ? x - width / 2 : x;
  context.globalAlpha = 0.85;
  context.fillStyle = colour('surface');
  context.fillRect(left - 2, y - 7, width + 4, 14);
  context.globalAlpha = 1;
  context.fillStyle = ink;
  context.fillText(text, x, y);
  context.restore();
}

/** The smallest or largest of many values, by Math.min or Math.max, which take only so many at once. */
function extreme(values, choose) {
  return values.reduce((a, b) => choose(a, b));
}
