"""Letters a second of the live figure that writes, in a browser: its network alone, and all that a frame does."""

import statistics

from playwright.sync_api import sync_playwright

from course_lib.live import Figure, generative, module, state
from tests.benchmarks.measure import REPETITIONS, record, write
from tests.conftest import needs
from tests.pages import CHROMIUM_ARGUMENTS

GOAL = ">= 2000"
LETTERS = 2000

NETWORK = """([weights, state, letters]) => {
  const made = figure.network(weights, state.alphabet.length, state.units);
  const random = figure.draws(0);
  const begun = performance.now();
  for (let k = 0; k < letters; k += 1) made.step(figure.choose(made.logits, state.temperature, random()));
  return 1000 * letters / (performance.now() - begun);
}"""

# from Start to the rest after 1000 letters; the longest gap between two frames says whether the page answers meanwhile
FIGURE = """async ([weights, state]) => {
  const all = {...state, weights: {end: weights}, pace: 1e6};
  const el = document.body.appendChild(document.createElement('div'));
  const stop = figure.render({model: {get: (name) => all[name], set(name, value) { all[name] = value; }}, el});
  const [button] = el.querySelectorAll('button');
  button.click();
  let [begun, last, gap] = [performance.now(), performance.now(), 0];
  while (!all.text) {
    const now = await new Promise(requestAnimationFrame);
    [gap, last] = [Math.max(gap, now - last), now];
  }
  stop();
  el.remove();
  return [1000 * all.text.length / (performance.now() - begun), gap];
}"""


def main() -> None:
    """Measure both in turns, and write the records."""
    shown, weights = state("generative"), generative.weights()["end"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs.chromium(), args=CHROMIUM_ARGUMENTS)
        page = browser.new_page()
        page.set_content(f"<style>{Figure._css}</style>")
        script = module("generative").replace("export default", "window.figure =")
        page.add_script_tag(content=f"(() => {{{script}}})()")
        alone, whole = [], []
        for _repetition in range(REPETITIONS + 1):
            alone.append(page.evaluate(NETWORK, [weights, shown, LETTERS]))
            whole.append(page.evaluate(FIGURE, [weights, shown]))
        browser.close()
    speeds, gaps = zip(*whole[1:], strict=True)  # the first time a browser translates the module
    unit = "letters a second in Chromium"
    write(
        "live",
        [
            record("generative/live/speed/network", statistics.median(alone[1:]), unit, GOAL, 0),
            record("generative/live/speed/figure", statistics.median(speeds), unit, GOAL, 0),
            record("generative/live/longest-frame", statistics.median(gaps), "ms between two frames", "<= 50", 0),
        ],
    )


if __name__ == "__main__":
    main()
