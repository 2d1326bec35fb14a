// An LSTM cell, letter by letter: open and shut the gates of a unit and watch its memory (chapter `lstm`).

const GATES = ['i', 'f', 'g', 'o']; // the blocks of rows of U, W and b
const VALVES = [[0, 'shut'], [null, 'free'], [1, 'open']]; // what i, f and o can be set to
const NOTES = { c: 'sum', h: 'shown' }; // where c and h come from
const squeeze = (c) => Math.tanh(c / 2); // every c fits into a bar

// Where a gate was set at step t: 0, 1, or null if it is free. The last turn counts, and holds to the end.
const setting = (turns, t, gate, unit) => turns
  .filter((turn) => turn.step <= t && turn.gate === gate && (turn.unit ?? unit) === unit).pop()?.value ?? null;

// Gates, states and expectations (p) of every step, from a zero state.
function run(get) {
  const [U, W, b, R, r, scale] = ['U', 'W', 'b', 'readout', 'readout_bias', 'scale'].map(get);
  let h = Array(b.length / 4).fill(0);
  let c = h;
  return [...get('sentence')].map((letter, t) => {
    const x = get('alphabet').indexOf(letter);
    const [i, f, g, o] = GATES.map((gate, block) => h.map((_, j) => {
      const row = block * h.length + j;
      const a = (U[row][x] + dot(W[row], h) + b[row]) / scale;
      return setting(get('turns'), t, gate, j) ?? (gate === 'g' ? Math.tanh(a) : sigmoid(a));
    }));
    c = c.map((c, j) => i[j] * g[j] + f[j] * c); // eq:lstm-c
    h = c.map((c, j) => o[j] * Math.tanh(c)); // eq:lstm-h
    const powers = R.map((row, k) => Math.exp((dot(row, h) + r[k]) / scale));
    return { i, f, g, o, c, h, p: powers.map((power) => power / powers.reduce((a, b) => a + b)) };
  });
}

