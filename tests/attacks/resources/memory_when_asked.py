# /// attack
# what = "takes all memory in its answer"
# keeps = ["lstm_unroll"]
# statuses = {lstm_step = ["crashed", "timeout", "refused"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    return [[0] * (1 << 27) for _many in range(1 << 20)]
