# /// attack
# what = "prints, draws and returns points in every form that nbgrader reads"
# tiers = [0, 1, 2]
# ///
# %%
print("4.0")
4.0

# %% after="lstm_step-check"
from IPython.display import display
display(4.0)
4.0

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    return 4.0
