"""The corpora: what is committed is what the cards say, what is held out stays so, and records are cleaned."""

import io
import random
import string
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from course_lib.data import linux, standard, tunes
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


# ------------------------------------------------------------------------------------------------------------ cleaning
def archive(files: Mapping[str, str | bytes], mode: str = "w:xz") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as made:  # type: ignore[call-overload]
        for name, text in files.items():
            content = text.encode() if isinstance(text, str) else text
            member = tarfile.TarInfo(name)
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
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
