"""The system calls that student code may make: a list of what is allowed, as a seccomp filter.

What is not on the list fails with EPERM, as a missing right would, so that honest code gets an error it can show. There
are no sockets, no new processes, no other programs, no signals to anybody else.
"""

import os
import struct
from dataclasses import dataclass

# --- the list -------------------------------------------------------------------------------------

# name: (x86-64, aarch64); None where a processor has no such call. What is not here is refused.
_ALLOWED: dict[str, tuple[int | None, int | None]] = {
    # files
    "read": (0, 63), "readv": (19, 65), "pread64": (17, 67), "preadv": (295, 69), "write": (1, 64),
    "writev": (20, 66), "pwrite64": (18, 68), "pwritev": (296, 70), "lseek": (8, 62), "close": (3, 57),
    "close_range": (436, 436), "sendfile": (40, 71), "fstat": (5, 80), "newfstatat": (262, 79),
    "stat": (4, None), "lstat": (6, None), "statx": (332, 291), "fstatfs": (138, 44),
    "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439),
    "getdents64": (217, 61), "getcwd": (79, 17), "chdir": (80, 49), "fchdir": (81, 50),
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "ftruncate": (77, 46),
    "fsync": (74, 82), "fdatasync": (75, 83), "fadvise64": (221, 223), "dup": (32, 23),
    "dup2": (33, None), "dup3": (292, 24), "pipe": (22, None), "pipe2": (293, 59), "umask": (95, 166),
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    "epoll_create1": (291, 20), "epoll_ctl": (233, 21), "epoll_wait": (232, None), "epoll_pwait": (281, 22),
    "eventfd2": (290, 19),
    # memory
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "madvise": (28, 233),
    "msync": (26, 227), "mincore": (27, 232), "brk": (12, 214), "membarrier": (324, 283),
    # threads
    "futex": (202, 98), "futex_waitv": (449, 449), "set_robust_list": (273, 99), "get_robust_list": (274, 100),
    "rseq": (334, 293), "set_tid_address": (218, 96), "arch_prctl": (158, None), "sched_yield": (24, 124),
    "sched_get_priority_max": (146, 125), "sched_get_priority_min": (147, 126),
    "exit": (60, 93), "exit_group": (231, 94),
    # time
    "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153),
    "getitimer": (36, 102), "setitimer": (38, 103), "alarm": (37, None),
    # signals
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136), "rt_sigsuspend": (130, 133), "rt_sigtimedwait": (128, 137),
    "sigaltstack": (131, 132), "restart_syscall": (219, 128),
    # self
    "getpid": (39, 172), "gettid": (186, 178), "getppid": (110, 173), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "getresuid": (118, 148),
    "getresgid": (120, 150), "getgroups": (115, 158), "getpgrp": (111, None), "uname": (63, 160),
    "sysinfo": (99, 179), "getrandom": (318, 278), "getcpu": (309, 168), "getrusage": (98, 165),
    "getrlimit": (97, 163),
}  # fmt: skip
# … and those whose arguments are looked at
_LOOKED_AT: dict[str, tuple[int | None, int | None]] = {
    "open": (2, None), "openat": (257, 56), "fcntl": (72, 25), "ioctl": (16, 29), "clone": (56, 220),
    "clone3": (435, 435), "kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261), "prctl": (157, 167),
    "sched_getaffinity": (204, 123), "sched_getparam": (143, 121), "sched_getscheduler": (145, 120),
    "getpriority": (140, 141), "getpgid": (121, 155), "getsid": (124, 156),
}  # fmt: skip


@dataclass(frozen=True)
class Processor:
    """What the filter must know of a kind of processor."""

    column: int
    """Of the tables above."""
    audit: int
    """The kernel's name for its way of calling: another way (32 bits) has other numbers."""
    clone: int
    pivot_root: int


_PROCESSORS = {
    "x86_64": Processor(0, 0xC000003E, clone=56, pivot_root=155),
    "aarch64": Processor(1, 0xC00000B7, clone=220, pivot_root=41),
}


def processor() -> Processor | None:
    """Of this machine; None for one that the tables do not know."""
    return _PROCESSORS.get(os.uname().machine)


