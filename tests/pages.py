"""The built book in a browser: fixtures and a watched page, for every test that looks at pages.

The fixtures ``site``, ``browser`` and ``tabs`` are there for every test (conftest.py). Then::

    with watched(browser, site, "lstm.html", width=390, dark=True) as page:
        ...                        # a playwright page, loaded, formulas typeset
                                   # leaving the block fails the test if anything went wrong on the page

    with tabs.showing("lstm.html", width=390, dark=True) as page:
        ...                        # the same, only to look at: it stays loaded for other widths and the next test
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from filelock import FileLock

from tests.conftest import REPOSITORY, needs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

BUILD = REPOSITORY / "_build"
HTML = BUILD / "html"
STAMP = HTML / ".built"  # written by make after a strict build, and here
SOURCES = ("_config.yml", "book", "course_lib", "solutions")
DERIVED = {"__pycache__", "exercises"}  # book/exercises is made of solutions
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # whatever a page asks, nothing leaves this machine
]
WIDE, NARROW, HEIGHT = 1280, 360, 900
"""Of the smallest and the largest window in which pages are looked at."""


# ----------------------------------------------------------------------------------------------------- building
def build_book(
    source: Path, config: Path, output: Path, *, builder: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Build a book as strictly as it is published: a warning, a dead reference or a failing cell is an error."""
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(source)]
    command += ["--config", str(config), "--path-output", str(output), "-W", "-n", "--keep-going"]
    if builder is not None:
        command += ["--builder", "custom", "--custom-builder", builder]
    # the kernel of the cells is the Python that runs the tests
    path = os.pathsep.join(filter(None, (str(Path(sys.executable).parent), os.environ.get("PATH", ""))))
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PATH": path}
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


def _newest_source() -> float:
    files = [file for name in SOURCES for file in (REPOSITORY / name, *(REPOSITORY / name).rglob("*"))]
    return max(file.stat().st_mtime for file in files if file.is_file() and not DERIVED & set(file.parts))


def fresh_html() -> Path:
    """The folder of the built book; builds it first when a source is newer than the last good build."""
    BUILD.mkdir(exist_ok=True)
    with FileLock(BUILD / "book.lock"):  # the workers of pytest-xdist, and two runs at the same time
        if not STAMP.exists() or STAMP.stat().st_mtime < _newest_source():
            STAMP.unlink(missing_ok=True)
            subprocess.run(
                [sys.executable, "-m", "course_lib.cli", "exercise", "--all"],
                cwd=REPOSITORY,
                check=True,
                capture_output=True,
            )
            built = build_book(REPOSITORY / "book", REPOSITORY / "_config.yml", REPOSITORY)
            if built.returncode != 0:
                pytest.fail(f"the book does not build:\n{built.stdout[-3000:]}\n{built.stderr[-3000:]}", pytrace=False)
            STAMP.touch()
    return HTML


# ------------------------------------------------------------------------------------------------------ serving
class _Quiet(SimpleHTTPRequestHandler):
    # .mjs is not in every system's table of types, and a module of another type is refused
    extensions_map = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".js": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":  # a browser asks for it where a small page of a test names no icon
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on a free loopback port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the built book, without a slash at its end."""
    with served(fresh_html()) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    path = needs.chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


# ----------------------------------------------------------------------------------------------------- watching
def page_names(html: Path = HTML) -> list[str]:
    """Every page that a reader can open, below the site's address; not index.html, which only leads to intro."""
    return sorted(
        file.relative_to(html).as_posix()
        for file in html.rglob("*.html")
        if file != html / "index.html" and not {"_static", "_sources", "mathjax"} & set(file.relative_to(html).parts)
    )


