// Attention in four steps, with scores that can be moved by hand (chapter `attention`).
// Scores and words come with the model's state (course_lib/live/attention.py); nothing is imported, nothing fetched.

const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5, Home: -1e9, End: 1e9 };

function softmax(scores) { // eq:attention-softmax
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}

function render({ model, el }) {
  const get = (name) => model.get(name);
  const words = get('words');
  const say = (word, values) => words[word].replace(/{(\w+)}/g, (_, name) => values[name]);
  const [read, written] = ['source', 'target'].map((name) => get(name).split(' '));
  const [low, high] = get('score_range');
  const lang = el.closest('[lang]')?.lang || undefined;
  const number = (value, digits) => value.toLocaleString(lang,
    { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', '\u2212');
  const given = get('scores').map((row) => [...row]); // those of the network

  function change(values) {
    for (const name in values) model.set(name, values[name]);
    model.save_changes?.();
    draw();
  }
  function toScore(place, score) {
    const scores = get('scores').map((row) => [...row]);
    scores[get('step')][place] = Math.max(low, Math.min(high, score));
    change({ scores });
  }
  function button(text, onclick) {
    const node = make('button', { type: 'button', 'aria-label': text }, text);
    node.onclick = onclick;
    return node;
  }

  const steps = written.map((_, t) => button(words[`time${t}`], () => change({ step: t })));
  const rows = read.map((word, place) => {
    const input = make('input', { type: 'range', min: low, max: high, step: 1, 'aria-label': say('score', { word }) });
    input.oninput = () => toScore(place, +input.value);
    const [score, weight] = [make('data'), make('data')];
    const bar = make('span', { class: 'live-gate', 'aria-hidden': true });
    const row = make('label', { class: 'live-weight' }, make('b', { lang: 'fr' }, word), input, score, bar, weight);
    return { input, score, weight, bar, row };
  });
  const parts = read.map((word) => make('i', { lang: 'fr', 'aria-hidden': true }, word));
  const mixture = make('p', { class: 'live-mixture' }, ...parts);
  const status = make('p', { class: 'live-said', role: 'status' });
  const heads = ['score_head', 'weight_head'].map((name) => make('span', {}, words[name]));
  const root = make('div', { class: 'live live-attention', role: 'group', 'aria-label': words.figure },
    make('div', { class: 'live-place' }, make('span', { role: 'group', 'aria-label': words.steps }, ...steps)),
    make('div', { class: 'live-weight live-head', 'aria-hidden': true }, ...heads), ...rows.map(({ row }) => row),
    make('p', { class: 'live-head' }, words.context), mixture, status,
    make('div', { class: 'live-place' }, button(words.reset, () => change({ scores: given.map((row) => [...row]) }))));

  root.onkeydown = (event) => { // keys that are meant here stay here: a notebook takes the arrows of a range away
    const place = rows.findIndex(({ input }) => input === event.target);
    if (place < 0 || event.altKey || event.ctrlKey || event.metaKey || !(event.key in KEYS)) return;
    event.stopPropagation();
    event.preventDefault();
    toScore(place, get('scores')[get('step')][place] + KEYS[event.key]);
  };

  function draw() {
    const step = get('step');
    const scores = get('scores')[step];
    const weights = softmax(scores.map((score) => score / get('scale')));
    steps.forEach((node, t) => node.setAttribute('aria-pressed', t === step));
    rows.forEach(({ input, score, weight, bar }, place) => {
      input.value = score.value = scores[place];
      score.textContent = number(scores[place] / get('scale'), 1);
      weight.value = weights[place];
      weight.textContent = number(weights[place], 2);
      bar.style.setProperty('--v', weights[place]);
      parts[place].style.flexGrow = weights[place];
    });
    const best = weights.indexOf(Math.max(...weights));
    const before = written.slice(0, step).join(' ');
    status.textContent = say(step ? 'said' : 'first', { written: before, next: written[step], word: read[best],
      weight: number(weights[best], 2) });
  }

  draw();
  el.replaceChildren(root);
  el.dataset.ready = '1'; // for tests
  const watched = ['step', 'scores'].map((name) => `change:${name}`);
  for (const event of watched) model.on?.(event, draw);
  return () => watched.forEach((event) => model.off?.(event, draw));
}

export default { render };
