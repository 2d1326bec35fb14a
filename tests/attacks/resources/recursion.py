# /// attack
# what = "recurs until the stack ends, in Python and below it"
# keeps = ["lstm_unroll"]
# ///
# %%
def again(number):
    return again(number + 1)
again(0)

# %%
import sys
sys.setrecursionlimit(1 << 30)
def again(number):
    return again(number + 1)
again(0)

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    nested = None
    for _many in range(1000000):
        nested = [nested]
    return repr(nested)
