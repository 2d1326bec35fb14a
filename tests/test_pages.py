"""Every page of the built book in a browser: nothing from outside, nothing broken, readable by everyone."""

import itertools
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from course_lib.chapters import written
from tests.conftest import REPOSITORY
from tests.pages import HTML, Tabs, fresh_html, page_names, watched
from tests.test_book import TOC

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.thorough

PAGES = [f"{name}.html" for name in TOC] + ["search.html"]
WITH_FORMULAS = ["lstm.html", "notation.html", "slides.html", "exercises/lstm.html"]
LOADING = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
}


# ------------------------------------------------------------------------------------------ what lies in the folder
class Reader(HTMLParser):
    """The ids of a page, what it links to, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if attributes.get("id"):
            self.ids.add(str(attributes["id"]))
        if tag == "a" and attributes.get("href"):
            self.links.append(str(attributes["href"]))
        if tag in LOADING and attributes.get(LOADING[tag]) and attributes.get("rel") != "canonical":
            self.loads.append(str(attributes[LOADING[tag]]))


def readers() -> dict[str, Reader]:
    html = fresh_html()
    return {name: Reader((html / name).read_text("utf-8")) for name in page_names(html)}


def test_the_pages_are_those_of_the_table_of_contents() -> None:
    assert set(page_names(fresh_html())) == {*PAGES, "404.html"}


def test_every_link_within_the_book_leads_somewhere() -> None:
    pages = readers()
    dead = []
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = ((HTML / name).parent / unquote(parts.path)).resolve() if parts.path else (HTML / name).resolve()
            fragment = unquote(parts.fragment)
            other = pages.get(target.relative_to(HTML.resolve()).as_posix())
            if not target.is_file() or (fragment and other is not None and fragment not in other.ids):
                dead.append(f"{name}: {link}")
    assert sum(len(page.links) for page in pages.values()) > 200
    assert dead == []


def test_no_page_names_a_file_of_another_host() -> None:
    outside = {name: [load for load in page.loads if urlsplit(load).netloc] for name, page in readers().items()}
    assert {name: loads for name, loads in outside.items() if loads} == {}
    assert all(page.loads for page in readers().values())


def test_links_that_leave_the_book_go_to_the_repository_or_are_sources() -> None:
    """A link is no request, but it should be meant: no launch button, no address of a service nobody chose."""
    repository = yaml.safe_load((REPOSITORY / "_config.yml").read_text("utf-8"))["repository"]["url"]
    sources = ("https://arxiv.org/", "https://doi.org/", "https://aclanthology.org/", "https://jmlr.org/")
    sources += ("https://creativecommons.org/", "https://colab.research.google.com/github/", "https://distill.pub/")
    sources += ("https://karpathy.github.io/", "https://colah.github.io/", "https://www.deeplearningbook.org/")
    sources += ("https://github.com/pytorch/tutorials/", "https://github.com/spro/practical-pytorch/")  # a story
    leaving = {link for page in readers().values() for link in page.links if urlsplit(link).netloc}
    assert {link for link in leaving if not link.startswith((repository, *sources))} == set()
    assert any(link.startswith(repository) for link in leaving)


def test_nothing_hidden_is_published() -> None:
    published = [path.relative_to(fresh_html()) for path in HTML.rglob("*")]
    hidden = {path.as_posix() for path in published if any(part.startswith(".") for part in path.parts)}
    assert hidden <= {".buildinfo", ".built", ".nojekyll"}
    assert not any("venv" in path.as_posix() for path in published)


# -------------------------------------------------------------------------------------------------------- each page
@pytest.fixture(scope="module", params=PAGES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 360])
def test_a_page_asks_nobody_and_fits(tabs: Tabs, name: str, width: int, dark: bool) -> None:
    with tabs.showing(name, width=width, dark=dark) as page:
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], f"{wide[0] - wide[1]} pixels too wide"
        assert page.evaluate("document.documentElement.dataset.theme") == ("dark" if dark else "light")
        # a formula in the text stays within it, too
        assert page.evaluate(OUTSIDE) == []


OUTSIDE = """() => [...document.querySelectorAll('.bd-article mjx-container, .bd-article img, .bd-article svg:is(.drawing, .plot)')]
  .filter(box => box.checkVisibility() && box.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .filter(box => !box.closest('.pst-scrollable-table-container, .math mjx-container'))
  .map(box => box.outerHTML.slice(0, 100))"""

# every visible piece of text, its colour, and the colour behind it
TEXTS = """() => {
  const parse = colour => {
    const numbers = colour.match(/[\\d.]+/g).map(Number);
    const scale = colour.startsWith('color(') ? 255 : 1;
    return [numbers[0] * scale, numbers[1] * scale, numbers[2] * scale, numbers[3] ?? 1];
  };
  const over = (front, back) => [0, 1, 2].map(k => front[k] * front[3] + back[k] * (1 - front[3])).concat(1);
  const behind = element => {
    const layers = [];
    for (let box = element; box; box = box.parentElement) {
      const colour = parse(getComputedStyle(box).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255, 1]);
  };
  const light = colour => {
    const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = colour.slice(0, 3).map(c => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || element.closest('script, style, noscript, mjx-assistive-mml, [disabled], [hidden]')) continue;
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const style = getComputedStyle(element), paper = behind(element);
    const ink = over(parse(element.closest('svg') ? style.fill : style.color), paper);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const [low, high] = [light(ink), light(paper)].sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    const where = element.tagName + '.' + element.className;
    found.push({text: text.slice(0, 40), where, ratio, enough: large ? 3 : 4.5});
  }
  return found;
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_all_text_can_be_read(tabs: Tabs, name: str, dark: bool) -> None:
    with tabs.showing(name, dark=dark, unfolded=True) as page:
        page.wait_for_timeout(300)  # what unfolds fades in
        texts = page.evaluate(TEXTS)
        assert len(texts) > 10
        assert [text for text in texts if text["ratio"] < text["enough"]] == []


def test_a_page_is_built_for_everyone(tabs: Tabs, name: str) -> None:
    with tabs.showing(name) as page:
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.title()
        headings = page.evaluate(
            "[...document.querySelectorAll('h1, h2, h3, h4')].filter(h => h.checkVisibility()).map(h => +h.tagName[1])"
        )
        assert headings.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(headings)), headings
        assert page.locator("main").count() == 1
        assert page.get_by_role("navigation", name="Main", exact=True).count() == 1
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)").__len__() == page.evaluate(
            "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"
        )


