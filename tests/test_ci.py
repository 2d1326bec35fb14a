"""Continuous integration runs each test once, and what it runs is here."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, needs

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))


def test_each_tool_runs_once_and_each_test_too() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text("utf-8")
    assert re.findall(r"^make .*", script, re.MULTILINE) == ["make test-all"]
    command = [needs.program("make"), "--dry-run", "--always-make", "test-all"]
    lines = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.splitlines()
    steps = (
        *(
            "ruff check",
            "ruff format --check",
            "ruff format --check --line-length 78",
        ),  # of all, and of what pages show
        *("mypy", "lint-imports", "not thorough", "jupyter-book build", "-m thorough"),
    )
    found = [max((step for step in steps if step in line), key=len, default="") for line in lines]
    assert [step for step in found if step] == list(steps)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_names_its_actions_by_their_commits_and_keeps_what_pip_fetched(workflow: Path) -> None:
    text = workflow.read_text("utf-8")
    actions = re.findall(r"uses: (.*)", text)
    assert actions
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", action) for action in actions), actions
    assert "cache: pip" in text


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_what_is_there(workflow: Path) -> None:
    scripts = re.findall(r"- run: (\.ci/\S+)", workflow.read_text("utf-8"))
    assert scripts
    assert all((REPOSITORY / script).stat().st_mode & 0o100 for script in scripts)


def test_the_packages_of_colab_are_read_from_its_list() -> None:
    script = (REPOSITORY / ".ci" / "colab").read_text("utf-8")
    [sed] = re.findall(r"sed -nE '(.*)'", script)
    there = "numpy==2.0.2\ntorch @ https://host/whl/cu118/torch-2.0.1%2Bcu118-cp310.whl#sha256=a7\ntorchvision==0.2\nipython==7.34.0\n"
    for listed in (
        there,
        there.replace("torch @ https://host/whl/cu118/torch-2.0.1%2Bcu118-cp310.whl#sha256=a7", "torch==2.0.1+cpu"),
    ):
        done = subprocess.run(["sed", "-nE", sed], input=listed, capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["numpy==2.0.2", "torch==2.0.1", "ipython==7.34.0"]


@pytest.mark.thorough
def test_a_student_gets_through_on_this_system_too() -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # where `course` is installed
    command = [needs.program("bash"), ".ci/student"]
    done = subprocess.run(
        command, cwd=REPOSITORY, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"All checks together: (\d+) of \1 points", done.stdout)
