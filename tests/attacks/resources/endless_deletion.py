# /// attack
# what = "never ends when it is thrown away"
# keeps = ["lstm_unroll"]
# ///
# %% answer="lstm_step"
class _Sticky:
    def __del__(self):
        while True:
            pass

def lstm_step(x_t, state, U, W, b):
    sticky = _Sticky()
    return state
