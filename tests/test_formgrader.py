"""formgrader and feedback in a browser: a class is graded by its buttons, formulas are drawn, nothing of a student runs."""

import base64
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nbformat
import pytest
from nbgrader.api import Gradebook as Database

from course_lib.grading import notebooks
from course_lib.grading.classroom import grade as grading
from course_lib.grading.classroom.course import Course
from tests.conftest import needs
from tests.test_nbgrader import HOSTILE, hand_in, write_config

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.thorough

RUNS = "window.__ran = (window.__ran || 0) + 1"
BAD = f"<img src=x onerror='{RUNS}'><script>{RUNS}</script>"
TRIED = [text.replace("alert(1)", RUNS) for text in HOSTILE]
NAMED = '<img src=x onerror="window.__ran=1">'  # of a folder, as far as a file system goes


def hostile(folder: Path, student: str) -> None:
    """A submission that tries all that is known, wherever a notebook has room for it."""
    file = hand_in(folder, student)
    notebook = json.loads(file.read_text("utf-8"))
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": BAD, "image/svg+xml": BAD}},
        {"output_type": "stream", "name": "stdout", "text": f"\x1b]8;;javascript:{RUNS}\x07{BAD}"},
    ]
    printing = "\n".join(
        [
            "from IPython.display import HTML, Javascript, Markdown, SVG, display",
            f"bad = {BAD!r}",
            "for show in (HTML, Javascript, Markdown):",
            "    display(show(bad))",
            "print('\\x1b[31m' + bad)",
            "import sys; print(bad, file=sys.stderr)",
            "raise ValueError(bad)",
        ]
    )
    for number, text in enumerate(TRIED):
        notebook["cells"].append({"cell_type": "markdown", "id": f"m{number}", "metadata": {}, "source": text})
    notebook["cells"].append(
        {"cell_type": "raw", "id": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": BAD}
    )
    notebook["cells"].append(
        {
            "cell_type": "code",
            "id": "code",
            "execution_count": 1,
            "outputs": outputs,
            "source": printing,
            "metadata": {
                "tags": [f'"{BAD}'],
                "nbgrader": {"grade_id": BAD, "comment": BAD, "grade": True, "points": 9},
            },
        }
    )
    notebook["cells"].append(
        {
            "cell_type": "markdown",
            "id": "svg",
            "metadata": {},
            "source": "![a](attachment:a.svg)",
            "attachments": {
                "a.svg": {"image/svg+xml": base64.b64encode(BAD.encode()).decode(), "image/png": f'">{BAD}'}
            },
        }
    )
    notebook["metadata"]["kernelspec"]["display_name"] = BAD
    notebook["metadata"] |= {"title": f"</title>{BAD}", "name": BAD, "authors": [{"name": BAD}]}
    file.write_text(json.dumps(notebook), "utf-8")
    file.with_name("<img src=x onerror=window.__ran=1>.ipynb").write_text("{}", "utf-8")
    file.with_name("index.html").write_text(BAD, "utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of nbgrader's: ada right, wrong wrong, eve hostile, and a folder whose name is an attack."""
    folder = tmp_path_factory.mktemp("course")
    notebooks.write(notebooks.build("lstm"), folder)
    write_config(folder, trust_submissions=True)
    answer = hand_in(folder, "ada")
    notebook = json.loads(answer.read_text("utf-8"))
    text = "The gradient is $\\frac{\\partial c_t}{\\partial c_{t-1}} = f_t$, so $$\\prod_{k=1}^{50} f_k \\approx 0.5^{50}$$"
    notebook["cells"].append({"cell_type": "markdown", "id": "mine", "metadata": {}, "source": text})
    answer.write_text(json.dumps(notebook), "utf-8")
    hand_in(folder, "wrong", "wrong")
    hostile(folder, "eve")
    hand_in(folder, NAMED)
    return folder


@pytest.fixture(scope="module")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab server in the course's folder, with its token."""
    program = needs.program(str(Path(sys.executable).parent / "jupyter"))
    home, token = str(tmp_path_factory.mktemp("home")), secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path, "HOME": home, "JUPYTER_CONFIG_DIR": home, "OMP_NUM_THREADS": "1"}
    environment |= {"JUPYTER_TOKEN": token, "JUPYTER_RUNTIME_DIR": home, "JUPYTER_PLATFORM_DIRS": "1"}
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0", "--allow-root"]
    options += [f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    log = Path(home) / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [program, "lab", *options], cwd=folder, env=environment, stdout=stream, stderr=stream
        )
    try:
        _wait(f"http://127.0.0.1:{port}/api?token={token}", process, log)
        yield f"http://127.0.0.1:{port}?token={token}"
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _second in range(120):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(1)
    pytest.fail(f"the server does not answer:\n{log.read_text('utf-8', 'replace')[-3000:]}", pytrace=False)


@contextmanager
def visited(browser: "Browser", address: str) -> Iterator["Page"]:
    """A page at an address whose troubles (other hosts, errors, anything of a student's that ran) fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    troubles: list[str] = []
    host = urlsplit(address).netloc

    def route(asked: object) -> None:
        url = asked.request.url  # type: ignore[attr-defined]
        if urlsplit(url).netloc in (host, ""):
            asked.continue_()  # type: ignore[attr-defined]
        else:
            troubles.append(f"asks another host: {url}")
            asked.abort()  # type: ignore[attr-defined]

    context.route("**/*", route)
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(f"page error: {error}"))
    page.on("console", lambda told: troubles.append(f"console: {told.text}") if told.type == "error" else None)
    page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    try:
        where, _mark, token = address.partition("?")
        if token:
            context.request.get(f"http://{host}/login?{token}", max_redirects=0)  # its cookie is good for all pages
        page.goto(where, wait_until="load")
        yield page
        page.wait_for_timeout(300)
        assert page.evaluate("window.__ran") is None
        assert troubles == []
    finally:
        context.close()


def below(server: str, path: str) -> str:
    address, token = server.split("?")
    return f"{address}/{path}?{token}"


def rows(page: "Page") -> dict[str, list[str]]:
    """The rows of formgrader's table by the student's id."""
    page.wait_for_selector("#main-table td.student-id:not(:empty)")
    found = page.evaluate(
        "[...document.querySelectorAll('#main-table tr')].map(r => [...r.cells].map(c => c.innerText))"
    )
    return {row[1]: row for row in found}


@pytest.fixture(scope="module")
def graded(server: str, folder: Path, browser: "Browser") -> dict[str, list[str]]:
    """All are graded by formgrader's buttons; the rows of its table afterwards."""
    with visited(browser, below(server, "formgrader/manage_submissions/lstm")) as page:
        before = rows(page)
        assert {row[3] for row in before.values()} == {"needs autograding"}
        for student in ("ada", "wrong", "eve"):
            row = page.locator("#main-table tr", has=page.locator("td.student-id", has_text=re.compile(f"^{student}$")))
            row.locator("td.autograde a").click()
            page.wait_for_selector(".modal.in", timeout=180_000)
            told = page.locator(".modal.in").inner_text()
            assert "Successfully autograded" in told, told
            page.locator(".modal.in .modal-footer button").click()
            page.wait_for_selector(".modal", state="detached")
        page.reload()
        return rows(page)


def submission(folder: Path, student: str) -> str:
    with Database(f"sqlite:///{folder / 'gradebook.db'}") as book:
        return str(book.find_submission_notebook("lstm", "lstm", student).id)


FORMULAS = """() => [...document.querySelectorAll('math')].map(e => e.getBoundingClientRect())
  .map(box => [Math.round(box.width), Math.round(box.height)])"""


def check_formulas(page: "Page") -> None:
    """Every formula takes room on the page, and none stands there as its source."""
    sizes = page.evaluate(FORMULAS)
    assert len(sizes) > 20
    assert all(width > 2 and height > 5 for width, height in sizes)
    texts = page.evaluate("[...document.querySelectorAll('.text_cell_render')].map(e => e.innerText).join('')")
    assert "$" not in texts
    assert "\\frac" not in texts


def test_buttons_grade_through_the_sandbox(graded: dict[str, list[str]], folder: Path) -> None:
    assert set(graded) == {"ada", "eve", "wrong", NAMED}
    assert graded["ada"][4] == "18 / 20"
    assert graded["wrong"][4] == "0 / 20"
    assert graded["eve"][4] == "18 / 20"
    assert graded[NAMED][3] == "needs autograding"
    notebook = nbformat.read(folder / "autograded" / "ada" / "lstm" / "lstm.ipynb", as_version=4)
    assert notebook.metadata.course.digest
    assert {file.name for file in (folder / "autograded" / "eve" / "lstm").iterdir()} == {"lstm.ipynb"}


def test_a_name_that_is_an_attack_is_refused(server: str, graded: dict[str, list[str]], browser: "Browser") -> None:
    with visited(browser, below(server, "formgrader/manage_submissions/lstm")) as page:
        rows(page)
        row = page.locator("#main-table tr", has=page.locator("td.student-id", has_text="onerror"))
        row.locator("td.autograde a").click()
        page.wait_for_selector(".modal.in", timeout=120_000)
        assert "a student's name cannot contain" in page.locator(".modal.in").inner_text()


@pytest.mark.parametrize("student", ["ada", "wrong", "eve"])
def test_page_of_a_submission(
    server: str, graded: dict[str, list[str]], folder: Path, browser: "Browser", student: str
) -> None:
    with visited(browser, below(server, f"formgrader/submissions/{submission(folder, student)}/")) as page:
        page.wait_for_load_state("networkidle")  # the page forbids what wait_for_function needs
        if student == "ada":
            check_formulas(page)
        assert page.locator("script:not([src])").count() <= 6  # formgrader's own
        points = page.evaluate("document.getElementById('lstm_step-check').placeholder")
        assert float(points) == (0 if student == "wrong" else 4)
        text = page.locator("main #notebook").inner_text()
        assert ("failed" if student == "wrong" else "passed") in text
        if student == "eve":
            assert "<script>" in text or "< script>" in text
            for link in page.locator("main #notebook a").all():
                assert re.match(r"(?i)https?://|#|mailto:", link.get_attribute("href") or "#")
                link.evaluate("link => link.dispatchEvent(new MouseEvent('mouseover'))")


def test_a_mark_can_be_given(server: str, graded: dict[str, list[str]], folder: Path, browser: "Browser") -> None:
    with visited(browser, below(server, f"formgrader/submissions/{submission(folder, 'ada')}/")) as page:
        page.wait_for_load_state("networkidle")  # the page forbids what wait_for_function needs
        field = page.locator("#forget_gate")
        field.fill("1.5")
        with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
            field.press("Escape")
    with Database(f"sqlite:///{folder / 'gradebook.db'}") as book:
        grades = {grade.name: grade for grade in book.find_submission("lstm", "ada").notebooks[0].grades}
        assert grades["forget_gate"].manual_score == 1.5


@pytest.mark.parametrize(
    "path", ["manage_assignments", "gradebook", "gradebook/lstm", "gradebook/lstm/lstm", "manage_students"]
)
def test_other_pages_run_nothing(server: str, graded: dict[str, list[str]], browser: "Browser", path: str) -> None:
    with visited(browser, below(server, f"formgrader/{path}")) as page:
        page.wait_for_selector("#main-table tr td:not(:empty)")
        page.wait_for_timeout(500)


def test_feedback_opens_from_a_folder(
    server: str, graded: dict[str, list[str]], folder: Path, browser: "Browser"
) -> None:
    with visited(browser, below(server, "formgrader/manage_submissions/lstm")) as page:
        rows(page)
        for student in ("ada", "wrong", "eve"):
            row = page.locator("#main-table tr", has=page.locator("td.student-id", has_text=re.compile(f"^{student}$")))
            row.locator("td.generate-feedback a").click()
            page.wait_for_selector(".modal.in", timeout=120_000)
            assert "Successfully generated feedback" in page.locator(".modal.in").inner_text()
            page.locator(".modal.in .modal-footer button").click()
            page.wait_for_selector(".modal", state="detached")
    for student in ("ada", "wrong", "eve"):
        with visited(browser, f"file://{folder}/feedback/{student}/lstm/lstm.html") as page:
            if student == "ada":
                check_formulas(page)
            assert page.locator("script").count() == 0
            text = page.locator("body").inner_text()
            assert ("likely cause" in text) == (student == "wrong")
            page.set_viewport_size({"width": 390, "height": 800})
            wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert wide[0] <= wide[1], wide


def test_the_command_opens_formgrader_on_a_class(tmp_path: Path, browser: "Browser") -> None:
    """One command on a folder that `course grade` has graded: the class is there, and a page of a submission opens."""
    hand_in(tmp_path, "ada")
    grading.grade(Course("lstm", tmp_path), trust_submissions=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home, token = str(tmp_path / "home"), secrets.token_hex(16)
    environment = {**os.environ, "HOME": home, "JUPYTER_CONFIG_DIR": home, "JUPYTER_TOKEN": token}
    command = [sys.executable, "-m", "course_lib.cli", "formgrader", str(tmp_path), "--no-browser", "--port", str(port)]
    log = tmp_path / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream, start_new_session=True)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(f"{address}/api?token={token}", process, log)
        with visited(browser, f"{address}/formgrader/manage_submissions/lstm?token={token}") as page:
            assert rows(page)["ada"][3:5] == ["needs manual grading", "18 / 20"]
        with visited(browser, f"{address}/formgrader/submissions/{submission(tmp_path, 'ada')}/?token={token}") as page:
            page.wait_for_load_state("networkidle")
            assert "passed" in page.locator("main #notebook").inner_text()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
