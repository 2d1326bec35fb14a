# /// attack
# what = "calls into corners of the kernel that no exercise needs"
# systems = ["x86_64"]
# prints = ["refused"]
# ///
# %%
import errno
def door(number, *arguments):
    """Whether the call gets behind the filter: an answer about its arguments means that it did."""
    try:
        return system_call(number, *arguments)
    except OSError as error:
        if error.errno in (errno.EPERM, errno.ENOSYS, errno.EACCES):
            raise
        return errno.errorcode[error.errno]
nothing = ctypes.create_string_buffer(512)
for name, number, arguments in (
    ("bpf", 321, (5, None, 0)), ("keyctl", 250, (0, -3, 0)), ("add_key", 248, (b"user", b"x", b"y", 1, -3)),
    ("request_key", 249, (b"user", b"x", None, -3)), ("io_uring_setup", 425, (1, nothing)), ("io_uring_enter", 426, (-1, 0, 0, 0)),
    ("io_uring_register", 427, (-1, 0, None, 0)), ("userfaultfd", 323, (0,)), ("userfaultfd for users", 323, (1,)),
    ("perf_event_open", 298, (nothing, 0, -1, -1, 0)), ("personality", 135, (0x0040000,)), ("kexec_load", 246, (0, 0, None, 0)),
    ("init_module", 175, (None, 0, b"")), ("finit_module", 313, (-1, b"", 0)), ("quotactl", 179, (0x800001, None, 0, None)),
    ("acct", 163, (None,)), ("swapon", 167, (b"/nothing", 0)), ("syslog", 103, (3, nothing, 10)), ("iopl", 172, (3,)),
    ("ioperm", 173, (0, 1, 1)), ("modify_ldt", 154, (0, nothing, 16)), ("fanotify_init", 300, (0, 0)),
    ("settimeofday", 164, (None, nothing)), ("clock_settime", 227, (0, nothing)), ("reboot", 169, (0, 0, 0)), ("setdomainname", 171, (b"x", 1)),
    ("clone3", 435, (nothing, 0)), ("execveat", 322, (-1, b"", None, None, 0)), ("process_madvise", 440, (-1, None, 0, 4, 0)),
):
    attempt(name, lambda: door(number, *arguments))
attempt("clone into a user namespace", lambda: system_call(56, 0x10000000 | 17, 0, 0, 0, 0) or os._exit(0))
attempt("clone into a process namespace", lambda: system_call(56, 0x20000000 | 17, 0, 0, 0, 0) or os._exit(0))
