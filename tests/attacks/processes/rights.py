# /// attack
# what = "takes other rights: users, capabilities, namespaces, roots"
# systems = ["x86_64"]
# prints = ["refused"]
# ///
# %%
def becomes(name, *arguments):
    before = os.getresuid(), os.getresgid()
    getattr(os, name)(*arguments)
    if (os.getresuid(), os.getresgid()) == before and 0 not in before[0]:
        raise PermissionError("nothing has changed")
for name, arguments in (("setuid", (0,)), ("setgid", (0,)), ("setresuid", (0, 0, 0)), ("setreuid", (0, 0)), ("setgroups", ([0],)), ("initgroups", ("root", 0))):
    attempt(name, lambda: becomes(name, *arguments))
for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, 0x80):
    attempt("unshare %x" % flag, lambda: system_call(272, flag))
attempt("setns", lambda: system_call(308, os.open("/proc/@PID@/ns/net", os.O_RDONLY), 0))
attempt("setns of 1", lambda: system_call(308, os.open("/proc/1/ns/mnt", os.O_RDONLY), 0))
attempt("mount", lambda: system_call(165, b"tmpfs", b"/tmp", b"tmpfs", 0, b""))
attempt("remount", lambda: system_call(165, b"none", b"/", None, 32, None))
attempt("umount", lambda: system_call(166, b"/tmp", 2))
attempt("pivot_root", lambda: system_call(155, b"/", b"/"))
attempt("chroot", lambda: os.chroot("/tmp"))
attempt("open_tree", lambda: system_call(428, -100, b"/", 1))
attempt("move_mount", lambda: system_call(429, -1, b"", -1, b"", 0))
attempt("fsopen", lambda: system_call(430, b"tmpfs", 0))
attempt("mount_setattr", lambda: system_call(442, -1, b"", 0, None, 0))
attempt("capset", lambda: system_call(126, (ctypes.c_uint * 2)(0x20080522, 0), (ctypes.c_uint * 6)(*[0xFFFFFFFF] * 6)))
attempt("sethostname", lambda: system_call(170, b"attack", 6))
attempt("keep capabilities", lambda: system_call(157, 24, 0x15, 0, 0, 0))
attempt("ambient capabilities", lambda: system_call(157, 47, 2, 21, 0, 0))