function build({ get, change, words, say, number, status, tell }) {
  const alphabet = get('alphabet');
  const letters = [...get('sentence')];
  const units = get('b').length / 4;
  const show = (letter) => letter.replace(' ', '\u2423');
  const call = (letter) => ({ ' ': words.space, '.': words.stop })[letter] ?? letter;

  const toStep = (t) => change({ step: within(0, t, letters.length - 1) });
  const toUnit = (j) => change({ unit: within(0, j, units - 1) });
  const turn = (gate, value) => change({
    turns: [...get('turns'), { step: get('step'), gate, unit: together ? null : get('unit'), value }],
  });
  let together = false; // are the gates of all units set together?

  // The memory of all units over the sentence: data-t is the step, data-j the unit.
  const spot = (tag, data, text = '') => make(tag, { 'aria-hidden': true, ...data }, text);
  const heads = letters.map((letter, t) => spot('b', { 'data-t': t, lang: 'fr' }, show(letter)));
  const names = get('b').slice(0, units).map((_, j) => spot('b', { 'data-j': j }, j + 1));
  const cells = names.map((_, j) => letters.map((_, t) => spot('i', { 'data-t': t, 'data-j': j })));
  const strip = make('div', {
    class: 'live-strip', style: `--columns: ${letters.length}`, tabindex: 0, role: 'group',
    'aria-label': say('memory', { units, letters: letters.length }),
  }, spot('b'), ...heads, ...cells.flatMap((row, j) => [names[j], ...row]));
  strip.onclick = ({ target: { dataset: { t, j } } }) => {
    if (t) toStep(+t);
    if (j) toUnit(+j);
  };

  // Where we are, and the chosen unit there.
  const [step, unit, expects] = ['b', 'b', 'p'].map((tag) => make(tag));
  const rows = ['i', 'f', 'o', 'g', 'c', 'h'].map((key) => {
    const gate = 'ifo'.includes(key);
    const bar = make('i', { class: gate ? 'live-gate' : 'live-signed', 'aria-hidden': true });
    const valves = !gate ? [] : VALVES.map(([value, word]) => (
      { value, node: button(value ?? words.free, () => turn(key, value), words[word]) }));
    const last = gate
      ? make('span', { role: 'group', 'aria-label': say('gate', { gate: words[key] }) }, ...valves.map((v) => v.node))
      : make('small');
    const value = make('data', { 'data-row': key });
    const name = make('span', {}, make('var', {}, key), words[key]);
    return { key, bar, value, valves, last, row: make('div', { class: 'live-row' }, name, bar, value, last) };
  });
  const both = button(words.all, () => { together = !together; draw(); }, words.all);
  status.className = 'live-status'; // heard, not seen: all of it is in the rows
  const parts = [
    strip,
    make('div', { class: 'live-place' },
      make('span', {}, button('\u25c0', () => toStep(get('step') - 1), words.back), step,
        button('\u25b6', () => toStep(get('step') + 1), words.next)),
      make('span', {}, button('\u25b2', () => toUnit(get('unit') - 1), words.up), unit,
        button('\u25bc', () => toUnit(get('unit') + 1), words.down))),
    ...rows.map(({ row }) => row),
    make('div', { class: 'live-place' }, both, button(words.release, () => change({ turns: [] }), words.release)),
    expects, status,
  ];

  const onkey = ({ target, key }) => ({
    ArrowLeft: () => toStep(get('step') - 1), ArrowRight: () => toStep(get('step') + 1),
    Home: () => toStep(0), End: () => toStep(letters.length - 1), Enter: true, ' ': true,
    ...(target === strip && { ArrowUp: () => toUnit(get('unit') - 1), ArrowDown: () => toUnit(get('unit') + 1) }),
  })[key];

  function draw() {
    const [t, j, turns] = ['step', 'unit', 'turns'].map(get);
    const trace = run(get);
    const now = trace[t];
    heads.forEach((head, s) => head.classList.toggle('live-here', s === t));
    names.forEach((node, k) => node.classList.toggle('live-here', k === j));
    cells.forEach((row, k) => row.forEach((node, s) => {
      const turned = ['i', 'f', 'o'].some((gate) => setting(turns, s, gate, k) !== null);
      node.style.setProperty('--v', squeeze(trace[s].c[k]));
      node.className = [trace[s].c[k] < 0 && 'live-minus', s === t && 'live-here', s > t && 'live-later',
        k === j && 'live-chosen', turned && 'live-turned'].filter(Boolean).join(' ');
    }));
    step.textContent = say('letter', { step: t + 1, steps: letters.length });
    unit.textContent = say('unit', { unit: j + 1, units });

    const shown = { before: number(trace[t - 1]?.c[j] ?? 0) };
    for (const { key } of rows) shown[key] = number(now[key][j]);
    for (const { key, bar, value, valves, last } of rows) {
      value.value = now[key][j];
      value.textContent = shown[key];
      bar.style.setProperty('--v', key === 'c' ? squeeze(now.c[j]) : now[key][j]);
      bar.classList.toggle('live-minus', now[key][j] < 0);
      if (NOTES[key]) last.textContent = say(NOTES[key], shown);
      for (const v of valves) v.node.setAttribute('aria-pressed', v.value === setting(turns, t, key, j));
    }
    both.setAttribute('aria-pressed', together);

    const percent = (k) => Math.round(100 * now.p[k]);
    const best = [...now.p.keys()].sort((a, b) => now.p[b] - now.p[a]).slice(0, 3).filter((k) => percent(k) > 0);
    expects.replaceChildren(words.expects, ...best.map((k) => make('data',
      { value: now.p[k], 'data-letter': alphabet[k] }, `${show(alphabet[k])} ${percent(k)} %`)));
    tell('status', { ...shown, step: t + 1, steps: letters.length, letter: call(letters[t]), unit: j + 1,
      next: call(alphabet[best[0]]), percent: percent(best[0]) });
  }

  return { parts, draw, onkey };
}

export default figure('lstm', ['step', 'unit', 'turns'], build);
