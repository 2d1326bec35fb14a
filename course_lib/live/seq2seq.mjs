// Sentences that grow, translated by a vector of fixed size and with attention (chapter `seq2seq`).

const WRITERS = ['fixed', 'attention'];

function build({ get, change, words, status, tell }) {
  const examples = get('examples');
  const lengths = Object.keys(examples).map(Number);

  const last = lengths.length - 1;
  const value = make('data');
  const control = slider(words.length, { min: 0, max: last, page: 4 }, () => lengths.indexOf(get('length')),
    (at) => change({ length: lengths[within(0, at, last)] }));

  // the words of a text; those that are not right have another look
  function marked(text, right) {
    const nodes = text.split(' ').map((word, k) => (right[k] === '1' ? word : make('del', {}, word)));
    return nodes.flatMap((node) => [node, ' ']);
  }
  const texts = ['source', 'target', ...WRITERS].map((name) => {
    const text = make('span', { lang: name === 'source' ? 'fr' : 'en' });
    return { name, text, row: make('p', { class: 'live-sentence' }, make('b', {}, words[name]), text) };
  });

  function draw() {
    const length = get('length');
    const example = examples[length];
    control.value = lengths.indexOf(length);
    value.value = value.textContent = length;
    const rights = {};
    for (const { name, text } of texts) {
      const right = example[`${name}_right`];
      text.replaceChildren(...(right === undefined ? [example[name]] : marked(example[name], right)));
      if (right !== undefined) rights[name] = [...right].filter((one) => one === '1').length;
    }
    tell('said', { ...rights, count: example.target.split(' ').length });
  }

  return { parts: [labelled(words.length, control, value), status, ...texts.map(({ row }) => row)], draw };
}

export default figure('seq2seq', ['length'], build);
