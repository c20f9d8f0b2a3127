const tooltip = document.getElementById('tooltip');

/** Shows lines of text beside a point of the window: a title and pairs [term, text]. */
function show_tooltip(x, y, title, pairs) {
  tooltip.replaceChildren(element('strong', {}, element('bdi', {}, title)), definitions(pairs, 'tight'));
  tooltip.hidden = false;
  const box = tooltip.getBoundingClientRect();
  const room_right = x + 16 + box.width < document.documentElement.clientWidth;
  const left = room_right ? x + 16 : Math.max(4, x - 16 - box.width);
  tooltip.style.left = `${left}px`;
  tooltip.style.top = `${clamp(y + 14, 4, Math.max(4, innerHeight - box.height - 4))}px`;
}

function hide_tooltip() {
  tooltip.hidden = true;
}

addEventListener('scroll', hide_tooltip, {passive: true});
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hide_tooltip();
});
