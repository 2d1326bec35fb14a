# /// attack
# what = "writes to the process's own output, past Python"
# keeps = ["lstm_unroll"]
# ///
# %%
import os, ctypes
line = b"attack " * 10000
for descriptor in (1, 2):
    for _many in range(1000):
        try:
            os.write(descriptor, line)
        except OSError:
            break
libc = ctypes.CDLL(None)
for _many in range(10000):
    libc.printf(b"%s", line)
libc.fflush(None)
