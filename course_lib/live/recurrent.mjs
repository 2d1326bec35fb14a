// How far a gradient travels back: a plain network and an LSTM, run forwards and backwards (chapter `recurrent`).

const ROWS = [10, 30, 50]; // steps back that stand in the table, and have a mark on the lines
const back = (W, d) => W[0].map((_, j) => d.reduce((sum, d_k, k) => sum + W[k][j] * d_k, 0)); // W transposed times d

// The norm of the gradient at each state, from the last one back to the first.
function plain({ x, d_h, U, W, radius }) {
  let h = d_h.map(() => 0);
  const states = x.map((x_t) => (h = W.map((row, j) => Math.tanh(dot(U[j], x_t) + radius * dot(row, h)))));
  let d = d_h;
  return states.reverse().map((h) => {
    const norm = Math.hypot(...d);
    d = back(W, d.map((d, j) => radius * d * (1 - h[j] ** 2)));
    return norm;
  });
}

// The same for the pair (h, c).
function lstm({ x, d_h, U_lstm, W_lstm, b_lstm, forget_bias }) {
  const zeros = d_h.map(() => 0);
  const units = zeros.length;
  let [h, c] = [zeros, zeros];
  const steps = x.map((x_t) => {
    const before = c;
    const a = W_lstm.map((row, j) => dot(U_lstm[j], x_t) + dot(row, h)
      + (Math.floor(j / units) === 1 ? forget_bias : b_lstm[j])); // blocks of rows: i, f, g, o
    const [i, f, g, o] = [sigmoid, sigmoid, Math.tanh, sigmoid].map((squash, block) => (
      a.slice(block * units, (block + 1) * units).map(squash)));
    c = c.map((c, j) => i[j] * g[j] + f[j] * c); // eq:lstm-c
    h = c.map((c, j) => o[j] * Math.tanh(c)); // eq:lstm-h
    return { i, f, g, o, c, before };
  });
  let [d, e] = [d_h, zeros]; // the gradients at h and at c
  return steps.reverse().map(({ i, f, g, o, c, before }) => {
    const norm = Math.hypot(...d, ...e);
    const at_c = e.map((e, j) => e + d[j] * o[j] * (1 - Math.tanh(c[j]) ** 2)); // eq:lstm-backward-c
    const a = [
      at_c.map((e, j) => e * g[j] * i[j] * (1 - i[j])), // eq:lstm-backward-i
      at_c.map((e, j) => e * before[j] * f[j] * (1 - f[j])), // eq:lstm-backward-f
      at_c.map((e, j) => e * i[j] * (1 - g[j] ** 2)), // eq:lstm-backward-g
      d.map((d, j) => d * Math.tanh(c[j]) * o[j] * (1 - o[j])), // eq:lstm-backward-o
    ].flat();
    d = back(W_lstm, a); // eq:lstm-backward-h
    e = at_c.map((e, j) => e * f[j]); // eq:lstm-backward-state
    return norm;
  });
}

