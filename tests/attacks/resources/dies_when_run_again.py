# /// attack
# what = "is well-behaved when its cells are run first and ends the process when they are run again"
# tiers = [1, 2]
# statuses = {lstm_step = ["crashed"]}
# ///
# %%
import os, sys
frame, again = sys._getframe(), False
while frame is not None:
    again = again or frame.f_locals.get("figures") == 0 or (isinstance(frame.f_locals.get("message"), dict) and frame.f_locals["message"].get("id") == 0)
    frame = frame.f_back
if again:
    os._exit(0)

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os
    os._exit(0)