# --- the filter -----------------------------------------------------------------------------------

_LOAD, _EQUAL, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x45, 0x54, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_EPERM, _ENOSYS = 0x00050000 | 1, 0x00050000 | 38

_NEW_THREAD = 0x10000  # CLONE_THREAD
_NEW_NAMESPACES = 0x7E020000
_ACCESS_MODE, _TRUNCATE = os.O_WRONLY | os.O_RDWR, os.O_TRUNC
# a pipe can be told to signal another process (F_SETOWN), and two submissions could talk by the locks of a file that
# both can read: only what concerns the file itself, and no locks
_FILE_COMMANDS = (0, 1, 2, 3, 4, 1030, 1032)
_DEVICE_COMMANDS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # is it a terminal, how much is there to read, …
_NAME, _GET_NAME, _NAME_MEMORY = 15, 16, 0x53564D41

Instruction = tuple[int, int, int, int]
"""Operation, jump if true, jump if false, operand."""


def _argument(number: int) -> Instruction:
    """Load the lower half of an argument; every one that is looked at is an int."""
    return _LOAD, 0, 0, 16 + 8 * number


def _return(action: int) -> Instruction:
    return _RETURN, 0, 0, action


def _one_of(argument: int, values: tuple[int, ...], otherwise: int = _EPERM) -> list[Instruction]:
    """Allow where an argument is one of the values."""
    tests = [(_EQUAL, len(values) - position, 0, value) for position, value in enumerate(values)]
    return [_argument(argument), *tests, _return(otherwise), _return(_ALLOW)]


def _no_silent_truncation(argument: int) -> list[Instruction]:
    """Landlock before its third version lets O_RDONLY | O_TRUNC empty a file."""
    return [
        _argument(argument),
        (_AND, 0, 0, _ACCESS_MODE | _TRUNCATE),
        (_EQUAL, 0, 1, _TRUNCATE),
        _return(_EPERM),
        _return(_ALLOW),
    ]


def _only_threads() -> list[Instruction]:
    return [
        _argument(0),
        (_ANY_BIT, 2, 0, _NEW_NAMESPACES),
        (_ANY_BIT, 0, 1, _NEW_THREAD),
        _return(_ALLOW),
        _return(_EPERM),
    ]


def _blocks(own_process: int) -> dict[str, list[Instruction]]:
    """What decides about the calls whose arguments are looked at."""
    return {
        "open": _no_silent_truncation(1),
        "openat": _no_silent_truncation(2),
        "fcntl": _one_of(1, _FILE_COMMANDS),
        "ioctl": _one_of(1, _DEVICE_COMMANDS),
        "clone": _only_threads(),
        "clone3": [_return(_ENOSYS)],  # its flags cannot be read here; glibc then uses clone
        "kill": _one_of(0, (own_process,)),
        "tgkill": _one_of(0, (own_process,)),
        "prlimit64": _one_of(0, (0, own_process)),
        "prctl": _one_of(0, (_NAME, _GET_NAME, _NAME_MEMORY)),
        # of others these would tell that they exist; a thread that asks for itself is told that there is no such call
        "sched_getaffinity": _one_of(0, (0, own_process), _ENOSYS),
        "sched_getparam": _one_of(0, (0, own_process), _ENOSYS),
        "sched_getscheduler": _one_of(0, (0, own_process), _ENOSYS),
        "getpriority": _one_of(1, (0, own_process)),
        "getpgid": _one_of(0, (0, own_process)),
        "getsid": _one_of(0, (0, own_process)),
    }


def program(kind: Processor, own_process: int) -> bytes:
    """The filter for a process that has this number."""
    instructions: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, kind.audit),
        _return(_KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    for numbers in _ALLOWED.values():
        number = numbers[kind.column]
        if number is not None:
            instructions += [(_EQUAL, 0, 1, number), _return(_ALLOW)]
    for name, block in _blocks(own_process).items():
        number = _LOOKED_AT[name][kind.column]
        if number is not None:
            instructions += [(_EQUAL, 0, len(block), number), *block]
    instructions.append(_return(_EPERM))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)
