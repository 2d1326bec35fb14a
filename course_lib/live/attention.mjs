// Attention in four steps, with scores that can be moved by hand (chapter `attention`).

function softmax(scores) { // eq:attention-softmax
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

function build({ get, change, words, say, number, status, tell }) {
  const [read, written] = ['source', 'target'].map((name) => get(name).split(' '));
  const [min, max] = get('score_range');
  const copy = (scores) => scores.map((row) => [...row]);
  const given = copy(get('scores')); // those of the network

  function toScore(place, score) {
    const scores = copy(get('scores'));
    scores[get('step')][place] = within(min, score, max);
    change({ scores });
  }

  const steps = written.map((_, t) => button(words[`time${t}`], () => change({ step: t })));
  const rows = read.map((word, place) => {
    const input = slider(say('score', { word }), { min, max }, () => get('scores')[get('step')][place],
      (wanted) => toScore(place, wanted));
    const [score, weight] = [make('data'), make('data')];
    const bar = make('span', { class: 'live-gate', 'aria-hidden': true });
    const row = make('label', { class: 'live-weight' }, make('b', { lang: 'fr' }, word), input, score, bar, weight);
    return { input, score, weight, bar, row };
  });
  const parts = read.map((word) => make('i', { lang: 'fr', 'aria-hidden': true }, word));
  const mixture = make('p', { class: 'live-mixture' }, ...parts);
  const heads = ['score_head', 'weight_head'].map((name) => make('span', {}, words[name]));

  function draw() {
    const step = get('step');
    const scores = get('scores')[step];
    const weights = softmax(scores.map((score) => score / get('scale')));
    steps.forEach((node, t) => node.setAttribute('aria-pressed', t === step));
    rows.forEach(({ input, score, weight, bar }, place) => {
      input.value = score.value = scores[place];
      score.textContent = number(scores[place] / get('scale'), 1);
      weight.value = weights[place];
      weight.textContent = number(weights[place]);
      bar.style.setProperty('--v', weights[place]);
      parts[place].style.flexGrow = weights[place];
    });
    const best = weights.indexOf(Math.max(...weights));
    const before = written.slice(0, step).join(' ');
    tell(step ? 'said' : 'first',
      { written: before, next: written[step], word: read[best], weight: number(weights[best]) });
  }

  return {
    parts: [
      make('div', { class: 'live-place' }, make('span', { role: 'group', 'aria-label': words.steps }, ...steps)),
      make('div', { class: 'live-weight live-head', 'aria-hidden': true }, ...heads), ...rows.map(({ row }) => row),
      make('p', { class: 'live-head' }, words.context), mixture, status,
      make('div', { class: 'live-place' }, button(words.reset, () => change({ scores: copy(given) }))),
    ],
    draw,
  };
}

export default figure('attention', ['step', 'scores'], build);
