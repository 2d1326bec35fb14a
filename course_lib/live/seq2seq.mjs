// Sentences that grow, translated by a vector of fixed size and with attention (chapter `seq2seq`).

const WRITERS = ['fixed', 'attention'];

function build({ get, change, words, status, tell }) {
  const examples = get('examples');
  const lengths = Object.keys(examples).map(Number);

  const last = lengths.length - 1;
  const right = (example, name) => [...example[`${name}_right`]].filter((one) => one === '1').length;
  const count = (example) => example.target.split(' ').length;

  // the share of right words over the lengths, a line for each network, and a mark at the length that is chosen
  const curves = make('svg', { viewBox: `-0.5 -5 ${last + 1} 110`, preserveAspectRatio: 'none', 'aria-hidden': true });
  const mark = make('path', { class: 'live-mark' });
  const lines = WRITERS.map((name) => {
    const share = (length) => Math.min(1, right(examples[length], name) / count(examples[length]));
    const points = lengths.map((length, k) => `${k} ${100 - 100 * share(length)}`);
    return make('path', { class: `live-${name}`, d: `M${points.join('L')}` });
  });
  curves.append(mark, ...lines);
  const plot = make('div', { class: 'live-curves' }, make('p', {}, words.curves), make('span', {}, '100'),
    make('span', {}, '0'), curves);

  const value = make('data');
  const control = slider(words.length, { min: 0, max: last, page: 4 }, () => lengths.indexOf(get('length')),
    (at) => change({ length: lengths[within(0, at, last)] }));

  // the words of a text; those that are not right have another look
  function marked(text, marks) {
    const nodes = text.split(' ').map((word, k) => (marks[k] === '1' ? word : make('del', {}, word)));
    return nodes.flatMap((node) => [node, ' ']);
  }
  const texts = ['source', 'target', ...WRITERS].map((name) => {
    const text = make('span', { lang: name === 'source' ? 'fr' : 'en' });
    return { name, text, row: make('p', { class: 'live-sentence' },
      make('b', { class: `live-${name}` }, words[name]), text) };
  });

  function draw() {
    const length = get('length');
    const example = examples[length];
    control.value = lengths.indexOf(length);
    value.value = value.textContent = length;
    mark.setAttribute('d', `M${lengths.indexOf(length)} -5V105`);
    for (const { name, text } of texts) {
      const marks = example[`${name}_right`];
      text.replaceChildren(...(marks === undefined ? [example[name]] : marked(example[name], marks)));
    }
    const rights = WRITERS.map((name) => [name, right(example, name)]);
    tell('said', { ...Object.fromEntries(rights), count: count(example) });
  }

  return { parts: [plot, labelled(words.length, control, value), status, ...texts.map(({ row }) => row)], draw };
}

export default figure('seq2seq', ['length'], build);