@contextmanager
def watched_tab(
    browser: "Browser", site: str, *, width: int, height: int = HEIGHT, dark: bool = False, javascript: bool = True
) -> Iterator["Page"]:
    """An empty tab; ``page.troubles`` lists its requests to other hosts than the site's, missing files, and errors."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
        reduced_motion="reduce",
    )
    troubles: list[str] = []
    host = urlsplit(site).netloc

    def asked(request: "Request") -> None:
        if urlsplit(request.url).netloc not in (host, ""):
            troubles.append(f"asks another host: {request.url}")

    context.on("request", asked)
    page = context.new_page()
    page.troubles = troubles  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: troubles.append(f"page error: {error}"))
    page.on(
        "console",
        lambda message: troubles.append(f"console: {message.text}") if message.type in ("error", "warning") else None,
    )
    page.on(
        "response",
        lambda answer: troubles.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None,
    )
    try:
        yield page
    finally:
        context.close()


def load(page: "Page", address: str) -> None:
    """Open a page, and wait until it is whole."""
    page.goto(address, wait_until="load")
    # MathJax says itself when it has typeset the page; pages without a formula do not load it
    page.evaluate("async () => { await window.MathJax?.startup?.promise; await document.fonts.ready; }")


def fail_on_troubles(page: "Page", path: str) -> None:
    """Fail if anything has gone wrong on a page."""
    if page.troubles:  # type: ignore[attr-defined]
        pytest.fail(f"{path}: " + "; ".join(page.troubles), pytrace=False)  # type: ignore[attr-defined]


@contextmanager
def watched(
    browser: "Browser",
    site: str,
    path: str,
    *,
    width: int = WIDE,
    javascript: bool = True,
    strict: bool = True,
    **options: Any,
) -> Iterator["Page"]:
    """A page in a tab of its own, loaded; its troubles fail the test, or with ``strict=False`` are left to the caller."""
    with watched_tab(browser, site, width=width, javascript=javascript, **options) as page:
        if javascript:
            load(page, f"{site}/{path}")
        else:
            page.goto(f"{site}/{path}", wait_until="load")
        yield page
        if strict:
            fail_on_troubles(page, path)


class Tabs:
    """A light tab and a dark one, in which the pages of a site are shown, one after the other, to tests that only look.

    To load a page in a new tab takes seconds, to show it at another width next to nothing. Light pages are loaded at the
    largest width and dark ones at the smallest: what scripts do at the beginning is done for both.
    """

    def __init__(self, browser: "Browser", site: str, until: ExitStack) -> None:
        self.site = site
        self._tabs = {
            dark: until.enter_context(watched_tab(browser, site, width=width, dark=dark))
            for dark, width in ((False, WIDE), (True, NARROW))
        }
        self._shown = {False: "", True: ""}

    @contextmanager
    def showing(self, path: str, *, width: int = WIDE, dark: bool = False, unfolded: bool = False) -> Iterator["Page"]:
        """A page at a width, from its top; ``unfolded`` with all that it folds. What goes wrong on it fails the test."""
        page = self._tabs[dark]
        if self._shown[dark] != path:
            self._shown[dark] = ""  # until it is loaded
            page.set_viewport_size({"width": NARROW if dark else WIDE, "height": HEIGHT})
            page.troubles.clear()  # type: ignore[attr-defined]
            load(page, f"{self.site}/{path}")
            self._shown[dark] = path
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.wait_for_function("width => innerWidth === width", arg=width)
        page.evaluate(FROM_ITS_TOP)
        boxes = page.evaluate_handle(UNFOLD, unfolded)
        yield page
        boxes.evaluate("boxes => boxes.forEach(box => { box.open = false; })")
        fail_on_troubles(page, path)


# scripts see the new width before the first frame, and what they change is drawn by the second
FROM_ITS_TOP = """async () => {
  scrollTo(0, 0);
  document.body.tabIndex = -1;
  document.body.focus();  // the next Tab leads to the first stop of the page
  document.body.removeAttribute('tabindex');
  for (const _frame of [1, 2]) await new Promise(requestAnimationFrame);
}"""
UNFOLD = """unfolded => {
  const boxes = unfolded ? [...document.querySelectorAll('details:not([open])')] : [];
  boxes.forEach(box => { box.open = true; });
  return boxes;
}"""


@pytest.fixture(scope="module")
def tabs(browser: "Browser", site: str) -> Iterator[Tabs]:
    """The tabs for the pages of a site."""
    with ExitStack() as until:
        yield Tabs(browser, site, until)
