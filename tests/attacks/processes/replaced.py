# /// attack
# what = "puts another program in the place of its process"
# keeps = ["lstm_unroll"]
# ///
# %%
attempt("execv", lambda: os.execv("/bin/sh", ["sh", "-c", "touch @FOLDER@/attack-@TOKEN@; sleep 60"]))
attempt("execv", lambda: os.execv("/usr/bin/env", ["env", "sleep", "60"]))
attempt("loader", lambda: os.execv("/lib64/ld-linux-x86-64.so.2", ["ld", "/bin/sleep", "60"]))
