"""Packages that sets are derived from. Each is fetched in the version that a card names, and opened; nothing is kept.

npm and PyPI never replace a version. A mirror of Debian moves: it drops a version when newer ones are there, so what
it offers is asked first.
"""

import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from course_lib.language import _

__all__ = ["npm", "pypi", "debian"]


@contextmanager
def npm(package: str, version: str) -> Iterator[tarfile.TarFile]:
    """A package of the npm registry.

    Raises:
        OSError: npm is not here, or the package cannot be had in this version.
    """
    wanted = f"{package}@{version}"
    missing = _("{package} is a package of npm, which is not here: install npm (nodejs.org) and run the command again.")
    with _fetched(["npm", "pack", wanted], "*.tgz", wanted, missing) as file, tarfile.open(file) as archive:
        yield archive


@contextmanager
def pypi(package: str, version: str) -> Iterator[zipfile.ZipFile]:
    """A wheel of PyPI.

    Raises:
        OSError: the wheel cannot be had in this version.
    """
    wanted = f"{package}=={version}"
    missing = _("{package} is a package of PyPI, and this Python ({tool}) cannot be run to fetch it.")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", wanted]
    with _fetched(command, "*.whl", wanted, missing) as file, zipfile.ZipFile(file) as archive:
        yield archive


@contextmanager
def debian(package: str, version: str) -> Iterator[tarfile.TarFile]:
    """The files of a package of Debian.

    Raises:
        ValueError: the mirror does not offer this version; nothing was fetched.
        OSError: apt is not here, or the package cannot be had.
    """
    wanted = f"{package}={version}"
    missing = _("{package} is a package of Debian, and {tool} is not here. On Debian and Ubuntu it is.")
    listed = _run(["apt-cache", "madison", package], wanted, missing).decode()
    offered = dict.fromkeys(line.split("|")[1].strip() for line in listed.splitlines() if line.count("|") == 2)
    if version not in offered:
        raise ValueError(_other_version(package, version, list(offered)))
    with _fetched(["apt-get", "download", wanted], "*.deb", wanted, missing) as file:
        held = _run(["dpkg-deb", "--fsys-tarfile", str(file)], wanted, missing)
        with tarfile.open(fileobj=io.BytesIO(held)) as archive:
            yield archive


def _other_version(package: str, wanted: str, offered: Sequence[str]) -> str:
    if not offered:
        sentence = _(
            "The set is to be derived from {package} {wanted}, and the package lists of this machine do not hold "
            "{package}. Nothing was written. Update the lists (apt-get update), or make the set on the system that its "
            "card names."
        )
        return sentence.format(package=package, wanted=wanted)
    sentence = _(
        "The set is to be derived from {package} {wanted}, and the mirror offers {found} instead. Nothing was written. "
        "To take another version knowingly, add --version {newest}: the set will have another digest, and results on "
        "it are not those of the book. Debian keeps old versions at https://snapshot.debian.org."
    )
    return sentence.format(package=package, wanted=wanted, found=", ".join(offered), newest=offered[0])


@contextmanager
def _fetched(command: Sequence[str], file: str, wanted: str, missing: str) -> Iterator[Path]:
    """The one file of this pattern that a tool fetches into the folder where it runs."""
    with TemporaryDirectory() as folder:
        _run(command, wanted, missing, Path(folder))
        [fetched] = Path(folder).glob(file)
        yield fetched


def _run(command: Sequence[str], wanted: str, missing: str, folder: Path | None = None) -> bytes:
    """What a tool prints; `missing` is the sentence for a machine without it."""
    tool = shutil.which(command[0])  # on Windows, npm is not npm.exe
    if tool is None:
        raise OSError(missing.format(package=wanted, tool=command[0]))
    done = subprocess.run([tool, *command[1:]], cwd=folder, check=False, capture_output=True)
    if done.returncode:
        sentence = _("{package} could not be fetched; mend this and run the command again: {reason}")
        reason = " ".join(done.stderr.decode(errors="replace").split())
        raise OSError(sentence.format(package=wanted, reason=reason if len(reason) < 500 else f"… {reason[-500:]}"))
    return done.stdout
