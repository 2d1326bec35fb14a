// What all live figures share. course_lib.live puts it in front of a figure's own module, so that nothing is imported;
// numbers and words come with the model's state (<slug>.json, and <slug>.py), so that nothing is fetched.

const sigmoid = (a) => 1 / (1 + Math.exp(-a));
const dot = (row, x) => row.reduce((sum, weight, j) => sum + weight * x[j], 0);
const within = (low, value, high) => Math.max(low, Math.min(high, value));

function make(tag, attributes = {}, ...children) {
  const node = tag === 'svg' || tag === 'path'
    ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}

const labelled = (text, ...nodes) => make('label', { class: 'live-row' }, make('span', {}, text), ...nodes);

// A button; one whose text is a sign needs a title, which is its name too.
function button(text, onclick, title) {
  const node = make('button', { type: 'button', 'aria-label': title ?? text, ...(title && { title }) }, text);
  node.onclick = onclick;
  return node;
}

// Keys that are meant for a figure stay there: a notebook and a page have plans for them. `action` is what the key
// does; true if that is the browser's own; nothing if the key is not the figure's.
function keep(event, action) {
  if (!action || event.altKey || event.ctrlKey || event.metaKey) return;
  event.stopPropagation();
  if (action === true) return;
  event.preventDefault();
  action();
}

// A slider that moves by its own keys from now(), since a notebook takes the arrows of a range away. set(wanted) keeps
// within the range.
function slider(label, { min, max, step = 1, page = 5 }, now, set) {
  const node = make('input', { type: 'range', min, max, step, 'aria-label': label });
  const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -page, PageUp: page,
    Home: -1e9, End: 1e9 };
  node.oninput = () => set(+node.value);
  node.onkeydown = (event) => keep(event, event.key in moves && (() => set(now() + moves[event.key] * step)));
  return node;
}

// A module's figure. `watched` are the names in the state whose changes are drawn. `build` is called once, with the
// tools below, and gives `parts` (nodes), `draw` (from the state), and, if the figure needs them, `onkey` (the action
// of a key, see `keep`) and `close`.
function figure(slug, watched, build) {
  function render({ model, el }) {
    const get = (name) => model.get(name);
    const words = get('words');
    const say = (word, values) => words[word].replace(/{(\w+)}/g, (_, name) => values[name]);
    const lang = el.closest('[lang]')?.lang || undefined;
    const number = (value, digits = 2) => value.toLocaleString(lang,
      { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', '\u2212');
    const status = make('p', { class: 'live-said', role: 'status' }); // screen readers announce it when it changes
    const tell = (word, values) => { status.textContent = say(word, values); };
    function change(values) {
      for (const name in values) model.set(name, values[name]);
      model.save_changes?.();
      own.draw();
    }

    const own = build({ get, change, words, say, lang, number, status, tell });
    const root = make('div', { class: `live live-${slug}`, role: 'group', 'aria-label': words.figure }, ...own.parts);
    root.onkeydown = (event) => keep(event, own.onkey?.(event));
    own.draw();
    el.replaceChildren(root);
    el.dataset.ready = '1'; // for tests
    const events = watched.map((name) => `change:${name}`);
    for (const event of events) model.on?.(event, own.draw);
    return () => {
      own.close?.();
      for (const event of events) model.off?.(event, own.draw);
    };
  }
  return { render };
}
