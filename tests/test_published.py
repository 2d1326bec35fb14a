"""What the book tells those who have not opened it, and how little it sends to those who do."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from sphinx.errors import ExtensionError

from course_lib.chapters import written
from tests.conftest import REPOSITORY, needs
from tests.pages import HTML, fresh_html, page_names, served, watched
from tests.test_book import BOOK, TOC, extension

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CONFIG = yaml.safe_load((REPOSITORY / "_config.yml").read_text("utf-8"))
VERSION = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["version"]
ADDRESS = extension("published").pages_address(CONFIG["repository"]["url"])
ICONS = (BOOK / "_static" / "icons.css").read_text("utf-8")


class Head(HTMLParser):
    """What the head of a page says: its tags `meta` by name, and its canonical address."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.meta: list[tuple[str, str]] = []
        self.canonical: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.meta.append((attributes.get("name") or attributes.get("property", ""), attributes.get("content", "")))
        if tag == "link" and attributes.get("rel") == "canonical":
            self.canonical.append(attributes["href"])

    def said(self, name: str) -> str:
        """What it says once."""
        [content] = [content for key, content in self.meta if key == name]
        return content


def head(name: str) -> Head:
    return Head((fresh_html() / name).read_text("utf-8"))


# ------------------------------------------------------------------------------------------------------ the sources
def test_every_page_says_in_one_sentence_what_it_has() -> None:
    said = {}
    for name in TOC:
        if not name.startswith("exercises/"):  # theirs is in the template
            _before, front, _page = (BOOK / f"{name}.md").read_text("utf-8").split("---\n", 2)
            said[name] = yaml.safe_load(front)["myst"]["html_meta"]["description"]
    assert {name: len(text) for name, text in said.items() if not 50 <= len(text) <= 160} == {}
    assert len(set(said.values())) == len(said) > 10


@pytest.mark.parametrize("repository", ["https://gitlab.com/a/b", "https://github.com/a", "https://github.com/a/b/c"])
def test_a_book_whose_place_is_not_known_asks_for_it(repository: str) -> None:
    with pytest.raises(ExtensionError, match=r"baseurl"):
        extension("published").pages_address(repository)


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        (".fa-bars:before,.fa-navicon:before{content:'\\f0c9'}.a{color:red}", ".a{color:red}"),
        ("@font-face{font-family:Font Awesome\\ 6 Free;src:url(a.woff2)}@font-face{font-family:Serif}", "@font-face{font-family:Serif}"),
        (".fa-lg{font-size:1.25em}", ".fa-lg{font-size:1.25em}"),
    ],
)  # fmt: skip
def test_of_font_awesome_the_sizes_stay_and_the_glyphs_go(rule: str, left: str) -> None:
    assert extension("light").GLYPHS.sub("", rule) == left


def test_a_static_file_that_nothing_names_is_removed(tmp_path: Path) -> None:
    static = tmp_path / "_static"
    (static / "fonts").mkdir(parents=True)
    (static / "locales" / "fr").mkdir(parents=True)
    (tmp_path / "page.html").write_text("<script src='_static/used.js'></script>", "utf-8")
    for name in ("used.js", "used.png", "used.js.map", "unused.js", "unused.png", "fonts/LICENSE.txt"):
        (static / name).write_bytes(b"")
    (static / "used.js").write_text("draw('used.png') // used.js.map", "utf-8")
    (static / "unused.js").write_text("draw('unused.png') // unused.js", "utf-8")
    extension("light").sweep(SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html")), None)
    left = {file.relative_to(static).as_posix() for file in static.rglob("*") if file.is_file()}
    assert left == {"used.js", "used.png", "fonts/LICENSE.txt"}
    assert not (static / "locales").exists()


# ------------------------------------------------------------------------------------------------- the built site
@pytest.mark.thorough
def test_a_page_that_is_shared_says_what_and_where_it_is() -> None:
    heads = {name: head(f"{name}.html") for name in TOC}
    for name, page in heads.items():
        assert page.canonical == [page.said("og:url")] == [f"{ADDRESS}{name}.html"]
        assert 50 <= len(page.said("description")) <= 160, name
        assert page.said("og:description") == page.said("description")
        assert page.said("og:title")
        assert page.said("viewport")
        assert (HTML / page.said("og:image").removeprefix(ADDRESS)).is_file()
    assert len({page.said("description") for page in heads.values()}) == len(TOC)
    assert len({page.said("og:title") for page in heads.values()}) == len(TOC)


@pytest.mark.thorough
def test_the_address_of_the_folder_looks_like_the_first_page() -> None:
    index, first = head("index.html"), head(f"{TOC[0]}.html")
    assert index.canonical == first.canonical
    assert {pair for pair in index.meta if pair[0].startswith("og:")} == {
        pair for pair in first.meta if pair[0].startswith("og:")
    }
    assert "<title>Recurrent Networks</title>" in (HTML / f"{TOC[0]}.html").read_text("utf-8")


@pytest.mark.thorough
def test_the_site_map_has_the_pages_of_the_table_of_contents() -> None:
    tree = ElementTree.parse(fresh_html() / "sitemap.xml")
    assert {place.text for place in tree.findall(".//{*}loc")} == {f"{ADDRESS}{name}.html" for name in TOC}


@pytest.mark.thorough
def test_the_foot_of_a_page_has_licences_version_and_citation() -> None:
    for name in TOC:
        _rest, foot = (fresh_html() / f"{name}.html").read_text("utf-8").split('<footer class="bd-footer-content">')
        linked = re.findall(rf'href="{CONFIG["repository"]["url"]}/blob/main/([\w.-]+)"', foot)
        assert linked == ["LICENSE-text", "LICENSE", "CHANGELOG.md", "CITATION.cff"]
        assert all((REPOSITORY / file).is_file() for file in linked)
        assert f"Version {VERSION}<" in foot


@pytest.mark.thorough
def test_a_dead_link_at_any_depth_shows_a_page_that_leads_on(browser: "Browser", tmp_path: Path) -> None:
    place = urlsplit(ADDRESS).path.strip("/")
    (tmp_path / place).symlink_to(fresh_html())
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "once.html").write_text((HTML / "404.html").read_text("utf-8"), "utf-8")
    with served(tmp_path) as site, watched(browser, site, "there/once.html") as page:
        assert page.locator("h1:visible").inner_text() == "No such page"
        page.get_by_role("link", name="the first page").click()
        page.wait_for_url(f"{site}/{place}/{TOC[0]}.html")
    assert head("404.html").said("robots") == "noindex"


