// What a picture holds, as an option of ECharts: for the page, which draws it there, and for files, where Rhino does.
var charts = (function () {
  'use strict';
  const FONT = "system-ui, 'Segoe UI', Arial, sans-serif";
  const LIGHT = {
    ink: '#1d2129', mute: '#5f6875', line: '#e6e9ed', back: '#ffffff', tint: '#fdf1ef', bad: '#b42318',
    ccache: '#d55e00', own: '#a3458e', native: '#0072b2', Java: '#00805d', bound: '#7d8590',
    palette: ['#0072b2', '#d55e00', '#00805d', '#a3458e', '#8a6d00', '#56a0d3', '#5f6875', '#b42318']
  };
  const DARK = {
    ink: '#e6edf3', mute: '#9aa4af', line: '#262d36', back: '#0d1117', tint: '#2a1a1d', bad: '#ff7b72',
    ccache: '#ff9a4d', own: '#d58ac9', native: '#58a6ff', Java: '#3fbf9b', bound: '#8b949e',
    palette: ['#58a6ff', '#ff9a4d', '#3fbf9b', '#d58ac9', '#d9b93b', '#9ecbff', '#9aa4af', '#ff7b72']
  };
  const SYMBOLS = { ccache: 'diamond', own: 'triangle', native: 'circle', Java: 'rect', bound: 'emptyCircle' };
  const DASHES = ['solid', [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3]];

  // Axes are logarithmic by their data: ECharts' own log axis has no ticks between powers of its base.
  const log2 = x => Math.log(x) / Math.LN2;
  const most = (values, of) => values.reduce((a, v) => Math.max(a, of ? of(v) : v), -Infinity);
  const least = (values, of) => values.reduce((a, v) => Math.min(a, of ? of(v) : v), Infinity);
  const flat = (values, of) => values.reduce((a, v) => a.concat(of(v)), []);
  function median(values) {
    const v = values.slice().sort((a, b) => a - b);
    const m = v.length >> 1;
    return v.length % 2 ? v[m] : (v[m - 1] + v[m]) / 2;
  }
  // About as many pixels as a text is wide.
  const wide = (text, size) => text.length * size * 0.56;

  function short(x) {
    if (x < 100) return String(Number(x.toPrecision(3)));
    return String(Math.round(x)).replace(/\B(?=(\d{3})+$)/g, ',');
  }
  function scaled(x, base, units) {
    let u = 0;
    while (Math.abs(x) >= base * 0.9995 && u < units.length - 1) { x /= base; u++; }
    return short(x) + ' ' + units[u];
  }
  const UNITS = {
    bytes: x => scaled(x, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']),
    nanos: x => scaled(x, 1000, ['ns', 'µs', 'ms', 's']),
    percentile: x => x <= 1 ? '0 %' : (100 - 100 / x).toFixed(Math.max(0, Math.round(Math.log(x) / Math.LN10) - 2)) + ' %',
    count: short
  };
  const unit = axis => UNITS[axis.unit || 'count'];
  const times = v => v >= 0 ? short(Math.pow(2, v)) : '1/' + short(Math.pow(2, -v));

  function bare(theme, more) {
    return Object.assign({
      type: 'value', axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.mute, fontSize: 11, fontFamily: FONT, hideOverlap: true },
      nameLocation: 'middle', nameTextStyle: { color: theme.mute, fontSize: 11.5, fontFamily: FONT }
    }, more);
  }
  function labels(theme, formatter) {
    return { color: theme.mute, fontSize: 11, fontFamily: FONT, hideOverlap: true, formatter: formatter };
  }
  // In log2 units, or in those of ten where the range is long; with few ticks.
  function logAxis(theme, low, high, ticks, label) {
    const one = log2(high / low) > 6 && label !== UNITS.bytes || label === UNITS.percentile ? log2(10) : 1;
    let from = Math.floor(log2(low) / one + 1e-9);
    let to = Math.ceil(log2(high) / one - 1e-9);
    if (from === to) to++;
    const step = Math.max(1, Math.ceil((to - from) / ticks));
    to = from + step * Math.ceil((to - from) / step);
    return bare(theme, { min: from * one, max: to * one, interval: step * one,
      axisLabel: labels(theme, v => label(Math.pow(2, v))) });
  }
  function axisOf(theme, spec, values, ticks) {
    const label = unit(spec);
    if (spec.log) return logAxis(theme, least(values), most(values), ticks, label);
    // Whole steps of 1, 2 or 5, for the names beside the lines want to know where the axis ends.
    const high = most(values) || 1;
    const raw = high / ticks;
    const ten = Math.pow(10, Math.floor(Math.log(raw) / Math.LN10));
    const step = ten * [1, 2, 5, 10].filter(s => s * ten >= raw * 0.999)[0];
    return bare(theme, { min: 0, max: spec.tight ? high : step * Math.ceil(high / step - 1e-9), interval: step,
      axisLabel: Object.assign(labels(theme, label), { showMaxLabel: !spec.tight }) });
  }
  function rows(theme, names, more) {
    return Object.assign({
      type: 'category', data: names, inverse: true, axisLine: { show: false }, axisTick: { show: false },
      splitLine: { show: false }, axisLabel: { interval: 0, fontSize: 11.5, fontFamily: FONT, color: theme.ink }
    }, more);
  }
  function base(theme, title) {
    return {
      animation: false, textStyle: { fontFamily: FONT }, backgroundColor: 'transparent', series: [],
      title: title ? [heading(theme, title, 0, 3)] : [],
      tooltip: { confine: true, borderColor: theme.line, backgroundColor: theme.back, padding: [5, 9],
        textStyle: { fontSize: 12, color: theme.ink, fontFamily: FONT } }
    };
  }
  function heading(theme, text, left, top) {
    return { text: text, left: left, top: top, padding: 0,
      textStyle: { fontSize: 13, fontWeight: 600, color: theme.ink, fontFamily: FONT } };
  }
  const words = (theme, text, x, y, more) => ({ type: 'text', silent: true, x: x, y: y,
    style: Object.assign({ text: text, fill: theme.mute, font: '11px ' + FONT, verticalAlign: 'middle' }, more) });

  // The least and the greatest.
  const outermost = dots => [dots.reduce((a, b) => b.value < a.value ? b : a), dots.reduce((a, b) => b.value > a.value ? b : a)];

  const draw = {};

  // Ratios of ccache to others, left of 1 ccache is ahead: a row for each workload or peer, one panel or two beside or below
  // each other. A row may have a mean with its interval, and its ends may be named.
  draw.ratios = function (data, width, theme, chosen) {
    const shown = dots => chosen ? dots.filter(dot => chosen.has(dot.name)) : dots;
    const beside = width >= 640;
    const narrow = width < 500;
    // A telephone shows a picture a little smaller than it is.
    const size = narrow ? 12 : 11.5;
    const small = narrow ? 12 : 11;
    const left = Math.min(150, 16 + most(data.rows, r => wide(r.name, size)));
    const pitch = data.ends ? 46 : 21;
    // Room for a name in the widest of the fonts.
    const ample = text => 1.08 * wide(text, small);
    const option = Object.assign(base(theme), { grid: [], xAxis: [], yAxis: [], graphic: [] });
    let top = 4;
    ['time', 'memory'].forEach(function (key, p) {
      const some = data.rows.filter(r => r[key] && (beside || shown(r[key].dots).length));
      const cells = some.map(r => r[key]);
      const dots = flat(cells, c => shown(c.dots));
      // Where there is no room, a note is its number: the tables have the name.
      const notes = cells.map(c => narrow ? (c.note || '').replace(/^.* /, '') : c.note || '');
      const right = 14 + most(notes, n => wide(n, data.ends ? 14 : 11));
      const room = (width - left) / 2;
      const from = beside && p > 0 ? left + room + 12 : left;
      const to = beside && p === 0 ? left + room - right - 12 : width - right;
      const height = Math.max(1, some.length) * pitch;
      const ends = dots.map(d => log2(d.value)).concat(flat(cells, c => c.mean.slice(1).map(log2)));
      const low = Math.floor(Math.min(-1, least(ends)) * 2) / 2;
      const named = cells.map(c => data.ends && c.dots.length ? outermost(c.dots).map(d => ({ value: d.value,
        text: d.name + ' ' + d.value.toFixed(2) })) : []);
      // Behind 1 there is room for each name that belongs there.
      const behind = most(flat(named, n => n), n => n.value < 1 ? 0 : ample(n.text) + 5 - right);
      const high = Math.max(Math.ceil(Math.max(0.75, most(ends)) * 4 + 0.5) / 4,
        behind > 0 && behind < to - from ? -low * behind / (to - from - behind) : 0);
      const step = Math.max(1, Math.ceil(32 * (high - low) / (to - from)));
      option.title.push(heading(theme, (p ? 'Memory' : 'Time') + ', ccache ÷ peer', from, top));
      option.grid.push({ left: from, width: to - from, top: top + 46, height: height });
      option.xAxis.push(bare(theme, { gridIndex: p, min: low, max: high, interval: step, splitLine: { show: false },
        axisLabel: { show: false } }));
      option.yAxis.push(rows(theme, some.map(r => r.name), { gridIndex: p, axisLabel: { show: !beside || p === 0, interval: 0,
        fontSize: size, fontFamily: FONT, color: name => {
          const row = some.filter(r => r.name === name)[0];
          return row && row.family ? theme[row.family] : theme.ink;
        } } }));
      const x = v => from + (v - low) / (high - low) * (to - from);
      option.graphic.push(
        { type: 'rect', silent: true, z: -1, shape: { x: x(0), y: top + 46, width: to - x(0), height: height }, style: { fill: theme.tint } },
        words(theme, '◂ ccache ahead', x(0) - 6, top + 23, { align: 'right', font: small + 'px ' + FONT }),
        words(theme, 'behind ▸', x(0) + 6, top + 23, { fill: theme.bad, font: small + 'px ' + FONT }));
      const taken = [];
      cells.forEach(function (cell, i) {
        const y = top + 46 + (i + 0.5) * pitch;
        if (notes[i]) {
          option.graphic.push(words(theme, notes[i], to + 8, y, { fill: cell.behind ? theme.bad : data.ends ? theme.ink : theme.mute,
            font: (cell.behind || data.ends ? '600 ' : '') + (data.ends ? 13 : 11) + 'px ' + FONT }));
        }
        if (!named[i].length) return;
        const first = named[i][0];
        const last = named[i][1];
        option.graphic.push({ type: 'line', silent: true, z: 1,
          shape: { x1: x(log2(first.value)), y1: y, x2: x(log2(last.value)), y2: y }, style: { stroke: theme[some[i].family], lineWidth: 1, opacity: 0.45 } });
        // Under the ends, each on its side of 1 and never over each other: what does not fit between moves outwards, and where
        // there is no room either, the first stands above.
        const widths = named[i].map(n => ample(n.text));
        // Below a row's name only where there is no other room.
        const nearest = beside ? from - 12 : 2;
        const place = (n, w) => n.value < 1 ? Math.max(nearest, Math.min(Math.max(from - 12, x(log2(n.value)) - w / 2), x(0) - 5 - w))
          : Math.min(to + right - w, Math.max(x(log2(n.value)) - w / 2, x(0) + 5));
        let a = place(first, widths[0]);
        let b = place(last, widths[1]);
        if (b < a + widths[0] + 10 && last.value < 1) a = Math.max(nearest, b - 10 - widths[0]);
        if (b < a + widths[0] + 10 && first.value >= 1) b = Math.min(to + right - widths[1], a + widths[0] + 10);
        const above = b < a + widths[0] + 10;
        [first, last].forEach(function (n, end) {
          const at = end ? b : a;
          const middle = !end && above ? y - 15 : y + 14;
          option.graphic.push(words(theme, n.text, at, middle,
            { font: small + 'px ' + FONT, fill: n.value > 1 ? theme.bad : theme.mute }));
          taken.push({ x1: at - 3, x2: at + widths[end] + 3, y1: middle - 8, y2: middle + 8 });
        });
      });
      for (let v = Math.ceil(low / step) * step; v <= high; v += step) {
        // A line stops where a name stands.
        let start = top + 46;
        taken.filter(t => t.x1 < x(v) && x(v) < t.x2).concat([{ y1: top + 46 + height }]).forEach(function (t) {
          if (t.y1 > start) {
            option.graphic.push({ type: 'line', silent: true, z: v === 0 ? 1 : 0, shape: { x1: x(v), y1: start, x2: x(v), y2: t.y1 },
              style: { stroke: v === 0 ? theme.ccache : theme.line, lineWidth: v === 0 ? 1.5 : 1 } });
          }
          start = t.y2;
        });
        option.graphic.push(words(theme, times(v), x(v), top + 38, { align: 'center', font: small + 'px ' + FONT }));
      }
      const byFamily = {};
      some.forEach((r, i) => shown(r[key].dots).forEach(function (d) {
        const family = d.family || r.family;
        (byFamily[family] = byFamily[family] || []).push({ value: [log2(d.value), i], symbolSize: data.ends ? 5 : 8,
          itemStyle: { color: theme[family], opacity: data.ends ? 0.5 : 0.8, borderColor: theme.back, borderWidth: 0.6 },
          tooltip: { formatter: '<b>' + d.name + '</b>, ' + r.name + '<br>' + key + ': ' + d.value.toFixed(3)
            + (d.high ? ' [' + d.low.toFixed(3) + ', ' + d.high.toFixed(3) + ']' : '') } });
      }));
      Object.keys(byFamily).forEach(family => option.series.push({ type: 'scatter', xAxisIndex: p, yAxisIndex: p, z: 3, clip: false,
        symbol: data.ends ? 'circle' : SYMBOLS[family], data: byFamily[family] }));
      cells.forEach(function (cell, i) {
        if (!cell.mean.length) return;
        const color = theme[some[i].family];
        const y = top + 46 + (i + 0.5) * pitch;
        if (cell.mean.length > 1) {
          option.graphic.push({ type: 'line', silent: true, z: 4, shape: { x1: x(log2(cell.mean[1])), y1: y, x2: x(log2(cell.mean[2])), y2: y },
            style: { stroke: color, lineWidth: 3 } });
        }
        option.series.push({ type: 'scatter', xAxisIndex: p, yAxisIndex: p, z: 5, symbol: 'diamond', symbolSize: 15, silent: true,
          itemStyle: { color: color, borderColor: theme.back, borderWidth: 1.5 }, data: [[log2(cell.mean[0]), i]] });
      });
      if (!beside) top += 46 + height + 34;
    });
    const tallest = most(option.grid, g => g.top + g.height);
    return { height: tallest + 10, option: option };
  };

  // One dot per process, one bar at each median, the best on top.
  draw.strip = function (data, width, theme) {
    const peers = data.values.slice().sort((a, b) => median(a.values) - median(b.values));
    const all = flat(peers, p => p.values);
    const ours = peers.filter(p => p.name === 'ccache')[0];
    const option = base(theme, data.title);
    option.grid = { left: 120, right: 22, top: 26, bottom: 26 };
    option.xAxis = logAxis(theme, least(all), most(all), width < 500 ? 4 : 7, UNITS[data.unit]);
    option.yAxis = rows(theme, peers.map(p => p.name), { axisLabel: { interval: 0, fontSize: 11, fontFamily: FONT,
      color: name => theme[peers.filter(p => p.name === name)[0].family] } });
    option.series.push({ type: 'scatter', z: 1, silent: true, symbol: 'rect', symbolSize: [2, 12],
      data: peers.map((p, i) => ({ value: [log2(median(p.values)), i], itemStyle: { color: theme[p.family] } })),
      markLine: ours && { silent: true, symbol: 'none', label: { show: false }, data: [{ xAxis: log2(median(ours.values)) }],
        lineStyle: { color: theme.ccache, width: 1, type: 'dashed' } } });
    peers.forEach((p, i) => option.series.push({ type: 'scatter', z: 3, clip: false, symbol: SYMBOLS[p.family], symbolSize: 7,
      itemStyle: { color: theme[p.family], opacity: 0.7 },
      data: p.values.map(v => ({ value: [log2(v), i], tooltip: { formatter: '<b>' + p.name + '</b> ' + UNITS[data.unit](v) } })) }));
    return { height: 56 + 17 * peers.length, option: option };
  };

  // Lines with their names beside their ends, spread so that none covers another.
  draw.lines = function (data, width, theme) {
    const height = 400;
    const size = width < 500 ? 10 : 11;
    const names = Math.min(width * 0.36, 26 + most(data.lines, l => wide(l.name, size)));
    const option = base(theme, data.title);
    const grid = { left: 62, right: names, top: data.title ? 32 : 12, bottom: 46 };
    const points = flat(data.lines, l => l.points);
    const floor = data.y.least || 0;
    const x = axisOf(theme, data.x, points.map(p => p[0]), width < 500 ? 4 : 10);
    const y = axisOf(theme, data.y, points.map(p => Math.max(floor, p[1])), 7);
    option.grid = grid;
    option.xAxis = Object.assign(x, { name: data.x.name, nameGap: 28, splitLine: { show: false }, axisLine: { show: true, onZero: false, lineStyle: { color: theme.line } } });
    option.yAxis = Object.assign(y, { name: data.y.name || '', nameGap: 46 });
    const seen = {};
    const looks = data.lines.map(function (l) {
      if (l.theory) return { color: theme.mute, width: 1, dash: [4, 4] };
      const kind = l.family || 'none';
      seen[kind] = (seen[kind] || 0) + 1;
      if (!l.family) return { color: theme.palette[(seen[kind] - 1) % theme.palette.length], width: 1.8, dash: 'solid' };
      return { color: theme[l.family], width: l.name === 'ccache' ? 3 : 1.5, dash: DASHES[(seen[kind] - 1) % DASHES.length] };
    });
    const place = p => [data.x.log ? log2(p[0]) : p[0], data.y.log ? log2(Math.max(floor, p[1])) : p[1]];
    data.lines.forEach((l, i) => option.series.push({
      type: 'line', name: l.name, data: l.points.map(place), triggerLineEvent: true, z: l.name === 'ccache' ? 5 : 3, clip: false,
      showSymbol: !l.family && !l.theory, symbol: 'circle', symbolSize: 5,
      lineStyle: { color: looks[i].color, width: looks[i].width, type: looks[i].dash }, itemStyle: { color: looks[i].color },
      emphasis: { focus: 'series' },
      tooltip: { formatter: '<b>' + l.name + '</b><br>highest ' + unit(data.y)(most(l.points, p => p[1])) + '<br>last ' + unit(data.y)(l.points[l.points.length - 1][1]) }
    }));
    const edge = width - grid.right;
    const bottom = height - grid.bottom;
    const at = (axis, v, from, to) => from + (v - axis.min) / (axis.max - axis.min) * (to - from);
    const ends = data.lines.map(function (l, i) {
      const end = place(l.points[l.points.length - 1]);
      const py = at(y, end[1], bottom, grid.top);
      return { name: l.name, x: at(x, end[0], grid.left, edge), y: py, at: py, look: looks[i] };
    }).sort((a, b) => a.y - b.y);
    const gap = Math.min(13, (bottom - grid.top + 20) / ends.length);
    ends.forEach((e, i) => { e.at = i ? Math.max(e.at, ends[i - 1].at + gap) : Math.max(e.at, 8); });
    let limit = bottom + 4;
    ends.slice().reverse().forEach(function (e) { e.at = Math.min(e.at, limit); limit = e.at - gap; });
    option.graphic = flat(ends, e => [
      { type: 'line', silent: true, shape: { x1: e.x + 2, y1: e.y, x2: edge + 12, y2: e.at }, style: { stroke: e.look.color, lineWidth: 0.6, opacity: 0.6 } },
      words(theme, e.name, edge + 15, e.at, { fill: e.look.color, font: (e.name === 'ccache' ? '700 ' : '') + size + 'px ' + FONT,
        width: names - 17, overflow: 'truncate' })]);
    return { height: height, option: option };
  };

  // Groups of bars that lie, so that long names can be read.
  draw.bars = function (data, width, theme) {
    const option = base(theme, data.title);
    const one = data.series.length === 1;
    const label = unit(data.x);
    const left = Math.min(width * 0.42, 14 + most(data.groups, g => wide(g, 11.5)));
    const legend = one ? 0 : 14 * Math.ceil(most([1].concat(data.series.map(s => wide(s.name, 11) + 42))) * data.series.length / width) + 10;
    const group = data.series.length * 13 + 12;
    option.grid = { left: left, right: 60, top: (data.title ? 30 : 8) + legend, bottom: 44 };
    option.legend = one ? undefined : { data: data.series.map(s => s.name), left: 0, top: data.title ? 22 : 0, itemWidth: 12, itemHeight: 9, itemGap: 22,
      textStyle: { color: theme.ink, fontSize: 11, fontFamily: FONT } };
    option.xAxis = Object.assign(axisOf(theme, data.x, flat(data.series, s => s.values), width < 500 ? 4 : 8), { name: data.x.name, nameGap: 26 });
    option.yAxis = rows(theme, data.groups);
    option.series = data.series.map((s, i) => ({
      type: 'bar', name: s.name, barWidth: 11, barGap: '18%', itemStyle: { color: s.family ? theme[s.family] : theme.palette[i % theme.palette.length] },
      data: s.values, label: { show: true, position: 'right', distance: 4, fontSize: 10, fontFamily: FONT, color: theme.mute,
        formatter: p => p.value === null ? '' : label(p.value) }
    }));
    return { height: option.grid.top + data.groups.length * group + 44, option: option };
  };

  /** An option and the height that it wants at a width. */
  function of(picture, width, dark, chosen) {
    return draw[picture.kind](picture.data, width, dark ? DARK : LIGHT, chosen);
  }

  /** The picture as SVG, without a page. */
  function svg(picture, width, dark, background) {
    const drawn = of(picture, width, dark);
    const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: width, height: drawn.height });
    chart.setOption(Object.assign(drawn.option, { backgroundColor: background }));
    const text = chart.renderToSVGString();
    chart.dispose();
    return text;
  }

  return { of: of, svg: svg };
})();