NAMELESS = """() => {
  const named = e => (e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent).trim()
    || e.querySelector('[role="img"][aria-label], img[alt]:not([alt=""])');
  const pictures = [...document.querySelectorAll('img')].filter(e => !e.alt.trim());
  const drawings = [...document.querySelectorAll('svg')].filter(e => e.checkVisibility())
    .filter(e => !e.closest('[aria-hidden="true"], [role="img"][aria-label]'));
  const controls = [...document.querySelectorAll('a[href], button, summary, [role="button"]')]
    .filter(e => e.checkVisibility() && !named(e) && !e.title && !e.dataset.bsTitle && !e.dataset.bsOriginalTitle);
  const fields = [...document.querySelectorAll('input, select, textarea')].filter(e => e.checkVisibility())
    .filter(e => !e.getAttribute('aria-label') && !e.labels?.length);
  return [...pictures, ...drawings, ...controls, ...fields].map(e => e.outerHTML.slice(0, 160));
}"""


def test_the_keyboard_shows_where_it_is(tabs: Tabs, name: str) -> None:
    with tabs.showing(name) as page:
        seen: list[dict[str, Any]] = []
        for _press in range(25):
            page.keyboard.press("Tab")
            seen.append(page.evaluate(FOCUS))
        assert "Skip to main content" in seen[0]["text"]
        reached = [stop for stop in seen if stop["tag"] != "BODY"]
        assert len(reached) > 10
        assert [stop for stop in reached if not stop["shown"]] == []


FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  // a card is one large link: the card shows the focus of the link in it
  const card = e.closest('.sd-card'), around = card ? getComputedStyle(card) : style;
  const outlined = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  return {tag: e.tagName, text: e.textContent.trim().slice(0, 60), shown: outlined(style) || outlined(around)};
}"""


# ----------------------------------------------------------------------------------------------------- its formulas
def check_formulas(page: "Page") -> None:
    """All formulas are drawn, and each has its MathML for screen readers."""
    sources, drawn, spoken, errors = page.evaluate(
        """[document.querySelectorAll('.math').length, document.querySelectorAll('mjx-container').length,
            document.querySelectorAll('mjx-container > mjx-assistive-mml > math').length,
            document.querySelectorAll('mjx-merror, [data-mjx-error]').length]"""
    )
    assert sources > 0
    assert drawn >= sources
    assert spoken == drawn
    assert errors == 0
    assert "\\(" not in page.locator("article").inner_text()


@pytest.mark.parametrize("path", WITH_FORMULAS)
def test_formulas_are_drawn_and_spoken(tabs: Tabs, path: str) -> None:
    with tabs.showing(path) as page:
        check_formulas(page)


def test_wide_formulas_scroll_by_keyboard(browser: "Browser", site: str) -> None:
    with watched(browser, site, "lstm.html", width=200) as page:
        page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        page.wait_for_function("document.querySelectorAll('mjx-container[tabindex=\"0\"]').length > 1")
        assert page.evaluate(
            """[...document.querySelectorAll('mjx-container[display]')]
               .every(e => (e.scrollWidth > e.clientWidth + 1) === (e.getAttribute('tabindex') === '0'))"""
        )


@pytest.mark.parametrize("slug", written())
def test_equations_fit_a_phone(browser: "Browser", site: str, slug: str) -> None:
    with watched(browser, site, f"{slug}.html", width=360) as page:
        check_formulas(page)
        wide = """[...document.querySelectorAll('mjx-container[display]')]
            .filter(e => e.scrollWidth > e.clientWidth + 1)
            .map(e => e.closest('div.math')?.id)"""
        assert page.evaluate(wide) == []


def test_formulas_and_search_work_from_a_folder(browser: "Browser", site: str) -> None:
    """Opened as a file, without a server."""
    folder = f"file://{HTML}"
    with watched(browser, folder, "notation.html") as page:
        check_formulas(page)
    with watched(browser, folder, "search.html?q=peephole") as page:
        page.wait_for_selector("#search-results li a")


# ------------------------------------------------------------------------------------------------------- its chrome
def test_the_address_of_the_folder_leads_to_the_front_page(browser: "Browser", site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/index.html")
    page.wait_for_url("**/intro.html")
    context.close()


def test_search_finds_a_chapter(browser: "Browser", site: str) -> None:
    with watched(browser, site, "search.html?q=peephole") as page:
        page.wait_for_selector("#search-results li a")
        assert any(
            "lstm.html" in (link.get_attribute("href") or "") for link in page.locator("#search-results a").all()
        )


def test_search_opens_by_keyboard(browser: "Browser", site: str) -> None:
    with watched(browser, site, "intro.html") as page:
        page.keyboard.press("Control+k")
        field = page.locator("#pst-search-dialog input[type=search]")
        field.wait_for(state="visible")
        field.fill("peephole")
        field.press("Enter")
        page.wait_for_url("**/search.html?q=peephole")
        page.wait_for_selector("#search-results li a")


def test_the_reader_can_choose_dark(browser: "Browser", site: str) -> None:
    with watched(browser, site, "intro.html") as page:
        paper = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(paper)
        for _press in range(3):  # light, dark, as the system
            page.get_by_role("button", name="Color mode").first.click()
            if page.evaluate("document.documentElement.dataset.mode") == "dark":
                break
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.evaluate(paper) != light


@pytest.mark.parametrize("path", ["intro.html", "lstm.html"])
def test_a_page_can_be_read_without_scripts(browser: "Browser", site: str, path: str) -> None:
    with watched(browser, site, path, javascript=False) as page:
        text = page.locator("article").inner_text()
        assert len(text) > 1000
        assert page.locator("h1").last.is_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_number_leads_to_its_row_where_it_is_folded(browser: "Browser", site: str, javascript: bool) -> None:
    with watched(browser, site, "stacked.html", javascript=javascript) as page:
        page.locator('a[href="measured.html#measured-stacked-marks-two-layers-f1"]').first.click()
        page.wait_for_url("**/measured.html#*")
        page.locator("#measured-stacked-marks-two-layers-f1").wait_for(state="visible")
        assert page.locator("details.measured-more[open]").count() == 1


def test_a_printed_page_is_the_article(browser: "Browser", site: str) -> None:
    with watched(browser, site, "lstm.html", dark=True) as page:
        page.emulate_media(media="print")
        for chrome in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".bd-header-article", ".prev-next-footer"):
            assert not page.locator(chrome).first.is_visible(), chrome
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgb(255, 255, 255)",
            "rgba(0, 0, 0, 0)",
        )
        assert (
            page.evaluate("getComputedStyle(document.querySelector('article section section p')).color")
            == "rgb(0, 0, 0)"
        )


def test_a_menu_opens_on_a_phone(browser: "Browser", site: str) -> None:
    with watched(browser, site, "intro.html", width=390) as page:
        page.locator(".primary-toggle").first.click()
        page.get_by_role("link", name="Notation").first.click()
        page.wait_for_url("**/notation.html")


def test_the_watch_sees_what_it_is_for(browser: "Browser", tmp_path: Path) -> None:
    """A request to another host, an error of a script and a missing file are troubles."""
    from tests.pages import served

    (tmp_path / "page.html").write_text(
        "<!doctype html><img src='https://example.org/a.png'><img src='missing.png'><script>throw Error('x')</script>"
    )
    with served(tmp_path) as address, watched(browser, address, "page.html", strict=False) as page:
        troubles = " ".join(page.troubles)  # type: ignore[attr-defined]
    assert "another host: https://example.org/a.png" in troubles
    assert "404" in troubles
    assert "page error" in troubles
    with pytest.raises(pytest.fail.Exception), served(tmp_path) as address, watched(browser, address, "page.html"):
        pass
