// Attention in four steps, with scores that can be moved by hand (chapter `attention`).

function softmax(scores) { // eq:attention-softmax
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

// Weights, and the probabilities of the next word, of these scores at a step that begins from the network's own state.
function ask(get, step, scores) {
  const kept = (name) => get(name).flat().map((value) => value / get('precision'));
  const matrix = (name) => get(name).map((row) => row.map((value) => value / get('precision')));
  const weights = softmax(scores.map((score) => score / get('scale')));
  const H = matrix('encoder_states');
  const z = H[0].map((_, j) => dot(weights, H.map((h) => h[j]))); // eq:attention-context
  const [h, c, x] = ['h', 'c', 'inputs'].map((name) => matrix(name)[step]);
  const [W, b] = [matrix('W'), kept('b')];
  const a = matrix('U').map((row, k) => dot(row, [...x, ...z]) + dot(W[k], h) + b[k]); // eq:attention-step
  const gate = (block, j) => a[block * h.length + j]; // the blocks are i, f, g and o
  const s = h.map((_, j) => sigmoid(gate(3, j))
    * Math.tanh(sigmoid(gate(0, j)) * Math.tanh(gate(2, j)) + sigmoid(gate(1, j)) * c[j]));
  const d = kept('readout_bias');
  return { weights, p: softmax(matrix('readout').map((row, k) => dot(row, s) + d[k])) };
}

function build({ get, change, words, say, number, status }) {
  const [read, written, vocabulary] = ['source', 'target', 'vocabulary'].map((name) => get(name).split(' '));
  const [min, max] = get('score_range');
  const copy = (scores) => scores.map((row) => [...row]);
  const given = copy(get('scores')); // those of the network
  const row = () => get('scores')[get('step')];
  const toScores = (moved) => change({ scores: get('scores').map((old, t) => (t === get('step') ? moved : old)) });
  const toStep = (t) => change({ step: within(0, t, written.length - 1) });
  const room = () => within(0, max - Math.max(...row()), get('scale')); // how much can be added to all

  const steps = [['previous', -1], ['next', 1]].map(([name, by]) => (
    button(words[name], () => toStep(get('step') + by))));
  const place = make('b');
  const head = (name) => make('span', {}, words[name]);
  const bar = () => make('span', { class: 'live-gate', 'aria-hidden': true });

  const rows = read.map((word, k) => {
    const input = slider(say('score', { word }), { min, max }, () => row()[k],
      (wanted) => toScores(row().with(k, within(min, wanted, max))));
    const parts = { input, score: make('data'), bar: bar(), weight: make('data') };
    return { ...parts, node: make('label', { class: 'live-weight' }, make('b', { lang: 'fr' }, word),
      ...Object.values(parts)) };
  });
  const parts = read.map((word) => make('i', { lang: 'fr', 'aria-hidden': true }, word));
  const likely = Array.from({ length: get('likely') },
    () => ({ word: make('b', { lang: 'en' }), bar: bar(), p: make('data') }));
  const add = button(words.add, () => toScores(row().map((score) => score + room())));
  const reset = button(words.reset, () => change({ scores: copy(given) }));

  function draw() {
    const step = get('step');
    const scores = row();
    const { weights, p } = ask(get, step, scores);
    const name = (k) => (vocabulary[k] === '<EOS>' ? words.end : vocabulary[k]);
    const order = [...p.keys()].sort((one, other) => p[other] - p[one]);
    const [before, after] = words.place.replace('{step}', step + 1).replace('{steps}', written.length).split('{state}');
    place.replaceChildren(before, make('var', {}, 's'), make('sub', {}, number(step - 1, 0)), after);
    steps.forEach((node, k) => { node.disabled = step === (k ? written.length - 1 : 0); });
    add.disabled = room() < get('scale');
    rows.forEach(({ input, score, weight, ...its }, k) => {
      input.value = score.value = scores[k];
      score.textContent = number(scores[k] / get('scale'), 1);
      weight.value = weights[k];
      weight.textContent = number(weights[k]);
      its.bar.style.setProperty('--v', weights[k]);
      parts[k].style.flexGrow = weights[k];
    });
    likely.forEach((its, k) => {
      its.word.textContent = name(order[k]);
      its.p.value = p[order[k]];
      its.p.textContent = number(p[order[k]]);
      its.bar.style.setProperty('--v', p[order[k]]);
    });
    const most = Math.max(...weights);
    const equal = most - Math.min(...weights) < 1e-9;
    const said = [
      step ? say('written', { written: written.slice(0, step).join(' ') }) : words.nothing,
      equal ? words.equal : say('most', { word: read[weights.indexOf(most)], weight: number(most) }),
      say('says', { word: name(order[0]), p: number(p[order[0]]) }),
    ];
    if (vocabulary[order[0]] !== written[step]) said.push(say('other', { word: written[step] }));
    status.textContent = said.join(' ');
  }

  return {
    parts: [
      make('div', { class: 'live-place' }, place, make('span', { role: 'group' }, ...steps)),
      make('div', { class: 'live-weight live-head', 'aria-hidden': true }, head('score_head'), head('weight_head')),
      ...rows.map(({ node }) => node),
      make('div', { class: 'live-place' }, add, reset),
      make('p', { class: 'live-head' }, words.context), make('p', { class: 'live-mixture' }, ...parts),
      make('p', { class: 'live-head' }, words.likely),
      ...likely.map((its) => make('div', { class: 'live-likely' }, ...Object.values(its))), status,
    ],
    draw,
  };
}

export default figure('attention', ['step', 'scores'], build);
