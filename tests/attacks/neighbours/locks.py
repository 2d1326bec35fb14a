# /// attack
# what = "tells the submissions that run beside it something by the locks of a file that all can read"
# ///
# %%
import fcntl, struct, json as library
file = open(library.__file__)
for kind in (fcntl.LOCK_SH, fcntl.LOCK_EX):
    attempt("flock", lambda: fcntl.flock(file, kind | fcntl.LOCK_NB) or "locked")
attempt("a lock of a part", lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB) or "locked")
question = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 1, 0)
for command in (fcntl.F_GETLK, fcntl.F_SETLK, fcntl.F_SETLKW, 36, 37, 38, fcntl.F_SETLEASE, fcntl.F_GETLEASE, fcntl.F_NOTIFY):
    attempt(f"fcntl {command}", lambda: fcntl.fcntl(file, command, question))
