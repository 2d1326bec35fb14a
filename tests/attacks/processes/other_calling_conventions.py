# /// attack
# what = "makes system calls by the numbers of other architectures"
# systems = ["x86_64"]
# keeps = ["lstm_unroll"]
# ///
# %%
attempt("getpid by x32", lambda: system_call(0x40000000 | 39))
attempt("socket by x32", lambda: system_call(0x40000000 | 41, 2, 1, 0))
attempt("fork by x32", lambda: system_call(0x40000000 | 57) or os._exit(0))
attempt("execve by x32", lambda: system_call(0x40000000 | 520, b"/bin/sh", None, None))
attempt("high bits", lambda: system_call(0x100000000 | 41, 99, 99, 99))

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import ctypes, mmap, os
    code = b"\x53\xb8\x14\x00\x00\x00\xcd\x80\x5b\xc3"  # push rbx; mov eax, 20; int 0x80; pop rbx; ret
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    if call() == os.getpid():
        raise RuntimeError("ESCAPED: getpid by int 0x80")
    return state
