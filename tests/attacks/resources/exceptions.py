# /// attack
# what = "raises exceptions whose own methods fail, and chains without end"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# ///
# %%
class Bad(Exception):
    def __str__(self):
        raise self
    __repr__ = __str__
raise Bad

# %%
error = ValueError("one")
error.__cause__ = error
raise error

# %%
def deep(number):
    try:
        raise ValueError(number)
    except ValueError:
        if number:
            deep(number - 1)
        raise
deep(300)

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    class Bad(Exception):
        def __str__(self):
            raise SystemExit
    raise Bad

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    raise BaseExceptionGroup("many", [KeyboardInterrupt(), GeneratorExit()])
