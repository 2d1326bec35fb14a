# /// attack
# what = "multiplies large matrices with many threads"
# keeps = ["lstm_unroll"]
# statuses = {lstm_step = ["timeout", "crashed"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    torch.set_num_threads(64)
    matrix = torch.randn(5000, 5000)
    for _again in range(10000):
        matrix = matrix @ matrix
    return state
