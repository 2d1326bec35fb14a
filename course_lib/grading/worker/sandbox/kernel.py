"""The system calls of Linux that Python has no functions for, by ctypes.

Numbers that differ between processors stand in ``seccomp``; those here are the same on x86-64 and aarch64, because they
were added to both at the same time.
"""

import ctypes
import os
import struct
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
# the same library, called without letting another Python thread run: what forks must not be interrupted
_LIBC_HELD = ctypes.PyDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 0x1000, 0x4000, 0x40000
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
_PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 22, 24, 47, 4
_SECCOMP_MODE_FILTER = 2

_MNT_DETACH = 2
_SYS_MOUNT_SETATTR = 442
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000


def _checked(result: int, what: str) -> int:
    """The result of a call; -1 becomes an OSError that says which call it was."""
    if result == -1:
        raise _error(what, ctypes.get_errno())
    return int(result)


def _error(what: str, number: int) -> OSError:
    """What the kernel says, with the name of the call: for those who know it."""
    return OSError(number, f"{what}: {os.strerror(number)}")


def _call(number: int, what: str, *arguments: int | bytes | None) -> int:
    given = [ctypes.c_long(one) if isinstance(one, int) else ctypes.c_char_p(one) for one in arguments]
    return _checked(_LIBC.syscall(ctypes.c_long(number), *given), what)


# --- processes ------------------------------------------------------------------------------------


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    _checked(_LIBC.unshare(flags), "unshare")


def fork(flags: int, clone_number: int) -> int:
    """``os.fork`` into new namespaces: 0 in the child, its process id in the parent.

    The kernel makes namespaces for a child in one step; ``unshare`` and a second fork would copy the memory of this
    process twice. Python's own bookkeeping around a fork is done as ``os.fork`` does it. The caller has one thread.
    """
    signal_child = 17  # SIGCHLD, as in fork
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = _LIBC_HELD.syscall(ctypes.c_long(clone_number), ctypes.c_long(flags | signal_child), *[ctypes.c_long(0)] * 4)
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0
    number = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid == -1:
        raise _error("clone", number)
    return int(pid)


def prctl(option: int, argument: int = 0, second: int = 0) -> None:
    """Change an attribute of this process."""
    _checked(_LIBC.prctl(option, *map(ctypes.c_ulong, (argument, second, 0, 0))), f"prctl {option}")


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    for number in range(64):
        try:
            prctl(_PR_CAPBSET_DROP, number)
        except OSError:
            break  # the last one that this kernel knows, or no right to drop any: then there is none to keep
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header, nothing = struct.pack("=Ii", 0x20080522, 0), bytes(24)  # version 3: three sets of 64 bits
    _checked(_LIBC.capset(header, nothing), "capset")


def set_filter(program: bytes) -> None:
    """Let a seccomp filter decide on every system call from now on: the instructions of ``seccomp.program``."""
    instructions = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    mode = ctypes.c_ulong(_SECCOMP_MODE_FILTER)
    _checked(_LIBC.prctl(_PR_SET_SECCOMP, mode, head, ctypes.c_ulong(0), ctypes.c_ulong(0)), "seccomp")


# --- files ----------------------------------------------------------------------------------------


def mount(source: str, target: str, kind: str = "none", flags: int = 0, options: str = "") -> None:
    """Show a file system at a place."""
    arguments = (source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode())
    _checked(_LIBC.mount(*arguments), f"mount {target}")


def restrict_mount(target: str, attributes: int) -> None:
    """Add attributes to a mount and all mounts below it."""
    settings = struct.pack("QQQQ", attributes, 0, 0, 0)
    _call(_SYS_MOUNT_SETATTR, f"mount_setattr {target}", _AT_FDCWD, target.encode(), _AT_RECURSIVE, settings, 32)


def change_root(folder: str, pivot_number: int) -> None:
    """Make a mounted folder the root; what was the root before is gone."""
    os.chdir(folder)
    _call(pivot_number, "pivot_root", b".", b".")
    _checked(_LIBC.umount2(b".", _MNT_DETACH), "umount")
    os.chdir("/")


# --- Landlock -------------------------------------------------------------------------------------

_SYS_CREATE_RULESET, _SYS_ADD_RULE, _SYS_RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION, _PATH_BENEATH = 1, 1
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # how many rights each version knows; later ones 16


def landlock_version() -> int:
    """What Landlock can do here; 0 where there is none."""
    try:
        return _call(_SYS_CREATE_RULESET, "landlock", None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def landlock(readable: list[str], writable: list[str]) -> None:
    """Refuse all files from now on but these, and what is below them; refuse TCP where the kernel can.

    ``writable`` are single files, such as /dev/null.
    """
    version = landlock_version()
    files = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    network = 0b11 if version >= 4 else 0
    scoped = 0b11 if version >= 6 else 0  # abstract sockets and signals
    handled = struct.pack("QQQ", files, network, scoped)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = _call(_SYS_CREATE_RULESET, "landlock", handled, len(handled), 0)
    try:
        for path in readable:
            _allow(rules, path, _READ_FILE | (_READ_DIR if Path(path).is_dir() else 0))
        for path in writable:
            _allow(rules, path, _READ_FILE | _WRITE_FILE)
        _call(_SYS_RESTRICT_SELF, "landlock", rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _call(_SYS_ADD_RULE, "landlock", rules, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)
