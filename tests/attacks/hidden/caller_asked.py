# /// attack
# what = "looks for the expected values in the frames above its function"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import gc, sys
    gc.unfreeze()
    frame = sys._getframe().f_back
    candidates = []
    while frame is not None:
        candidates += [value for name, value in frame.f_locals.items() if name in ("expected", "wanted", "reference", "cotangents", "outputs")]
        frame = frame.f_back
    for value in candidates + gc.get_objects():
        if isinstance(value, tuple) and len(value) == 2 and all(isinstance(one, Tensor) and one.shape == state[0].shape for one in value):
            if value is not state and not torch.equal(value[0], state[0]):
                return value
    return state
