// What a cell can see: layers on top of each other, in one direction or in two (chapter `stacked`).

const ARROWS = ['\u2192', '\u2190']; // direction 0 reads forward, 1 backward

// Everything that reaches this half of a cell, as 'layer direction step'; the letters are layer 0.
function reaching(letters, directions, half) {
  const found = new Set();
  const visit = (layer, direction, step) => {
    const name = `${layer} ${direction} ${step}`;
    if (found.has(name) || step < 0 || step >= letters) return;
    found.add(name);
    if (layer === 0) return;
    visit(layer, direction, direction ? step + 1 : step - 1); // its own last state
    for (let below = 0; below < (layer > 1 ? directions : 1); below += 1) visit(layer - 1, below, step);
  };
  visit(...half);
  return found;
}

function build({ get, change, words, say, status, tell }) {
  const letters = [...get('sentence')];
  const upTo = (n) => Array.from({ length: n }, (_, k) => k);
  let at; // the chosen cell
  const toStep = (t) => change({ step: within(0, t, letters.length - 1) });
  const toLayer = (l) => change({ layer: within(1, l, get('num_layers')) });

  // A choice among values: the word on each button is that of `name` with the value behind it.
  function choice(name, values) {
    const buttons = values.map((value) => {
      const word = words[`${name}_${value}`];
      return button(word, () => change({ [name]: value }), word);
    });
    const show = () => values.forEach((value, k) => buttons[k].setAttribute('aria-pressed', value === get(name)));
    return { node: make('span', { role: 'group', 'aria-label': words[name] }, ...buttons), show };
  }

  const strip = make('div', {
    class: 'live-net', style: `--columns: ${letters.length}`, tabindex: 0, role: 'group',
    'aria-label': say('net', { letters: letters.length }),
  });
  strip.onclick = ({ clientX: x, clientY: y }) => { // a tap beside a cell means the nearest one
    const distance = (spot) => {
      const { left, right, top, bottom } = spot.getBoundingClientRect();
      return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    };
    const spots = [...strip.querySelectorAll('[data-layer], [data-step]')];
    const { layer, step } = spots.reduce((best, spot) => (distance(spot) < distance(best) ? spot : best)).dataset;
    change({ layer: +(layer ?? at.layer), step: +(step ?? at.step) });
  };
  const choices = [choice('num_layers', [1, 2, 3]), choice('bidirectional', [false, true])];
  const [place, level] = [make('b'), make('b')];
  const parts = [
    make('div', { class: 'live-place' }, ...choices.map(({ node }) => node)), strip, status,
    make('div', { class: 'live-place' },
      make('span', {}, button('\u25c0', () => toStep(at.step - 1), words.before), place,
        button('\u25b6', () => toStep(at.step + 1), words.next)),
      make('span', {}, button('\u25b2', () => toLayer(at.layer + 1), words.up), level,
        button('\u25bc', () => toLayer(at.layer - 1), words.down))),
  ];

  const onkey = ({ target, key }) => ({
    ArrowLeft: () => toStep(at.step - 1), ArrowRight: () => toStep(at.step + 1),
    Home: () => toStep(0), End: () => toStep(letters.length - 1), Enter: true, ' ': true,
    ...(target === strip && { ArrowUp: () => toLayer(at.layer + 1), ArrowDown: () => toLayer(at.layer - 1) }),
  })[key];

  function draw() {
    const [layers, directions] = [get('num_layers'), get('bidirectional') ? 2 : 1];
    at = { layer: Math.min(layers, get('layer')), step: Math.min(letters.length - 1, get('step')) };
    const { layer, step } = at;
    const places = upTo(letters.length);
    const halves = upTo(directions).map((d) => reaching(letters.length, directions, [layer, d, step]));
    const reaches = (...half) => halves.some((found) => found.has(half.join(' ')));
    const seen = halves.map((found) => places.filter((t) => found.has(`0 0 ${t}`)));
    const all = places.filter((t) => reaches(0, 0, t));

    const spot = (tag, data, name, ...inside) => make(tag, { 'aria-hidden': true, class: name, ...data }, ...inside);
    const here = (yes, on) => [yes && 'live-here', on && 'live-on'].filter(Boolean).join(' ');
    const rows = upTo(layers).map((k) => layers - k).map((l) => [
      spot('b', { 'data-layer': l }, here(l === layer), say('row', { layer: l })),
      ...places.map((t) => {
        const on = upTo(directions).map((d) => reaches(l, d, t));
        return spot('i', { 'data-layer': l, 'data-step': t }, here(l === layer && t === step, on.includes(true)),
          ...on.map((yes, d) => make('span', { class: here(false, yes) }, ARROWS[d])));
      }),
    ]);
    const count = make('data', { value: all.length }, say('count', { seen: all.length, letters: letters.length }));
    strip.replaceChildren(...rows.flat(), spot('b', {}, '', words.input, count), ...places.map((t) => spot('b',
      { 'data-step': t, lang: 'fr' }, here(t === step, all.includes(t)),
      make('span', {}, letters[t].replace(' ', '\u2423')),
      make('small', {}, ...ARROWS.filter((_, d) => directions > 1 && seen[d].includes(t))))));

    for (const { show } of choices) show();
    place.textContent = say('place', { step: step + 1, letters: letters.length });
    level.textContent = say('level', { layer, layers });
    const [one, other] = seen.map((half) => half.length);
    const sentence = directions === 1 ? (one === 1 ? 'first' : 'some')
      : one + other === 2 * letters.length ? 'everything' : one === 1 ? 'left' : other === 1 ? 'right' : 'both';
    tell(sentence, { layer, step: step + 1, letters: letters.length, forward: ARROWS[0], backward: ARROWS[1] });
  }

  return { parts, draw, onkey };
}

export default figure('stacked', ['num_layers', 'bidirectional', 'layer', 'step'], build);
