# /// attack
# what = "asks for a core file and crashes"
# keeps = ["lstm_step_backward"]
# statuses = {lstm_step = ["crashed"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import ctypes, resource
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (OSError, ValueError):
        pass
    ctypes.string_at(0)
