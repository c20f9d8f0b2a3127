// Every number of the page is written here: by a scale, which is a factor, a suffix and a number of decimals.

// [factor, suffix, the largest figure of a column from which on the whole column is in it].
const unit_steps = {
  us: [[1, 'µs', 0], [1e3, 'ms', 1e4], [1e6, 's', 1e8]],
  ns: [[1, 'ns'], [1e3, 'µs'], [1e6, 'ms']],
  bytes: [[1, 'B'], [1024, 'KiB'], [1024 ** 2, 'MiB'], [1024 ** 3, 'GiB'], [1024 ** 4, 'TiB']],
  operations: [[1, 'op'], [1e3, 'Kop'], [1e6, 'Mop'], [1e9, 'Gop'], [1e12, 'Top']],
  gflops: [[1e-3, 'Mop/s'], [1, 'Gop/s'], [1e3, 'Top/s']],
  gb_s: [[1e-3, 'MB/s'], [1, 'GB/s'], [1e3, 'TB/s']],
  intensity: [[1, 'op/B']],
  percent: [[1, '%']],
  share: [[0.01, '%']],
  count: [[1, '']],
};
const whole_units = new Set(['B', 'op', '']);

/** The step of one number: the first in which it is below a thousand. */
function step_for(unit, magnitude) {
  let chosen = unit_steps[unit][0];
  for (const step of unit_steps[unit]) {
    if (magnitude / chosen[0] >= 999.95) chosen = step;
  }
  return chosen;
}

/** The step of a column: small figures keep their digits beside large ones, so it changes later. */
function column_step_for(unit, magnitude) {
  return unit_steps[unit].findLast(([factor, , from]) => magnitude >= (from ?? factor * 10)) ?? unit_steps[unit][0];
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** The scale of one number: four significant digits, three decimals at most. */
function scale_for(unit, value) {
  const [factor, suffix] = step_for(unit, Math.abs(value));
  const scaled = Math.abs(value / factor);
  if (whole_units.has(suffix)) return {factor, suffix, decimals: Number.isInteger(scaled) ? 0 : 2};
  const digits = suffix === '%' ? 3 : 4;
  const decimals = scaled === 0 ? 0 : clamp(digits - 1 - Math.floor(Math.log10(scaled)), 0, suffix === '%' ? 2 : 3);
  return {factor, suffix, decimals};
}

/** The one scale of a column, so that its figures line up and compare at a glance. */
function column_scale(unit, values) {
  let largest = 0;
  let whole = true;
  for (const value of values) {
    largest = Math.max(largest, Math.abs(value));
    whole &&= Number.isInteger(value);
  }
  const [factor, suffix] = column_step_for(unit, largest);
  if (whole && whole_units.has(suffix)) return {factor, suffix, decimals: 0};
  return {factor, suffix, decimals: column_decimals(suffix, largest / factor)};
}

/** Milliseconds and seconds to the microsecond and millisecond; elsewhere what the largest figure of the column needs. */
function column_decimals(suffix, largest) {
  if (suffix === 'ms' || suffix === 's') return 3;
  if (suffix === '%') return 2;
  return largest < 10 ? 3 : largest < 100 ? 2 : 1;
}

/** A number without its suffix: thousands apart by narrow blanks, a real minus. */
function format_in(scale, value) {
  const [whole, fraction] = Math.abs(value / scale.factor).toFixed(scale.decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const sign = value < 0 && Number(whole + '.' + (fraction ?? 0)) !== 0 ? '\u2212' : '';
  return sign + grouped + (fraction === undefined ? '' : `.${fraction}`);
}

/** A number with its suffix, "12.3 ms". */
function format(value, unit) {
  const scale = scale_for(unit, value);
  return format_in(scale, value) + (scale.suffix ? `\u00a0${scale.suffix}` : '');
}

/** "float32 [1, 64, 56, 56]" of an object with `type` and `shape`. */
function type_and_shape(value) {
  const shape = Array.isArray(value.shape) ? `[${value.shape.join(', ')}]` : '';
  return [value.type, shape].filter(Boolean).join(' ');
}
