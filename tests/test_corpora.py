"""The corpora: what is committed is what the cards say, what is held out stays so, and what is made again is the same."""

import hashlib
import io
import lzma
import random
import string
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from course_lib import cli
from course_lib.data import SETS, documents, linux, speeches, standard, tunes
from course_lib.data.documents import END, PARTS, Document, chosen, pack, part_of, unpack
from course_lib.metrics.tunes import full_bars
from tests.conftest import REPOSITORY

CORPORA = [linux, tunes]


# ------------------------------------------------------------------------------------------------------------ documents
def test_documents_come_back_as_they_were_packed() -> None:
    made = [Document("b", "two\nlines\n"), Document("a/é", "\t𝄞"), Document("c", "")]
    packed = pack(made)
    assert unpack(packed) == tuple(sorted(made, key=lambda document: document.name))
    assert pack(reversed(made)) == packed
    with pytest.raises(ValueError, match=r"d holds the character U\+0003"):
        pack([*made, Document("d", f"a{END}b")])


def test_a_part_depends_on_a_name_alone_and_has_its_share() -> None:
    names = [f"file {number}" for number in range(4000)]
    parts = [part_of(name) for name in names]
    assert parts == [part_of(name) for name in names]
    for part, share in PARTS.items():
        assert parts.count(part) / len(names) == pytest.approx(share, abs=0.01)
    every = [Document(name, "") for name in names]
    split = {part: chosen(every, part) for part in ("train", *PARTS)}
    assert sum(map(len, split.values())) == len(names)
    assert chosen(every[:50], "train") == tuple(d for d in split["train"] if d in every[:50])
    with pytest.raises(ValueError, match="There is no part dev; there are: train, validation, test"):
        chosen(every, "dev")


# -------------------------------------------------------------------------------------------------- what is committed
@pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus.__name__.rpartition(".")[2])
def test_a_committed_set_is_the_one_of_its_card(corpus: object) -> None:
    card, made = corpus.card(), corpus.documents()  # type: ignore[attr-defined]
    assert corpus.digest() == card["sha256"]  # type: ignore[attr-defined]
    assert len(made) == card["documents"]
    assert sum(len(document.text) for document in made) == card["characters"]
    assert {"about", "file", "source", "licence", "cleaning", "form", "split"} <= set(card)
    assert len({document.name for document in made}) == len(made)
    assert all(END not in document.text and document.text for document in made)
    parts = [corpus.split(part) for part in ("train", *PARTS)]  # type: ignore[attr-defined]
    assert sum(map(len, parts)) == len(made)
    assert all(parts)


def test_committed_data_are_small() -> None:
    sizes = [file.stat().st_size for file in (REPOSITORY / "course_lib" / "data").rglob("*.xz")]
    assert len(sizes) == 3
    assert sum(sizes) < 1_000_000


def test_linux_files_are_whole_and_chosen_by_their_names() -> None:
    for document in linux.documents():
        assert document.name.startswith("kernel/")
        assert document.name.endswith(".c")
        assert linux.is_small(document.name)
        assert document.text.endswith("}\n") or ";" in document.text[-80:]
    licensed = sum("SPDX-License-Identifier" in document.text[:300] for document in linux.documents())
    assert licensed >= 0.95 * len(linux.documents())
    assert "GNU GENERAL PUBLIC LICENSE" in (linux.FOLDER / "COPYING").read_text("utf-8")
    assert "6.1" in linux.card()["source"]


def test_tunes_are_clean_and_each_is_there_once() -> None:
    notes, full, judged = set(), 0, 0
    for document in tunes.documents():
        head = [line[:2] for line in document.text.splitlines() if line[1:2] == ":" and line[0].isalpha()]
        assert [letter for letter in ("M:", "L:", "K:") if letter in head] == head
        assert {"M:", "K:"} <= set(head)
        assert '"' not in document.text
        assert "%" not in document.text
        notes.add(tunes.notes_key(document.text))
        right, total = full_bars(document.text)
        full, judged = full + right, judged + total
    assert len(notes) == len(tunes.documents())
    assert full / judged > 0.98
    counts = tunes.card()["records"]
    assert counts["found"] - counts["unfit"] - counts["there already"] == len(notes)


# --------------------------------------------------------------------------------------------------------- made again
def archive(files: dict[str, str], mode: str = "w:xz") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as made:  # type: ignore[call-overload]
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            made.addfile(member, io.BytesIO(text.encode()))
    return held.getvalue()


