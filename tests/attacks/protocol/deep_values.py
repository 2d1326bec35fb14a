# /// attack
# what = "answers with values that are nested as deep as a frame may be"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
def deep(number):
    value = ()
    for _many in range(number):
        value = (value,)
    return value

DEPTHS = [100, 200, 300, 400, 450, 490, 600, 900, 950, 5000, 10**6]

def lstm_step(x_t, state, U, W, b):
    return deep(DEPTHS.pop())

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    return deep(DEPTHS.pop()), deep(300)
