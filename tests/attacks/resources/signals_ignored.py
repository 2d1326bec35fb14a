# /// attack
# what = "ignores every signal that can be ignored, blocks the rest, and never ends"
# keeps = ["lstm_unroll"]
# cell = "timeout"
# ///
# %%
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, set(range(1, 65)))
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
