// Sentences that grow, translated by a vector of fixed size and with attention (chapter `seq2seq`).
// Sentences and words come with the model's state (course_lib/live/seq2seq.py); nothing is imported, nothing fetched.

const WRITERS = ['fixed', 'attention'];
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -4, PageUp: 4, Home: -1e9, End: 1e9 };

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}

function render({ model, el }) {
  const get = (name) => model.get(name);
  const words = get('words');
  const examples = get('examples');
  const say = (word, values) => words[word].replace(/{(\w+)}/g, (_, name) => values[name]);
  const lengths = Object.keys(examples).map(Number);

  const last = lengths.length - 1;
  const slider = make('input', { type: 'range', min: 0, max: last, step: 1, 'aria-label': words.length });
  const value = make('data');
  const change = (at) => {
    model.set('length', lengths[Math.max(0, Math.min(last, at))]);
    model.save_changes?.();
    draw();
  };
  slider.oninput = () => change(+slider.value);

  // the words of a text; those that are not right have another look
  function marked(text, right) {
    const nodes = text.split(' ').map((word, k) => (right[k] === '1' ? word : make('del', {}, word)));
    return nodes.flatMap((node) => [node, ' ']);
  }
  const texts = ['source', 'target', ...WRITERS].map((name) => {
    const text = make('span', { lang: name === 'source' ? 'fr' : 'en' });
    return { name, text, row: make('p', { class: 'live-sentence' }, make('b', {}, words[name]), text) };
  });
  const status = make('p', { class: 'live-said', role: 'status' });
  const root = make('div', { class: 'live live-seq2seq', role: 'group', 'aria-label': words.figure },
    make('label', { class: 'live-row' }, make('span', {}, words.length), slider, value), status,
    ...texts.map(({ row }) => row));

  root.onkeydown = (event) => { // keys that are meant here stay here: a notebook takes the arrows of a range away
    if (event.target !== slider || event.altKey || event.ctrlKey || event.metaKey || !(event.key in KEYS)) return;
    event.stopPropagation();
    event.preventDefault();
    change(lengths.indexOf(get('length')) + KEYS[event.key]);
  };

  function draw() {
    const length = get('length');
    const example = examples[length];
    slider.value = lengths.indexOf(length);
    value.value = value.textContent = length;
    const rights = {};
    for (const { name, text } of texts) {
      const right = example[`${name}_right`];
      text.replaceChildren(...(right === undefined ? [example[name]] : marked(example[name], right)));
      if (right !== undefined) rights[name] = [...right].filter((one) => one === '1').length;
    }
    status.textContent = say('said', { ...rights, count: example.target.split(' ').length });
  }

  draw();
  el.replaceChildren(root);
  el.dataset.ready = '1'; // for tests
  model.on?.('change:length', draw);
  return () => model.off?.('change:length', draw);
}

export default { render };
