# /// attack
# what = "stops the clocks by which its time is counted, then never ends"
# keeps = ["lstm_unroll"]
# statuses = {lstm_step = ["timeout"]}
# ///
# %%
import threading, time
time.monotonic = time.time = time.perf_counter = time.process_time = lambda: 0.0
threading.Event.wait = lambda *_arguments, **_names: False
threading.Thread.start = lambda _self: None

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    while True:
        pass
