# /// attack
# what = "catches every exception in the function that is asked"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# statuses = {lstm_step = ["timeout"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    try:
        while True:
            pass
    except BaseException:
        return lstm_step(x_t, state, U, W, b)
