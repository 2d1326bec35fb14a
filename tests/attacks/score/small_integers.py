# /// attack
# what = "writes another value into the memory of the numbers 0 and 1"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import ctypes
    for number in (2, 3, 4, 200):
        ctypes.memmove(id(number) + 24, id(1) + 24, 4)
    ctypes.c_double.from_address(id(0.0) + 16).value = 4.0
    return state
