# /// attack
# what = "reads and writes the memory of the process that grades"
# systems = ["x86_64"]
# prints = ["refused"]
# ///
# %%
me = int("@PID@")
buffer = ctypes.create_string_buffer(64)
local = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 64)
remote = (ctypes.c_size_t * 2)(0x400000, 64)
attempt("PTRACE_ATTACH", lambda: system_call(101, 16, me, 0, 0))
attempt("PTRACE_SEIZE", lambda: system_call(101, 0x4206, me, 0, 0))
attempt("PTRACE_TRACEME", lambda: system_call(101, 0, 0, 0, 0))
attempt("process_vm_readv", lambda: system_call(310, me, local, 1, remote, 1, 0))
attempt("process_vm_writev", lambda: system_call(311, me, local, 1, remote, 1, 0))
attempt("process_vm_readv of the parent", lambda: system_call(310, os.getppid(), local, 1, remote, 1, 0))
attempt("pidfd_getfd", lambda: system_call(438, 3, 0, 0))
attempt("kcmp", lambda: system_call(312, me, me, 0, 0, 0))
attempt("mem", lambda: open("/proc/@PID@/mem", "rb"))
attempt("get_robust_list", lambda: system_call(274, me, buffer, buffer))