KERNEL = {
    "linux-6.1/kernel/fork.c": "int fork;\n",
    "linux-6.1/kernel/sched/core.c": "int core;\n\x03",
    "linux-6.1/kernel/Makefile": "all:\n",
    "linux-6.1/mm/slab.c": "int slab;\n",
    "linux-6.1/../kernel/evil.c": "int evil;\n",
    "linux-6.1/kernel/../../evil.c": "int evil;\n",
    "/etc/kernel/absolute.c": "int absolute;\n",
}


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> None:
    """apt-get and dpkg-deb that deliver a kernel of two files."""

    def run(command: list[object], **how: object) -> subprocess.CompletedProcess[bytes]:
        if command[0] == "apt-get":
            assert command == ["apt-get", "download", "linux-source-6.1"]
            (Path(str(how["cwd"])) / "linux-source-6.1_6.1.0_all.deb").write_bytes(b"")
            return subprocess.CompletedProcess(command, 0)
        assert command[:2] == ["dpkg-deb", "--fsys-tarfile"]
        inner = archive(KERNEL)
        held = io.BytesIO()
        with tarfile.open(fileobj=held, mode="w") as made:
            member = tarfile.TarInfo("./usr/src/linux-source-6.1.tar.xz")
            member.size = len(inner)
            made.addfile(member, io.BytesIO(inner))
        return subprocess.CompletedProcess(command, 0, stdout=held.getvalue())

    monkeypatch.setattr(linux.subprocess, "run", run)


@pytest.mark.usefixtures("debian")
def test_the_whole_of_linux_is_made_again_with_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        linux.make(tmp_path / name)
        made.append((tmp_path / name / linux.WHOLE).read_bytes())
    assert made[0] == made[1]
    whole = linux.documents(tmp_path / "one")
    assert whole == (Document("kernel/fork.c", "int fork;\n"), Document("kernel/sched/core.c", "int core;\n"))
    assert [d for part in ("train", *PARTS) for d in linux.split(part, tmp_path / "one")] != []


@pytest.mark.usefixtures("debian")
def test_the_small_part_is_made_again_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux, "FOLDER", tmp_path)
    monkeypatch.setattr(linux, "is_small", lambda name: "fork" in name)
    linux.make(tmp_path)
    assert unpack((tmp_path / linux.SMALL).read_bytes()) == (Document("kernel/fork.c", "int fork;\n"),)
    assert not (tmp_path / linux.WHOLE).exists()


def fails(error: Exception) -> Callable[..., object]:
    def run(*_command: object, **_how: object) -> object:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FileNotFoundError(), "The files come from a Debian package; apt-get is not here"),
        (
            subprocess.CalledProcessError(100, "apt-get", stderr="E: no network"),
            "apt-get could not fetch linux-source-6.1: E: no",
        ),
    ],
)
def test_a_debian_package_that_cannot_be_had(
    error: Exception, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linux.subprocess, "run", fails(error))
    with pytest.raises(OSError, match=sentence):
        linux.make(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_linux_without_its_files_says_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"There is no linux-kernel\.txt\.xz in .*course data linux --make --to"):
        linux.documents(tmp_path)
    monkeypatch.setattr(linux, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="under the GPL and do not come with the installed package"):
        linux.card()


RECORD = """X:1
T:The Wind that Shakes -- Reel.
R:reel
M:C|
L:1/8
K:D
"slow"AB !trill!cd|efga|\\
w:la la
d4 d4 :| % twice
"""


def test_a_record_is_cleaned() -> None:
    assert tunes.cleaned(RECORD) == "M:C|\nL:1/8\nK:D\nAB cd|efga|\nd4 d4 :|\n"
    assert tunes.cleaned(RECORD.replace("M:C|\n", "")) is None
    assert tunes.cleaned(RECORD.replace("K:D\n", "")) is None
    assert tunes.cleaned(RECORD.replace("w:la la", "M:3/4")) is None
    assert tunes.cleaned("X:1\nM:C\nK:C\nabc\n") is None
    assert tunes.records("a file\n" + RECORD + RECORD) == [RECORD, RECORD]


def test_a_tune_that_is_there_already_is_left_out() -> None:
    other = RECORD.replace("AB", "GA")
    files = {
        "oneill/b": RECORD.replace("The Wind that Shakes -- Reel.", "Another"),  # the same notes
        "ryan/a": RECORD + other.replace("The Wind that Shakes", "Wind, That Shakes") + RECORD.replace("K:D", ""),
    }
    made, counts = tunes.derive(files)
    assert [document.name for document in made] == ["oneill/b 1", "ryan/a 2"]
    assert counts == {"found": 4, "unfit": 1, "there already": 1}
    assert tunes.title_key(RECORD) == "windthatshakes"


def wheel(folder: Path) -> None:
    with zipfile.ZipFile(folder / "music21-10.5.1-py3-none-any.whl", "w") as made:
        made.writestr("music21/corpus/ryansMammoth/one.abc", RECORD)
        made.writestr("music21/corpus/oneills1850/two.abc", RECORD.replace("Wind", "Rain").replace("efga", "agfe"))
        made.writestr("music21/corpus/essenFolksong/three.abc", RECORD.replace("Wind", "Sun").replace("efga", "aaaa"))
        made.writestr("music21/corpus/ryansMammoth/no.txt", RECORD)


