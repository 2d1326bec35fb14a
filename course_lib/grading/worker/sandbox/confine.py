"""What is done to a process before it runs student code. Every step either holds or raises: there is no half-way.

Tier 1: the fork server moves into a root folder of its own, without a network, before its first child; a child gets
a user, process numbers and a folder of its own. Tier 2: a child restricts itself by Landlock. Both: no capabilities, no
way to get any, the system calls of ``seccomp``, limits.
"""

import os
import resource
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.worker.sandbox import kernel, seccomp
from course_lib.language import _

BOX = "/box"
"""The folder in which a submission may write, in tier 1; in tier 2 nothing can be written."""
BOX_MB = 16
THREADS = 32
OPEN_FILES = 64
NOBODY = 65534
"""The number of the user that an ordinary one is inside."""
_FIRST_USER = 2_000_000_000
"""Users of submissions, where root grades: far from those of people and of containers; the process number is added."""
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_ELSEWHERE = kernel.CLONE_NEWNS | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
_ELSEWHERE |= kernel.CLONE_NEWCGROUP


@dataclass(frozen=True)
class Files:
    """What student code can read."""

    readable: tuple[str, ...]
    """Files and folders; a folder with all that is below it."""
    hidden: tuple[str, ...]
    """Below a readable folder, yet not there."""


# --- tier 1 ---------------------------------------------------------------------------------------


def private_root(files: Files) -> int:
    """Move this process into a root folder that holds only these files, read-only, and into empty networks.

    Returns a handle of /proc, which is not in the new root: ``confine`` needs it.

    Raises:
        OSError: the kernel, or a container around this process, does not allow it.
    """
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(_ELSEWHERE | (kernel.CLONE_NEWUSER if user else 0))
    processes = os.open("/proc", os.O_PATH | os.O_CLOEXEC)
    if user:
        _map_user(processes, user, group)
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
    paths = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in (*files.readable, *_DEVICES)}
    root = "/tmp"
    kernel.mount("tmpfs", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    for path, descriptor in paths.items():
        _bring(path, descriptor, Path(root))
        os.close(descriptor)
    for path in files.hidden:
        _hide(root + path)
    Path(root + BOX).mkdir()
    if not (Path(root) / "tmp").exists():  # it may hold the Python in use
        (Path(root) / "tmp").symlink_to(BOX)
    kernel.restrict_mount(root, kernel.MOUNT_ATTR_RDONLY | kernel.MOUNT_ATTR_NOSUID)
    kernel.change_root(root, _processor().pivot_root)
    return processes


def _map_user(processes: int, user: int, group: int) -> None:
    """In its new user namespace this process is nobody, and stays who it is outside."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {user} 1"),
        ("gid_map", f"{NOBODY} {group} 1"),
    ):
        descriptor = os.open(f"self/{name}", os.O_WRONLY | os.O_CLOEXEC, dir_fd=processes)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def _bring(path: str, descriptor: int, root: Path) -> None:
    """Show a file or folder of the old root at the same place of the new one."""
    target = root / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if Path(path).is_symlink():
        target.symlink_to(Path(path).readlink())
        return
    if Path(f"/proc/self/fd/{descriptor}").is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    kernel.mount(f"/proc/self/fd/{descriptor}", str(target), flags=kernel.MS_BIND | kernel.MS_REC)
    if path not in _DEVICES:
        kernel.restrict_mount(str(target), kernel.MOUNT_ATTR_RDONLY | kernel.MOUNT_ATTR_NODEV)


def _hide(path: str) -> None:
    if Path(path).is_dir():
        kernel.mount("tmpfs", path, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=4k,nr_inodes=2,mode=555")
    else:
        kernel.mount("/dev/null", path, flags=kernel.MS_BIND)


# --- a process that is to run student code --------------------------------------------------------


def fork(tier: int) -> int:
    """Fork; in tier 1 the child has process numbers and mounts of its own.

    Where an ordinary user grades, it has a user namespace of its own too: threads are counted in each, so nobody can
    take those of a neighbour.
    """
    if tier != 1:
        return os.fork()
    own_user = kernel.CLONE_NEWUSER if os.geteuid() else 0
    return kernel.fork(kernel.CLONE_NEWPID | kernel.CLONE_NEWNS | own_user, _processor().clone)


def confine(
    tier: int, files: Files, processes: int | None, *, memory_mb: int, cpu_s: int, file_mb: int, number: int
) -> None:
    """Take everything away from this process that student code must not have; it cannot be got back.

    ``processes`` is the handle of ``private_root`` and is closed; ``number`` is one that no other submission on this
    machine has at the moment.
    """
    os.nice(5)  # who waits for a grade comes after who grades
    if processes is not None:
        if os.geteuid() != 0:  # after ``fork`` nobody is anybody yet
            _map_user(processes, NOBODY, NOBODY)
        os.close(processes)
    if tier == 1:
        flags = kernel.MS_NOSUID | kernel.MS_NODEV
        kernel.mount("tmpfs", BOX, "tmpfs", flags, f"size={BOX_MB}m,nr_inodes=1024,mode=1777")
        os.chdir(BOX)
        if os.geteuid() == 0:
            _become(_FIRST_USER + number)
    _limit(memory_mb=memory_mb, cpu_s=cpu_s, file_mb=file_mb, threads=THREADS if tier == 1 else None)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if tier == 2:
        kernel.landlock(paths_to_read(files), ["/dev/null"])
    kernel.set_filter(seccomp.program(_processor(), os.getpid()))


def _become(user: int) -> None:
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _limit(*, memory_mb: int, cpu_s: int, file_mb: int, threads: int | None) -> None:
    limits = {
        resource.RLIMIT_AS: memory_mb << 20,
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_FSIZE: file_mb << 20,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    if threads is not None:  # counted by user: in tier 2 it is the user who grades
        limits[resource.RLIMIT_NPROC] = threads
    for kind, limit in limits.items():
        hard = resource.getrlimit(kind)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (limit, limit))


def paths_to_read(files: Files) -> list[str]:
    """The readable paths, where a folder with something hidden in it is replaced by its other entries.

    What Landlock allows for a folder, it allows for all below it: nothing can be taken out again.
    """
    found: list[str] = []
    for path in (*files.readable, "/dev/zero", "/dev/random", "/dev/urandom"):
        found += _without(path, files.hidden)
    return found


def _without(path: str, hidden: Sequence[str]) -> list[str]:
    if path in hidden:
        return []
    if not any(one.startswith(f"{path}/") for one in hidden):
        return [path]
    return [entry for child in sorted(Path(path).iterdir()) for entry in _without(str(child), hidden)]


def _processor() -> seccomp.Processor:
    kind = seccomp.processor()
    if kind is None:
        raise OSError(_("the sandbox does not know this kind of processor"))
    return kind
