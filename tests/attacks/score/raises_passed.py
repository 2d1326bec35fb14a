# /// attack
# what = "raises the exception of the protocol with a status of its own choice"
# tiers = [0, 1, 2]
# quick = true
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    from course_lib.grading.worker.protocol import StudentError
    raise StudentError("passed", "all well")

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    from course_lib.grading.worker import protocol
    raise protocol.StudentError("passed", "all well", "")

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    import gc
    gc.unfreeze()
    [error] = [one for one in gc.get_objects() if isinstance(one, type) and one.__name__ == "StudentError"]
    raise error("passed", "", "")
