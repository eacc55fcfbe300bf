// Draws what the element "data" holds into the elements of class "plot", each by its data-kind.
(function () {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const LOOKS = {
    ccache: { color: '#d55e00', symbol: 'diamond', dash: 'solid' },
    own: { color: '#a3458e', symbol: 'triangle', dash: 'solid' },
    native: { color: '#0072b2', symbol: 'circle', dash: 'solid' },
    Java: { color: '#009e73', symbol: 'rect', dash: 'solid' },
    bound: { color: '#7d8590', symbol: 'emptyCircle', dash: [2, 3] }
  };
  const DASHES = ['solid', [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3]];
  const INK = '#1d2129';
  const MUTE = '#667085';
  const LINE = '#e9ecef';
  const BAD = '#b42318';
  const FONT = getComputedStyle(document.body).fontFamily;
  const OURS = data.peers[0].name;
  const CONTROL = data.peers[1].name;
  const families = new Map(data.peers.map(p => [p.name, p.family]));
  const rank = new Map(data.peers.map((p, i) => [p.name, i]));
  // Peers of one family have the same colour in every picture; lines of one family differ by their dashes.
  const dashes = new Map();
  const seen = {};
  for (const p of data.peers) {
    seen[p.family] = (seen[p.family] || 0) + 1;
    dashes.set(p.name, p.family === 'bound' ? [2, 3] : DASHES[(seen[p.family] - 1) % DASHES.length]);
  }
  const look = peer => LOOKS[families.get(peer)] || LOOKS.bound;
  const byRank = names => names.slice().sort((a, b) => rank.get(a) - rank.get(b));

  // Axes are logarithmic by their data: ECharts' own log axis has no ticks between powers of its base.
  const log2 = Math.log2;
  const log10 = Math.log10;
  const sum = values => values.reduce((a, b) => a + b, 0);
  function median(values) {
    const v = values.slice().sort((a, b) => a - b);
    const m = v.length >> 1;
    return v.length % 2 ? v[m] : (v[m - 1] + v[m]) / 2;
  }
  function short(x) {
    return x >= 100 ? x.toLocaleString('en', { maximumFractionDigits: 0 }) : String(Number(x.toPrecision(3)));
  }
  function bytes(b) {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    let u = 0;
    while (Math.abs(b) >= 1024 && u < units.length - 1) { b /= 1024; u++; }
    return short(b) + ' ' + units[u];
  }
  function nanos(n) {
    if (n < 999.5) return short(n) + ' ns';
    if (n < 999.5e3) return short(n / 1e3) + ' µs';
    return n < 999.5e6 ? short(n / 1e6) + ' ms' : short(n / 1e9) + ' s';
  }
  const times = v => v >= 0 ? short(2 ** v) : '1/' + short(2 ** -v);

  // An axis in log2 units over the values, with few ticks on powers of two, or of ten where the range is long.
  function axis(low, high, most, label) {
    const span = log2(high) - log2(low);
    const ten = span > 10 && label !== bytes;
    const unit = ten ? log2(10) : 1;
    let from = Math.floor(log2(low) / unit + 1e-9);
    let to = Math.ceil(log2(high) / unit - 1e-9);
    if (from === to) to++;
    const step = Math.max(1, Math.ceil((to - from) / most));
    to = from + step * Math.ceil((to - from) / step);
    return {
      type: 'value', min: from * unit, max: to * unit, interval: step * unit,
      axisLabel: {
        color: MUTE, fontSize: 10.5, fontFamily: FONT, hideOverlap: true,
        formatter: v => label(ten ? 10 ** Math.round(v / unit) : 2 ** Math.round(v))
      },
      splitLine: { lineStyle: { color: LINE } }, axisLine: { show: false }, axisTick: { show: false }
    };
  }
  function ratioAxis(low, high, name) {
    const from = Math.floor(low);
    let to = Math.ceil(high);
    const step = to - from > 8 ? 2 : 1;
    const min = from - (step === 2 && from % 2 ? 1 : 0);
    to = min + step * Math.ceil((to - min) / step);
    return {
      type: 'value', min: min, max: to, interval: step, name: name, nameLocation: 'middle', nameGap: 26,
      nameTextStyle: { color: MUTE, fontSize: 11.5, fontFamily: FONT },
      axisLabel: { color: MUTE, fontSize: 10.5, fontFamily: FONT, formatter: times },
      splitLine: { lineStyle: { color: LINE } }, axisLine: { show: false }, axisTick: { show: false }
    };
  }
  function rows(names, shown, colours) {
    return {
      type: 'category', data: names, inverse: true, axisLine: { show: false }, axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: '#f3f5f7' } },
      axisLabel: {
        show: shown, interval: 0, fontSize: 11, fontFamily: FONT,
        color: colours || INK
      }
    };
  }
  const base = () => ({
    animation: false, textStyle: { fontFamily: FONT },
    tooltip: { confine: true, borderColor: '#c5cad3', padding: [5, 9], textStyle: { fontSize: 12, color: INK, fontFamily: FONT } }
  });
  const heading = text => ({ text: text, left: 0, top: 0, textStyle: { fontSize: 12.5, fontWeight: 600, color: INK, fontFamily: FONT } });
  const emphasis = { focus: 'series', blurScope: 'coordinateSystem' };
  const blur = { itemStyle: { opacity: 0.12 }, lineStyle: { opacity: 0.1 }, label: { opacity: 0.15 } };
  const still = { silent: true, animation: false };

  const draw = {};

  // ccache ÷ peer: one row per peer, whiskers are intervals.
  draw.geomeans = function (d) {
    const names = d.rows.map(r => r.peer);
    const option = base();
    const panels = ['time', 'memory'];
    option.grid = [{ left: 130, right: '53%', top: 8, bottom: 44 }, { left: '53%', right: 60, top: 8, bottom: 44 }];
    option.xAxis = [];
    option.yAxis = [];
    option.series = [];
    panels.forEach(function (panel, g) {
      const all = d.rows.filter(r => r[panel]).flatMap(r => r[panel].slice(0, 3)).map(log2);
      option.xAxis.push(Object.assign(
        ratioAxis(Math.min(-1, ...all), Math.max(0, ...all) + 0.35, panel + ': ccache ÷ peer, left of 1 ccache is ahead'), { gridIndex: g }));
      option.yAxis.push(Object.assign(rows(names, g === 0, name => look(name).color), { gridIndex: g }));
      option.series.push(Object.assign({ type: 'scatter', data: [], xAxisIndex: g, yAxisIndex: g,
        markLine: { z: 1, silent: true, symbol: 'none', label: { show: false }, data: [{ xAxis: 0 }], lineStyle: { color: LOOKS.ccache.color, width: 1.5, type: 'solid' } } }, still));
      option.series.push({
        type: 'custom', xAxisIndex: g, yAxisIndex: g, silent: true, z: 2,
        data: d.rows.flatMap((r, i) => r[panel] ? [[log2(r[panel][1]), log2(r[panel][2]), i]] : []),
        encode: { x: [0, 1], y: 2 },
        renderItem: function (params, api) {
          const a = api.coord([api.value(0), api.value(2)]);
          const b = api.coord([api.value(1), api.value(2)]);
          return { type: 'line', shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] },
            style: { stroke: look(names[api.value(2)]).color, lineWidth: 2, opacity: 0.55 } };
        }
      });
      d.rows.forEach(function (r, i) {
        const m = r[panel];
        if (!m) return;
        option.series.push({
          type: 'scatter', name: r.peer, xAxisIndex: g, yAxisIndex: g, z: 3, clip: false,
          symbol: look(r.peer).symbol, symbolSize: 9, itemStyle: { color: look(r.peer).color }, blur: blur,
          data: [[log2(m[0]), i]],
          label: { show: true, position: 'right', distance: 6, fontSize: 10.5, backgroundColor: '#fff', padding: [1, 2], fontFamily: FONT, color: m[0] > 1 ? BAD : MUTE,
            fontWeight: m[0] > 1 ? 700 : 400,
            formatter: m[0].toFixed(2) + (m[3] < m[4] ? '  ' + m[3] + ' of ' + m[4] : '') },
          tooltip: { formatter: '<b>' + r.peer + '</b>, ' + panel + '<br>' + m[0].toFixed(3) + ' [' + m[1].toFixed(3) + ', ' + m[2].toFixed(3) + ']<br>over '
            + m[3] + ' of ' + m[4] + ' workloads' }
        });
      });
    });
    return option;
  };

  // peer ÷ ccache: one row per workload, one dot per peer.
  draw.overview = function (d) {
    const names = d.rows.map(r => r.workload);
    const option = base();
    const late = new Set(d.rows.filter(r => r.timeBehind || r.memoryBehind).map(r => r.workload));
    option.grid = [{ left: 150, right: '44%', top: 26, bottom: 44 }, { left: '58%', right: 16, top: 26, bottom: 44 }];
    option.title = [
      Object.assign(heading('Time'), { left: 150 }), Object.assign(heading('Memory'), { left: '58%' })];
    option.xAxis = [];
    option.yAxis = [];
    option.series = [];
    ['time', 'memory'].forEach(function (panel, g) {
      const all = d.rows.flatMap(r => r[panel].map(dot => log2(dot[1])));
      const least = Math.min(-0.5, ...all);
      const most = Math.max(1, ...all);
      // Room on the left for the longest name beside the leftmost dot.
      const x = ratioAxis(least - Math.max(1.1, 0.3 * (most - least)), most, panel + ' of peer ÷ ' + panel + ' of ccache');
      option.xAxis.push(Object.assign(x, { gridIndex: g }));
      option.yAxis.push(Object.assign(rows(names, g === 0, name => late.has(name) ? BAD : INK), { gridIndex: g }));
      option.series.push(Object.assign({
        type: 'scatter', data: [], xAxisIndex: g, yAxisIndex: g,
        markArea: { silent: true, itemStyle: { color: '#fdf0ee' }, data: [[{ xAxis: x.min }, { xAxis: 0 }]] },
        markLine: { z: 1, silent: true, symbol: 'none', label: { show: false }, data: [{ xAxis: 0 }], lineStyle: { color: LOOKS.ccache.color, width: 1.5, type: 'solid' } }
      }, still));
      const dots = new Map();
      d.rows.forEach(function (r, i) {
        const first = r[panel].reduce((a, b) => !a || b[1] < a[1] ? b : a, null);
        r[panel].forEach(function (dot) {
          const win = dot === first && dot[1] < 1;
          const red = win && r[panel + 'Behind'] && families.get(dot[0]) !== 'own';
          if (!dots.has(dot[0])) dots.set(dot[0], []);
          dots.get(dot[0]).push({
            value: [log2(dot[1]), i],
            label: { show: win, position: 'left', distance: 4, fontSize: 10, fontFamily: FONT,
              color: red ? BAD : MUTE, fontWeight: red ? 700 : 400, formatter: dot[0] + ' ' + dot[1].toFixed(2) },
            tooltip: { formatter: '<b>' + dot[0] + '</b> on ' + r.workload + '<br>' + panel + ' of peer ÷ ccache: ' + dot[1].toFixed(3)
              + ' [' + dot[2].toFixed(3) + ', ' + dot[3].toFixed(3) + ']' }
          });
        });
      });
      byRank([...dots.keys()]).forEach(peer => option.series.push({
        type: 'scatter', name: peer, xAxisIndex: g, yAxisIndex: g, data: dots.get(peer), clip: false, z: 3,
        symbol: look(peer).symbol, symbolSize: look(peer).symbol === 'rect' ? 7 : 8,
        itemStyle: { color: look(peer).color, opacity: 0.78, borderColor: '#fff', borderWidth: 0.6 }, emphasis: emphasis, blur: blur
      }));
    });
    return option;
  };

  // One dot per process.
  draw.strip = function (d) {
    const label = d.measure === 'memory' ? bytes : short;
    const medians = new Map(Object.entries(d.values).map(([peer, v]) => [peer, median(v)]));
    const names = [...medians.keys()].sort((a, b) => medians.get(a) - medians.get(b));
    const all = Object.values(d.values).flat();
    const option = base();
    option.title = heading(d.title);
    option.grid = { left: 120, right: 22, top: 26, bottom: 24 };
    option.xAxis = axis(Math.min(...all), Math.max(...all), 8, label);
    option.yAxis = rows(names, true, name => look(name).color);
    option.series = [Object.assign({
      type: 'scatter', z: 1, symbol: 'rect', symbolSize: [2, 12],
      data: names.map((peer, i) => ({ value: [log2(medians.get(peer)), i], itemStyle: { color: look(peer).color, opacity: 0.9 } })),
      markLine: medians.has(OURS) ? { silent: true, symbol: 'none', label: { show: false }, data: [{ xAxis: log2(medians.get(OURS)) }],
        lineStyle: { color: LOOKS.ccache.color, width: 1, type: 'dashed' } } : undefined
    }, still)];
    names.forEach((peer, i) => option.series.push({
      type: 'scatter', name: peer, z: 3, clip: false, symbol: look(peer).symbol, symbolSize: peer === OURS ? 9 : 7,
      itemStyle: { color: look(peer).color, opacity: peer === CONTROL ? 0.45 : 0.7 }, emphasis: emphasis, blur: blur,
      data: d.values[peer].map(v => ({ value: [log2(v), i], tooltip: { formatter: '<b>' + peer + '</b> ' + (d.measure === 'memory' ? bytes(v) : short(v) + ' ns/op') } }))
    }));
    return option;
  };

  // Names beside the ends of lines, spread so that none covers another, with a hair from each end to its name.
  function named(option, element) {
    const g = option.grid;
    const right = element.clientWidth - g.right;
    const bottom = element.clientHeight - g.bottom;
    const place = (axis, v, from, to) => from + (v - axis.min) / (axis.max - axis.min) * (to - from);
    const ends = option.series.map(function (s) {
      const end = s.data[s.data.length - 1];
      const y = place(option.yAxis, end[1], bottom, g.top);
      return { peer: s.name, x: place(option.xAxis, end[0], g.left, right), y: y, at: y };
    }).sort((a, b) => a.y - b.y);
    const gap = Math.min(12.5, (bottom - g.top + 20) / ends.length);
    ends.forEach((e, i) => { e.at = i ? Math.max(e.at, ends[i - 1].at + gap) : Math.max(e.at, 8); });
    // From the middle of a crowd, not only downwards: what was pushed too far pushes back.
    let limit = bottom + 4;
    ends.slice().reverse().forEach(function (e) { e.at = Math.min(e.at, limit); limit = e.at - gap; });
    option.graphic = ends.flatMap(e => [
      { type: 'line', silent: true, shape: { x1: e.x + 1, y1: e.y, x2: right + 14, y2: e.at }, style: { stroke: look(e.peer).color, lineWidth: 0.6, opacity: 0.5 } },
      { type: 'text', silent: true, x: right + 17, y: e.at, style: { text: e.peer, fill: look(e.peer).color, verticalAlign: 'middle',
        font: (e.peer === OURS ? '700 ' : '') + '10.5px ' + FONT } }]);
    return option;
  }

  function lines(d, points, tip) {
    return byRank(Object.keys(d.lines)).map(peer => ({
      type: 'line', name: peer, showSymbol: false, data: points(d.lines[peer]), z: peer === OURS ? 5 : 3, triggerLineEvent: true,
      lineStyle: { color: look(peer).color, width: peer === OURS ? 3 : 1.3, type: dashes.get(peer), opacity: peer === OURS ? 1 : 0.85 },
      itemStyle: { color: look(peer).color }, emphasis: { focus: 'series', lineStyle: { width: 3 } }, blur: blur,
      tooltip: { formatter: '<b>' + peer + '</b><br>' + tip(d.lines[peer]) }
    }));
  }

  draw.curve = function (d, element) {
    const peaks = Object.values(d.lines).map(points => Math.max(...points.map(p => p[1])));
    const floor = Math.max(65536, Math.min(...peaks) / 4);
    const option = base();
    option.title = heading(d.title);
    option.grid = { left: 62, right: 118, top: 30, bottom: 40 };
    option.xAxis = {
      type: 'value', name: 'seconds', nameLocation: 'middle', nameGap: 24, nameTextStyle: { color: MUTE, fontSize: 11, fontFamily: FONT },
      min: 0, max: Math.max(...Object.values(d.lines).flat().map(p => p[0])) / 1000, axisLabel: { color: MUTE, fontSize: 10.5, fontFamily: FONT, showMaxLabel: false }, splitLine: { show: false },
      axisLine: { lineStyle: { color: '#b8bec8' } }, axisTick: { lineStyle: { color: '#b8bec8' } }
    };
    option.yAxis = axis(floor, Math.max(...peaks), 7, bytes);
    option.tooltip.trigger = 'item';
    option.series = lines(d, points => points.map(p => [p[0] / 1000, log2(Math.max(floor, p[1]))]),
      points => 'peak ' + bytes(Math.max(...points.map(p => p[1]))) + '<br>end ' + bytes(points[points.length - 1][1]));
    return named(option, element);
  };

  // The x axis of HdrHistogram's plots: 1 ÷ (1 − percentile), logarithmic.
  draw.latency = function (d, element) {
    const all = Object.values(d.lines).flat();
    // Not from the least one: below the 20th percentile a line says nothing of tails.
    const low = Math.floor(log10(Math.min(...all.filter(p => p[0] > 1.25).map(p => p[1]))));
    const high = Math.ceil(log10(Math.max(...all.map(p => p[1]))));
    const option = base();
    option.title = heading(d.title);
    option.grid = { left: 62, right: 118, top: 30, bottom: 44 };
    option.xAxis = {
      type: 'value', min: 0, max: Math.max(...all.map(p => log10(p[0]))), interval: 1, name: 'percentile', nameLocation: 'middle', nameGap: 26,
      nameTextStyle: { color: MUTE, fontSize: 11, fontFamily: FONT }, splitLine: { lineStyle: { color: LINE } },
      axisLine: { lineStyle: { color: '#b8bec8' } }, axisTick: { show: false },
      axisLabel: { color: MUTE, fontSize: 10.5, fontFamily: FONT, showMaxLabel: false,
        formatter: v => v === 0 ? '0 %' : (100 - 100 / 10 ** v).toFixed(Math.max(0, v - 2)) + ' %' }
    };
    option.yAxis = {
      type: 'value', min: low, max: high, interval: 1, splitLine: { lineStyle: { color: LINE } }, axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { color: MUTE, fontSize: 10.5, fontFamily: FONT, formatter: v => nanos(10 ** v) }
    };
    option.series = lines(d, points => points.map(p => [log10(p[0]), Math.max(low, log10(p[1]))]),
      points => 'max ' + nanos(points[points.length - 1][1]));
    return named(option, element);
  };

  const charts = [];
  document.querySelectorAll('.plot').forEach(function (element) {
    const chart = echarts.init(element, null, { renderer: 'svg' });
    chart.redraw = () => chart.setOption(draw[element.dataset.kind](data.plots[element.id], element), true);
    chart.redraw();
    charts.push(chart);
  });

  let waiting = 0;
  window.addEventListener('resize', function () {
    clearTimeout(waiting);
    waiting = setTimeout(() => charts.forEach(chart => { chart.resize(); chart.redraw(); }), 120);
  });

  // One peer through all pictures.
  const select = document.createElement('select');
  select.add(new Option('no peer', ''));
  data.peers.forEach(p => select.add(new Option(p.name, p.name)));
  select.addEventListener('change', () => charts.forEach(function (chart) {
    chart.dispatchAction({ type: 'downplay' });
    if (select.value) chart.dispatchAction({ type: 'highlight', seriesName: select.value });
  }));
  const chooser = document.getElementById('chooser');
  chooser.append('Highlight ', select);
})();