def test_tunes_are_made_again_with_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pip(command: list[str], **_how: object) -> subprocess.CompletedProcess[str]:
        assert command[-1] == tunes.PACKAGE
        wheel(Path(command[-2]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(tunes.subprocess, "run", pip)
    made = []
    for name in ("one", "two"):
        assert tunes.make(tmp_path / name)["found"] == 2
        made.append((tmp_path / name / tunes.FILE).read_bytes())
    assert made[0] == made[1]
    assert tunes.digest(tmp_path / "one") == hashlib.sha256(lzma.decompress(made[0])).hexdigest() != tunes.digest()
    assert [document.name for document in unpack(made[0])] == ["oneill/two 1", "ryan/one 1"]
    broken = subprocess.CompletedProcess([], 1, stderr="no network")
    monkeypatch.setattr(tunes.subprocess, "run", lambda *_command, **_how: broken)
    with pytest.raises(OSError, match=r"pip could not fetch music21==10\.5\.1: no network"):
        tunes.make(tmp_path)


# -------------------------------------------------------------------------------------------------------- standard sets
@pytest.mark.parametrize("mode", ["w:xz", "w:gz", "w"])
def test_an_archive_of_the_kernel_is_read_and_nothing_is_unpacked(mode: str, tmp_path: Path) -> None:
    file = tmp_path / "linux-6.12.tar"
    file.write_bytes(archive(KERNEL, mode))
    assert [document.name for document in standard.linux_tarball(file)] == ["kernel/fork.c", "kernel/sched/core.c"]
    assert list(tmp_path.iterdir()) == [file]


def test_an_archive_that_is_none_is_told(tmp_path: Path) -> None:
    file = tmp_path / "linux.tar.xz"
    with pytest.raises(ValueError, match="There is no file"):
        standard.linux_tarball(file)
    file.write_bytes(b"not an archive" * 100)
    with pytest.raises(ValueError, match="is no archive that can be read"):
        standard.linux_tarball(file)
    noise = "".join(random.Random(1).choices(string.printable, k=100_000))
    held = archive({"linux-6.1/kernel/fork.c": noise, "linux-6.1/kernel/exit.c": noise})
    file.write_bytes(held[: len(held) // 3])
    with pytest.raises(ValueError, match="is no archive that can be read"):
        standard.linux_tarball(file)
    file.write_bytes(archive({"linux-6.1/mm/slab.c": "int slab;\n"}))
    with pytest.raises(ValueError, match=r"There is no kernel/\*\*/\*\.c in"):
        standard.linux_tarball(file)


def test_the_penn_treebank_in_three_files(tmp_path: Path) -> None:
    for name in ("train", "valid"):
        (tmp_path / f"ptb.{name}.txt").write_text(f" {name} <unk> N \n", "utf-8")
    with pytest.raises(ValueError, match=r"There is no file .*ptb\.test\.txt"):
        standard.penn_treebank(tmp_path)
    (tmp_path / "ptb.test.txt").write_text(" test \n", "utf-8")
    texts = standard.penn_treebank(tmp_path)
    assert texts == {"train": " train <unk> N \n", "validation": " valid <unk> N \n", "test": " test \n"}


@pytest.mark.parametrize("inner", ["", "ABC_cleaned"])
def test_the_nottingham_tunes(inner: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"There is no \*\.abc in"):
        standard.nottingham(tmp_path)
    (tmp_path / inner).mkdir(exist_ok=True)
    (tmp_path / inner / "jigs.abc").write_text(RECORD + RECORD.replace("K:D", ""), "utf-8")
    assert standard.nottingham(tmp_path) == (Document("jigs 1", tunes.cleaned(RECORD) or ""),)


# -------------------------------------------------------------------------------------------------------- the command
def course(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(["data", *map(str, arguments)])
    return int(ended.value.code or 0)


@pytest.mark.parametrize("name", SETS)
def test_the_command_tells_the_card(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert course(name) == 0
    output, errors = capsys.readouterr()
    assert "licence: " in output
    assert "sha256: " in output
    assert errors == ""


def test_the_command_says_what_it_cannot_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert course("nothing") == 2
    assert capsys.readouterr().err == "There is no data set nothing; there are: speeches, linux, tunes.\n"
    assert course("tunes", "--to", tmp_path) == 2
    assert f"add --make: course data tunes --make --to {tmp_path}" in capsys.readouterr().err
    monkeypatch.setattr(speeches.subprocess, "run", fails(FileNotFoundError()))
    assert course("speeches", "--make") == 2
    assert "install npm" in capsys.readouterr().err
    monkeypatch.setattr(tunes, "FOLDER", tmp_path)
    (tmp_path / "tunes.json").write_bytes(
        (documents.__file__ and Path(documents.__file__).with_name("tunes.json")).read_bytes()
    )
    (tmp_path / "tunes.txt.xz").write_bytes(lzma.compress(b"other"))
    assert course("tunes") == 2
    assert "digest differs from the one on its card" in capsys.readouterr().err


@pytest.mark.usefixtures("debian")
def test_the_command_makes_the_whole_of_linux(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert course("linux", "--make", "--to", tmp_path / "made") == 2  # two files are not the kernel of the card
    assert "digest differs from the one on its card" in capsys.readouterr().err
    assert len(linux.documents(tmp_path / "made")) == 2
