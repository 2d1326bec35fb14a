# /// attack
# what = "waits in the background for the next submission to take its place"
# keeps = ["lstm_unroll"]
# ///
# %%
import os, threading, time
def lurk():
    seen = set()
    while True:
        for folder in ("/proc", "/tmp", "/dev/shm", "/proc/self/task"):
            try:
                new = set(os.listdir(folder)) - seen
            except OSError:
                continue
            seen |= new
        time.sleep(0.01)
threading.Thread(target=lurk, daemon=True).start()
try:
    if os.fork() == 0:
        os.setsid()
        lurk()
except OSError:
    pass
