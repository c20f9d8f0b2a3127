const report_colours = op_colours();

const report_sections = [
  ledger_section, timeline_section, operators_section, nodes_section, modules_section, roofline_section, graph_section, memory_section,
  startup_section, copies_section, environment_section,
];

function fill_contents(sections) {
  const contents = document.getElementById('contents');
  const links = sections.map((made) => element('a', {href: `#${made.id}`}, made.querySelector('h2').textContent));
  contents.append(element('p', {class: 'contents-title', 'aria-hidden': 'true'}, model_name()), element('div', {class: 'links'}, ...links));
  const mark = new IntersectionObserver((entries) => {
    for (const {target, isIntersecting} of entries) {
      const link = links[sections.indexOf(target)];
      if (isIntersecting) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }, {rootMargin: '-20% 0px -60% 0px'});
  sections.forEach((made) => mark.observe(made));
}

function build_report() {
  const report = document.getElementById('report');
  document.title = `${model_name()} – profile`;
  const sections = report_sections.map((make) => make()).filter(Boolean);
  report.append(overview(), ...sections);
  fill_contents(sections);
  document.documentElement.dataset.ready = 'true';
}

build_report();
