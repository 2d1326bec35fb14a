// A network writes, letter by letter, and the memory of one unit colours what it wrote (chapter `generative`).
// The weights of an age are large. In a notebook the model has them; a page loads them, when they are asked for, by a
// script, since a page that was opened from a folder may load nothing else.

const END = '\u0003'; // of a document; a text begins behind one
const MOST = 1000; // letters, then the network rests
const BUDGET = 8; // milliseconds of a frame: the rest of it is the page's
const LEVELS = 3; // of colour, for either sign of c
const KEYS = /^(Arrow.*|Page.*|Home|End|Enter| )$/; // that a figure can be driven by

// The network of packed weights: step(symbol) gives the logits of the next one.
function network(text, vocabSize, units) {
  const bytes = Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
  let place = 0;
  const take = (Kind, length) => {
    place += length * Kind.BYTES_PER_ELEMENT;
    return new Kind(bytes.buffer, place - length * Kind.BYTES_PER_ELEMENT, length);
  };
  const rows = (scales, columns) => Float32Array.from(take(Int8Array, scales.length * columns),
    (whole, k) => whole * scales[Math.floor(k / columns)]);
  const [u, w, v, b, d] = [vocabSize, 4 * units, vocabSize, 4 * units, vocabSize].map((n) => take(Float32Array, n));
  const [U, W, V] = [rows(u, 4 * units), rows(w, units), rows(v, units)];
  const [h, c, a, logits] = [units, units, 4 * units, vocabSize].map((n) => new Float32Array(n));

  function product(M, x, out) { // adds to out; four sums, since each has to wait for itself alone
    for (let row = 0, at = 0; row < out.length; row += 1) {
      let [s, t, y, z] = [0, 0, 0, 0];
      for (let k = 0; k < x.length; k += 4, at += 4) {
        s += M[at] * x[k];
        t += M[at + 1] * x[k + 1];
        y += M[at + 2] * x[k + 2];
        z += M[at + 3] * x[k + 3];
      }
      out[row] += s + t + y + z;
    }
  }

  function step(symbol) {
    const first = symbol * a.length; // a one-hot vector picks a column of U, here a row
    for (let row = 0; row < a.length; row += 1) a[row] = b[row] + U[first + row];
    product(W, h, a);
    for (let j = 0; j < units; j += 1) {
      const [i, f, o] = [sigmoid(a[j]), sigmoid(a[units + j]), sigmoid(a[3 * units + j])];
      c[j] = i * Math.tanh(a[2 * units + j]) + f * c[j]; // eq:lstm-c
      h[j] = o * Math.tanh(c[j]); // eq:lstm-h
    }
    logits.set(d);
    product(V, h, logits); // eq:generative-logits
    return logits;
  }
  return { step, h, c, logits };
}

