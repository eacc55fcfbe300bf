// Draws what the element "data" holds into the elements of class "plot": those in a closed part when it is opened.
(function () {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const chosen = new Set(data.peers.filter(p => p.chosen).map(p => p.name));
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const live = new Map();

  function draw(element) {
    const drawn = charts.of(data.pictures[element.id], element.clientWidth, dark.matches, chosen);
    element.style.height = drawn.height + 'px';
    if (!live.has(element)) live.set(element, echarts.init(element, null, { renderer: 'svg' }));
    live.get(element).resize();
    live.get(element).setOption(drawn.option, true);
  }
  const folded = element => element.closest('details:not([open])');
  function drawNew() {
    document.querySelectorAll('.plot').forEach(e => { if (!live.has(e) && !folded(e)) draw(e); });
  }
  function drawAgain() {
    live.forEach((chart, element) => { if (!folded(element)) draw(element); else { chart.dispose(); live.delete(element); } });
  }

  // Peers of the first picture.
  const chooser = document.getElementById('chooser');
  data.peers.forEach(function (peer) {
    const button = document.createElement('button');
    const show = () => {
      button.setAttribute('aria-pressed', chosen.has(peer.name));
      button.className = chosen.has(peer.name) ? 'f-' + peer.family : '';
    };
    button.textContent = peer.name;
    button.addEventListener('click', function () {
      if (!chosen.delete(peer.name)) chosen.add(peer.name);
      show();
      draw(document.getElementById('overview'));
    });
    show();
    chooser.append(button);
  });

  // A link into a closed part opens it.
  function open() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    for (let e = target; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
    if (target) target.scrollIntoView();
  }

  let waiting = 0;
  window.addEventListener('resize', function () {
    clearTimeout(waiting);
    waiting = setTimeout(drawAgain, 120);
  });
  dark.addEventListener('change', drawAgain);
  document.querySelectorAll('details').forEach(part => part.addEventListener('toggle', drawNew));
  window.addEventListener('hashchange', open);
  drawNew();
  open();
})();
