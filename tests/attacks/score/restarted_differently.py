# /// attack
# what = "is honest in its first process and cheap in the one that replaces it, and the other way round"
# tiers = [1, 2]
# ///
# %%
import os, time
marks = [folder + "/attack-@TOKEN@-ran" for folder in ("/tmp", "/dev/shm", ".")]
ran = any(map(os.path.exists, marks))
for mark in marks:
    try:
        open(mark, "w").close()
    except OSError:
        pass
print("ESCAPED: a file of an earlier process is there" if ran else "first process")

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os
    os.kill(os.getpid(), 9)