# -------------------------------------------------------------------------------------------------- and its weight
def published() -> Iterator[Path]:
    """Every file that readers get, but the sources of pages, which the button for them names."""
    for path in sorted(fresh_html().rglob("*")):
        parts = path.relative_to(HTML).parts
        if path.is_file() and parts[0] != "_sources" and not parts[-1].startswith("."):
            yield path


@pytest.mark.thorough
def test_no_file_lies_there_that_nothing_names() -> None:
    """A file is named by its whole name, or, in MathJax, which puts names together, without its ending."""
    files = list(published())
    texts = [file.read_text("utf-8") for file in files if file.suffix in (".html", ".css", ".js", ".mjs")]
    for_others = {"index.html", "404.html", "sitemap.xml", "objects.inv", "LICENSE", "LICENSE-OFL.txt"}
    names = {file.stem if "mathjax" in file.parts else file.name for file in files} - for_others
    assert len(names) > 60
    assert sorted(name for name in names if not any(name in text for text in texts)) == []
    assert not [file for file in files if file.suffix == ".md" or "awesome" in file.name]


@pytest.mark.thorough
def test_every_icon_of_a_page_is_drawn() -> None:
    icons = {
        icon
        for name in page_names(fresh_html())
        for classes in re.findall(r'class="([^"]*\b(?:fa-solid|fas|fab)\b[^"]*)"', (HTML / name).read_text("utf-8"))
        for icon in classes.split()
        if icon.startswith("fa-") and icon not in ("fa-solid", "fa-lg")
    }
    assert len(icons) > 10
    assert {icon for icon in icons if f".{icon} " not in ICONS and f".{icon}," not in ICONS} == set()


HEAVIEST = {"intro.html": 0.9, "references.html": 0.9, "measured.html": 1.1, "notation.html": 2.2, "lstm.html": 2.7}
"""Megabytes, uncompressed."""


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "megabytes"), HEAVIEST.items())
def test_a_page_sends_for_what_it_shows_only(browser: "Browser", site: str, name: str, megabytes: float) -> None:
    with watched(browser, site, name) as page:
        asked = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
        formulas = page.locator(".math").count()
    files = {HTML / name, *(HTML / urlsplit(address).path.lstrip("/") for address in asked)}
    assert sum(file.stat().st_size for file in files) < megabytes * 1e6
    assert any("mathjax" in file.parts for file in files) == (formulas > 0)


# ------------------------------------------------------------------------------------------------------ a release
def release(folder: Path, tag: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": tag}
    command = [needs.program("bash"), ".ci/release", str(folder)]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


def test_a_tag_that_is_not_the_version_is_refused(tmp_path: Path) -> None:
    done = release(tmp_path, "v99.0")
    assert done.returncode == 1
    assert f"The tag is v99.0, but pyproject.toml says version {VERSION}." in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.thorough
def test_a_release_has_the_wheel_and_the_notebooks_of_students(tmp_path: Path) -> None:
    done = release(tmp_path, f"v{VERSION}")
    assert done.returncode == 0, done.stderr
    [notebooks, wheel] = sorted(tmp_path.iterdir())
    assert wheel.name == f"recurrent_course-{VERSION}-py3-none-any.whl"
    names = {name for name in zipfile.ZipFile(notebooks).namelist() if not name.endswith("/")}
    assert names >= {f"recurrent-course-{VERSION}/{slug}/{slug}.ipynb" for slug in written()}
