"""The built book in a browser: fixtures and a watched page, for every test that looks at pages.

The fixtures ``site`` and ``browser`` are there for every test (conftest.py). Then::

    with watched(browser, site, "lstm.html", width=390, dark=True) as page:
        ...                        # a playwright page, loaded, formulas typeset
                                   # leaving the block fails the test if anything went wrong on the page
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from filelock import FileLock

from tests.conftest import REPOSITORY, needs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
]


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
def watched(
    browser: "Browser",
    site: str,
    path: str,
    *,
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
    javascript: bool = True,
    strict: bool = True,
) -> Iterator["Page"]:
    """A loaded page whose troubles (requests to other hosts, missing files, errors) fail the test.

    ``page.troubles`` is the list so far; with ``strict=False`` the caller looks at it.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
        reduced_motion="reduce",
    )
    troubles: list[str] = []
    host = urlsplit(site).netloc

    def route(request_route: object) -> None:
        url = request_route.request.url  # type: ignore[attr-defined]
        if urlsplit(url).netloc in (host, ""):
            request_route.continue_()  # type: ignore[attr-defined]
        else:
            troubles.append(f"asks another host: {url}")
            request_route.abort()  # type: ignore[attr-defined]

    context.route("**/*", route)
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
        page.goto(f"{site}/{path}", wait_until="load")
        if javascript:
            # MathJax says itself when it has typeset the page; pages without a formula do not load it
            page.evaluate("async () => { await window.MathJax?.startup?.promise; await document.fonts.ready; }")
        yield page
        if strict and troubles:
            pytest.fail(f"{path}: " + "; ".join(troubles), pytrace=False)
    finally:
        context.close()
