"""Isolation of student code on Linux: its tiers, and a probe that finds out what really holds here.

- Tier 1: own user, namespaces, private root, seccomp, limits.
- Tier 2: Landlock, seccomp, limits; no namespaces, as inside most containers.
- Tier 0: nothing.

What is done to a process stands in ``confine``; this module only asks what holds.
"""

import json
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course_lib.grading.running import processes
from course_lib.grading.running.worker_package import Library
from course_lib.grading.worker.protocol import ProtocolError
from course_lib.grading.worker.sandbox import seccomp
from course_lib.language import _

TIERS = (1, 2)
NO_EXERCISE = Library()


class NotIsolatedError(ValueError):
    """Nothing keeps submitted code apart from this machine, and nobody said that it can be trusted."""


@dataclass(frozen=True)
class Act:
    """Something that student code must not be able to do, and what came of trying it."""

    name: str
    """What was tried, in a few words."""
    refused: bool


@dataclass(frozen=True)
class Probe:
    """What isolation holds on this machine."""

    tier: int
    acts: tuple[Act, ...] = ()
    """What was tried in a sandbox of this tier."""
    lacks: tuple[str, ...] = ()
    """For each better tier, a sentence that says what is missing and how to get it."""


def tier_for(*, trust_submissions: bool, library: Library = NO_EXERCISE) -> int:
    """The tier in which submissions are to be run; 0 only where nothing holds and every submission is trusted.

    Raises:
        NotIsolatedError: nothing holds; the sentence says what is missing and how to get it.
    """
    found = probe(library)
    if found.tier or trust_submissions:
        return found.tier
    sentence = _(
        "Submitted code would run with all your rights, since no sandbox holds here. {lacks} Where you trust every "
        "submission, add --trust-submissions."
    )
    raise NotIsolatedError(sentence.format(lacks=" ".join(found.lacks)))


@cache
def probe(library: Library = NO_EXERCISE) -> Probe:
    """Try forbidden acts in a child: the best tier that holds. With an exercise, its fork server is used, and kept."""
    lacks: list[str] = []
    for tier in TIERS:
        acts, lack = try_tier(tier, library)
        if not lack:
            return Probe(tier, acts, tuple(lacks))
        lacks.append(lack)
    return Probe(0, (), tuple(dict.fromkeys(lacks)))


@cache
def try_tier(tier: int, library: Library = NO_EXERCISE) -> tuple[tuple[Act, ...], str]:
    """What came of forbidden acts in a sandbox of a tier, and what it lacks: empty if it holds."""
    if sys.platform != "linux":
        return (), _("The sandbox needs Linux. The page for instructors shows how to grade in a container.")
    if seccomp.processor() is None:
        return (), _("The sandbox supports 64-bit x86 and ARM processors, not this one.")
    try:
        worker = processes.start_worker(library, processes.Limits(submission_s=20), tier)
    except (OSError, EOFError, ProtocolError) as error:
        return (), _why_not(tier, str(error))
    try:
        limit = time.monotonic() + 20
        message = {"op": "execute", "source": _source(), "seconds": 15, "cpu_s": 15, "figures": (0, 0), "id": 0}
        worker.send(message, limit)
        tried = json.loads(worker.receive(limit)["output"])
    except (OSError, EOFError, ProtocolError, ValueError, KeyError, TypeError):
        return (), _("The trial of the sandbox (tier {tier}) ended before it reported what holds.").format(tier=tier)
    finally:
        worker.close()
    names = _names()
    acts = tuple(Act(names[key], refused) for key, refused in tried["refused"].items())
    held = [act.name for act in acts if not act.refused]
    if held:
        sentence = _("The sandbox (tier {tier}) allowed what it must refuse: {acts}.")
        return acts, sentence.format(tier=tier, acts=", ".join(held))
    if tried["unreadable"]:
        sentence = _(
            "The sandbox (tier {tier}) cannot read the Python that is in use ({what}). Install Python and the course "
            "where every user can read them."
        )
        return acts, sentence.format(tier=tier, what=tried["unreadable"])
    return acts, ""


def _why_not(tier: int, error: str) -> str:
    """What a tier lacks, in a sentence; the kernel's own word stands at its end."""
    last = error.strip().splitlines()[-1] if error.strip() else "?"
    if tier == 1:
        sentence = _(
            "Tier 1 needs namespaces, which are refused here. In Docker: --security-opt seccomp=unconfined "
            "--security-opt apparmor=unconfined, as root also --cap-add SYS_ADMIN; on Ubuntu 23.10 or newer: sudo "
            "sysctl kernel.apparmor_restrict_unprivileged_userns=0 ({error})."
        )
    else:
        sentence = _("Tier 2 needs Landlock: Linux 5.13 or newer, with landlock in its list of modules ({error}).")
    return sentence.format(error=last)


# --- the trial ------------------------------------------------------------------------------------


def _names() -> dict[str, str]:
    return {
        "passwd": _("read the list of users"),
        "course": _("read the course's own files"),
        "proc": _("look at processes"),
        "write": _("write outside of its own folder"),
        "socket": _("open a connection"),
        "fork": _("start a process"),
        "exec": _("run a program"),
        "kill": _("signal another process"),
        "ptrace": _("trace a process"),
        "unshare": _("make a namespace"),
        "memory": _("take more memory than the limit"),
        "files": _("open more files than the limit"),
    }


TRIAL = """
import ctypes, importlib, json, os, socket, subprocess, tempfile
libc = ctypes.CDLL(None, use_errno=True)
def call(result):
    if result == -1:
        raise OSError(ctypes.get_errno())
def fork():
    if os.fork() == 0:
        os._exit(0)
acts = {
    "passwd": lambda: open("/etc/passwd").read(),
    "course": lambda: open(COURSE).read(),
    "proc": lambda: os.listdir("/proc/1"),
    "write": lambda: open(os.path.join(os.path.dirname(json.__file__), "x"), "w"),
    "socket": lambda: socket.socket(),
    "fork": fork,
    "exec": lambda: subprocess.run(["/bin/true"]),
    "kill": lambda: os.kill(PARENT, 0),
    "ptrace": lambda: call(libc.ptrace(0, 0, 0, 0)),
    "unshare": lambda: call(libc.unshare(0x10000000)),
    "memory": lambda: bytearray(1 << 36),
    "files": lambda: [open(os.devnull) for _ in range(1000)],
}
def refused(act):
    try:
        act()
    except BaseException:
        return True
    return False
found = {name: refused(act) for name, act in acts.items()}
unreadable = ""
for name in ("colorsys", "wave", "numpy.testing", "torch.utils.benchmark", "matplotlib.mlab"):
    try:
        importlib.import_module(name)
    except Exception as error:
        unreadable = unreadable or f"{name}: {error}"
print(json.dumps({"refused": found, "unreadable": unreadable}))
"""


def _source() -> str:
    import os

    return TRIAL.replace("COURSE", repr(str(Path(__file__).resolve()))).replace("PARENT", str(os.getpid()))
