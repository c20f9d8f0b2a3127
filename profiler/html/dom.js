/** An element. Attributes whose name begins with "on" are listeners, `class` and others are attributes, true is "". */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** A number of the profile as it is shown everywhere: with its pointer and its exact value. */
function figure(path, unit, scale = null) {
  const value = lookup(path);
  if (typeof value !== 'number') return element('span', {class: 'unknown', title: 'not known'}, '–');
  const own = scale ?? scale_for(unit, value);
  const text = format_in(own, value);
  const made = element('span', {
    class: 'figure', 'data-path': path, 'data-value': value, 'data-unit': own.suffix, 'data-factor': own.factor,
  }, text);
  if (!scale && own.suffix) made.append(element('span', {class: 'unit'}, `\u00a0${own.suffix}`));
  return made;
}

/** A text of the profile, isolated from the direction of the text around it. */
function text_of(path) {
  const value = lookup(path);
  return element('bdi', {'data-path': path}, typeof value === 'string' ? value : JSON.stringify(value));
}

/** A bar of a share from 0 to 1. */
function bar(share, kind = '') {
  const made = element('span', {class: `bar ${kind}`, 'aria-hidden': 'true'});
  const fill = element('span', {class: 'bar-fill'});
  fill.style.width = `${clamp(share, 0, 1) * 100}%`;
  made.append(fill);
  return made;
}

function button(title, action, attributes = {}) {
  return element('button', {type: 'button', ...attributes, onclick: action}, title);
}

/** A section of the page with its heading and one sentence that says what it shows. */
function section(id, title, sentence, ...children) {
  return element('section', {id, 'aria-labelledby': `${id}-title`},
    element('div', {class: 'section-head'},
      element('h2', {id: `${id}-title`}, title),
      sentence ? element('p', {class: 'sentence'}, sentence) : null),
    ...children);
}

/** Terms with what they mean, as pairs [term, node or text]; pairs without a meaning are left out. */
function definitions(pairs, kind = '') {
  const list = element('dl', {class: `definitions ${kind}`});
  for (const [term, meaning] of pairs) {
    if (meaning === undefined || meaning === null) continue;
    list.append(element('div', {}, element('dt', {}, term), element('dd', {}, meaning)));
  }
  return list;
}

/** The figure at `path`, or null where the profile has no number there. */
function figure_if_known(path, unit) {
  return typeof lookup(path) === 'number' ? figure(path, unit) : null;
}
