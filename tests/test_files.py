"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from course_lib import files


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize("data", ["ä\nb\r\n", b"\x00\xff\r\n"])
def test_text_and_bytes_are_written_as_they_are(tmp_path: Path, data: str | bytes) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    files.replace(file, data)
    assert file.read_bytes() == (data if isinstance(data, bytes) else data.encode())
    assert names(tmp_path) == ["file"]


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        files.replace(file, "half a character: \ud800")
    (tmp_path / "folder" / "full").mkdir(parents=True)
    with pytest.raises(OSError, match="folder"):
        files.replace(tmp_path / "folder", "text")
    assert file.read_text() == "old"
    assert names(tmp_path) == ["file", "folder"]


def test_files_that_belong_together_stay_together(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for file in (first, second):
        file.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        files.replace_all({first: "new", second: "\ud800"})
    assert (first.read_text(), second.read_text()) == ("old", "old")
    files.replace_all({first: "new", second: b"new"})
    assert (first.read_text(), second.read_text()) == ("new", "new")
    assert names(tmp_path) == ["first", "second"]


def test_lines_are_added_below_what_was_left_half_written(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    files.append_lines(file, [])
    assert not file.exists()
    file.write_text("whole\nhal")
    files.append_lines(file, ["a", "é"])
    files.append_lines(file, ["b"])
    assert file.read_bytes() == "whole\nhal\na\né\nb\n".encode()
