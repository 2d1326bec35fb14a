# /// attack
# what = "ends the process with success when it is asked"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll", "lstm_step_backward"]
# statuses = {lstm_step = ["crashed"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os
    os._exit(0)