// Random numbers from 0 to 1, the same in every browser (xorshift).
function draws(seed) {
  let x = Math.imul(seed + 1, 2654435769);
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

function choose(logits, temperature, number) {
  const best = Math.max(...logits);
  let sum = 0;
  const p = Array.from(logits, (logit) => sum += Math.exp((logit - best) / temperature)); // eq:generative-temperature
  return p.findIndex((below) => below > number * sum);
}

function script(src) {
  return new Promise((resolve, reject) => {
    const node = make('script', { src });
    node.onload = () => resolve(node.weights);
    node.onerror = reject;
    document.head.append(node);
  });
}

function build({ get, change, words, say, number, status, tell }) {
  const [alphabet, units, still, files] = [get('alphabet'), get('units'), get('still'), get('files')];

  const networks = {}; // promises, by age
  const load = (name) => networks[name] ??= Promise.resolve(get('weights')?.[name] ?? script(files[name]))
    .then((packed) => network(packed, alphabet.length, units))
    .catch(() => { delete networks[name]; }); // the next try may have more luck

  let letters = []; // what is shown: symbol, given (by the prompt), and c, the memory of all units
  let { age, unit } = still; // of what is shown
  let [net, random] = []; // that write it
  let [texts, turn] = [0, 0]; // a new turn ends whatever was begun in an older one
  let [writing, open] = [false, false]; // an open text can be gone on with

  const text = make('p', { class: 'live-text', tabindex: 0, role: 'group', 'aria-label': words.text, lang: 'en' });
  const legend = make('p', { class: 'live-legend' });
  const report = (count) => (count > 0 ? tell('written', { age: words[age], count }) : tell('empty'));

  function show(symbol, given, level) { // letters of one look share a node
    const [last, shown] = [text.lastChild, alphabet[symbol].replace(END, '\u00b6')];
    if (last?.dataset.level === `${level}` && given === 'given' in last.dataset) last.firstChild.appendData(shown);
    else text.append(make('span', { 'data-level': level, ...(given && { 'data-given': '' }) }, shown));
  }
  const paint = ({ symbol, given, c }) => show(symbol, given, Math.round(LEVELS * Math.tanh(c[unit])));
  function take(symbol, given) {
    net.step(symbol);
    letters.push({ symbol, given, c: net.c.slice() });
    paint(letters.at(-1));
  }

  // Read a text from its beginning, with the network of this age; false if another turn began meanwhile.
  async function begin(symbols, given) {
    turn += 1;
    const mine = turn;
    tell('loading');
    const loaded = await load(age);
    if (mine !== turn) return false;
    if (!loaded) {
      halt();
      tell('lost');
      return false;
    }
    net = loaded;
    for (const state of [net.h, net.c]) state.fill(0);
    net.step(alphabet.indexOf(END));
    clean();
    symbols.forEach((symbol, k) => take(symbol, k < given));
    return true;
  }

  async function start() {
    if (!open) {
      const given = [...get('prompt').toLowerCase()];
      const unknown = given.filter((letter, k) => !alphabet.includes(letter) && given.indexOf(letter) === k);
      field.setAttribute('aria-invalid', unknown.length > 0);
      if (unknown.length) {
        tell('unknown', { letters: unknown.join(' '), marks: alphabet.replace(/[\w\s\u0003]/g, '') });
        return;
      }
      clean();
      writing = true;
      draw();
      if (!await begin(given.map((letter) => alphabet.indexOf(letter)), given.length)) return;
      random = draws(get('seed') + texts);
      texts += 1;
    }
    [writing, open] = [true, true];
    turn += 1;
    tell('writing');
    draw();
    write(turn, letters.length + MOST);
  }

  function write(mine, maxLength) {
    if (mine !== turn) return;
    const end = performance.now() + BUDGET;
    for (let k = 0; k < get('pace') && letters.length < maxLength && performance.now() < end; k += 1) {
      take(choose(net.logits, get('temperature'), random()), false);
    }
    text.scrollTop = text.scrollHeight;
    explain();
    if (letters.length < maxLength) requestAnimationFrame(() => write(mine, maxLength));
    else stop();
  }

  function clean() {
    letters = [];
    text.replaceChildren();
  }
  function halt() {
    turn += 1;
    writing = false;
    draw();
  }
  function stop() {
    report(letters.filter(({ given }) => !given).length);
    turn += 1;
    writing = false;
    change({ text: letters.map(({ symbol }) => alphabet[symbol]).join('') });
  }
  function clear() {
    open = false;
    clean();
    tell('empty');
    halt();
  }

  const run = button('', () => (writing ? stop() : start()));
  const away = button(words.clear, clear);
  const field = make('input', { type: 'text', 'aria-label': words.prompt, lang: 'en', autocomplete: 'off',
    autocapitalize: 'none', spellcheck: false });
  field.oninput = () => {
    open &&= writing; // another beginning, another text
    change({ prompt: field.value });
  };
  const radios = Object.keys(files).map((name) => {
    const node = make('input', { type: 'radio', name: 'age', value: name, 'aria-label': words[name] });
    node.onchange = () => change({ age: name });
    return node;
  });
  const sliders = [['temperature', ...get('temperature_range'), 0], ['unit', 1, units, 1, 1]];
  const controls = sliders.map(([name, min, max, step, first]) => { // people count from 1
    const input = make('input', { type: 'range', min, max, step, 'aria-label': words[name] });
    const value = make('data', { 'data-row': name });
    input.oninput = () => change({ [name]: +input.value - first });
    const set = () => {
      input.value = value.value = get(name) + first;
      value.textContent = number(+input.value, first ? 0 : 1);
    };
    return { set, row: labelled(words[name], input, value) };
  });
  const form = make('form', {}, // names of radio buttons hold within a form
    labelled(words.prompt, field),
    make('div', { class: 'live-place', role: 'radiogroup', 'aria-label': words.age },
      ...radios.map((node) => make('label', { class: 'live-age' }, node, words[node.value]))));
  form.onsubmit = (event) => {
    event.preventDefault();
    clear();
    start();
  };
  const onkey = ({ target, key }) => (
    target.tagName === 'BUTTON' ? /^(Enter| )$/ : target === field ? /./ : KEYS).test(key);

  function explain() { // what the colours mean, in samples of them
    const sample = { plus: LEVELS, minus: -LEVELS };
    const parts = words.legend.replace('{unit}', unit + 1).split(/{(\w+)}/)
      .map((part) => (sample[part] ? make('span', { 'data-level': sample[part] }, words[part]) : part));
    const [found] = Object.entries(get('found')).filter(([, [best]]) => best === unit);
    if (found) parts.push(' ', say(found[0], { correlation: number(found[1][1]) }));
    const c = letters.at(-1)?.c[unit];
    if (c !== undefined) parts.push(' ', say('now', { c: number(c) }));
    legend.replaceChildren(...parts);
  }
  async function repaint() {
    const old = letters;
    if (!old.length && text.firstChild) { // nobody has computed the other units of this text yet
      if (await begin([...still.text].map((letter) => alphabet.indexOf(letter)), still.given)) {
        report(still.text.length - still.given);
        explain();
      }
      return;
    }
    text.replaceChildren();
    old.forEach(paint);
  }

  function draw() {
    if (age !== get('age')) {
      age = get('age');
      const again = writing;
      clear();
      if (again) start();
    }
    if (unit !== get('unit')) {
      unit = get('unit');
      repaint();
    }
    if (field.value !== get('prompt')) field.value = get('prompt');
    for (const node of radios) node.checked = node.value === age;
    for (const { set } of controls) set();
    run.textContent = run.ariaLabel = words[writing ? 'stop' : open ? 'on' : 'start'];
    explain();
  }

  [...still.text].forEach((letter, k) => show(alphabet.indexOf(letter), k < still.given, still.levels[k]));
  report(still.text.length - still.given);

  return {
    parts: [text, legend, make('div', { class: 'live-place' }, run, away), status, form,
      ...controls.map(({ row }) => row)],
    draw,
    onkey,
    close: () => { turn += 1; },
  };
}

export default { ...figure('generative', ['prompt', 'age', 'temperature', 'unit'], build), network, draws, choose };