function build({ get, change, words, say, lang, status }) {
  const scaled = (value) => (Array.isArray(value) ? value.map(scaled) : value / get('scale'));
  const fixed = {};
  for (const name of ['x', 'd_h', 'U', 'W', 'U_lstm', 'W_lstm', 'b_lstm']) fixed[name] = scaled(get(name));
  const [low, high] = get('axis'); // in powers of ten
  const steps = fixed.x.length - 1;

  const sign = (power) => `${power}`.replace('-', '\u2212');
  // Numbers as people write them; what stands behind ^ is raised, and the ^ itself is heard and copied, not seen.
  function number(value) {
    const digits = { maximumSignificantDigits: 2 };
    if (value === 0 || (value >= 0.01 && value < 1e4)) return value.toLocaleString(lang, digits);
    const [part, exponent] = value.toExponential(1).split('e');
    return `${(+part).toLocaleString(lang)}\u00a0\u00d7\u00a010^${sign(+exponent)}`;
  }
  const written = (text) => text.split(/(\^[\u2212\d]+)/).map((part) => (part[0] === '^'
    ? make('sup', {}, make('span', { class: 'live-status' }, '^'), part.slice(1)) : part));

  // The plot: lines in a picture that is stretched, in the units of the axes; its words beside it, which are not.
  const place = (y) => `${100 * (high - y) / (high - low)}%`;
  const line = (name, d = '') => make('path', { class: name, d });
  const lines = ['live-plain', 'live-lstm', 'live-plain live-marks', 'live-lstm live-marks'].map((name) => line(name));
  const range = (from, to, by) => Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, k) => from + k * by);
  const [levels, tens] = [range(low, high, 5), range(0, steps, 10)];
  const ticks = levels.map((y) => make('span', { style: `top: ${place(y)}` }, ...written(y ? `10^${sign(y)}` : '1')));
  const names = ['plain', 'lstm'].map((name) => make('b', { class: `live-${name}` }, words[name]));
  const grid = [...levels.map((y) => `M0 ${-y}H${steps}`), ...tens.map((k) => `M${k} ${-high}V${-low}`)].join('');
  const plot = make('div', { class: 'live-plot', role: 'img', 'aria-label': words.plot },
    make('b', {}, words.left), make('div', {}, ...ticks),
    make('svg', { viewBox: `0 ${-high} ${steps} ${high - low}`, preserveAspectRatio: 'none' },
      line('live-grid', grid), line('live-one', `M0 0H${steps}`), ...lines),
    make('div', {}, ...names),
    make('div', {}, ...tens.map((k) => make('span', { style: `left: ${100 * k / steps}%` }, k))),
    make('b', {}, words.back));

  const controls = ['radius', 'forget_bias'].map((name) => {
    const [min, max, step] = get(`${name}_range`);
    const input = slider(words[name], { min, max, step }, () => get(name), (wanted) => change({
      [name]: +within(min, Math.round(wanted / step) * step, max).toFixed(2),
    }));
    const value = make('data', { 'data-row': name });
    return { name, input, value, row: labelled(words[name], input, value) };
  });
  const cells = ROWS.map((k) => ['plain', 'lstm'].map((row) => make('data', { 'data-row': row, 'data-back': k })));
  const table = make('table', {},
    make('tr', {}, ...['back', 'plain', 'lstm'].map((word) => make('th', { scope: 'col' }, words[word]))),
    ...ROWS.map((k, row) => make('tr', {}, make('th', { scope: 'row' }, k),
      ...cells[row].map((cell) => make('td', {}, cell)))));

  function draw() {
    const chosen = { radius: get('radius'), forget_bias: get('forget_bias') };
    const norms = [plain, lstm].map((run) => run({ ...fixed, ...chosen }));
    const heights = norms.map((values) => values.map((value) => (-Math.log10(value)).toFixed(4)));
    heights.forEach((ys, k) => {
      lines[k].setAttribute('d', `M${ys.map((y, x) => `${x} ${y}`).join('L')}`);
      lines[k + 2].setAttribute('d', ROWS.map((x) => `M${x} ${ys[x]}h0`).join(''));
    });
    const ends = heights.map((ys) => -ys[steps]);
    const apart = Math.max(0, 0.14 * (high - low) - Math.abs(ends[0] - ends[1])) / 2; // names do not cover each other
    names.forEach((name, k) => {
      const up = ends[k] > ends[1 - k] || (k && ends[0] === ends[1]) ? apart : -apart;
      name.style.top = place(within(low, ends[k] + up, high));
    });
    for (const { name, input, value } of controls) {
      input.value = value.value = chosen[name];
      value.textContent = number(chosen[name]);
    }
    ROWS.forEach((back, row) => cells[row].forEach((cell, k) => {
      cell.value = norms[k][back];
      cell.replaceChildren(...written(number(norms[k][back])));
    }));
    const [left, kept] = norms.map((values) => values[50]);
    status.replaceChildren(...written(say(left < 0.01 ? 'vanishes' : left > 100 ? 'explodes' : 'lasts', {
      radius: number(chosen.radius), bias: number(chosen.forget_bias), plain: number(left), lstm: number(kept),
    })));
  }

  return { parts: [plot, ...controls.map(({ row }) => row), status, table], draw };
}

export default figure('recurrent', ['radius', 'forget_bias'], build);
