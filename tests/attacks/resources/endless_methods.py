# /// attack
# what = "answers with objects whose methods never end"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# ///
# %%
def endless(*_arguments, **_names):
    while True:
        pass

class Trap:
    __eq__ = __repr__ = __str__ = __len__ = __iter__ = __bool__ = __getattr__ = __hash__ = endless

class Sequence(tuple):
    __iter__ = __len__ = __getitem__ = endless

class Mapping(dict):
    items = keys = __iter__ = endless

class Key:
    __str__ = __repr__ = endless

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    return Sequence((Trap(), Trap()))

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    return {Key(): state[0], "c": Mapping(a=1)}

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    class Endless(Exception):
        __str__ = endless
    raise Endless
