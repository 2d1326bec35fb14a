# /// attack
# what = "sleeps"
# keeps = ["lstm_unroll"]
# statuses = {lstm_step = ["timeout"]}
# ///
# %%
import time
time.sleep(1000)

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import ctypes, time
    ctypes.CDLL(None).sleep(1000)
    return state
