# /// attack
# what = "handles the signal of a refused call and goes on"
# keeps = ["lstm_unroll"]
# ///
# %%
import os, signal, socket
try:
    signal.signal(signal.SIGSYS, lambda *_arguments: None)
except (OSError, ValueError):
    pass
attempt("socket", lambda: socket.socket(socket.AF_INET).connect(("127.0.0.1", int("@PORT@"))))
attempt("program", lambda: os.execv("/bin/true", ["true"]))
