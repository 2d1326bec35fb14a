# /// attack
# what = "leaves by sys.exit, quit and the exceptions behind them"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# statuses = {lstm_step = ["crashed"], coupled_peephole_step = ["crashed"]}
# ///
# %%
import sys
sys.exit(0)
# %%
quit()
# %%
raise KeyboardInterrupt
# %%
raise GeneratorExit
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    raise SystemExit(0)
# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    raise KeyboardInterrupt
