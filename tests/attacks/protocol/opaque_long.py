# /// attack
# what = "answers with messages of the protocol that hold texts of nearly a megabyte"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    from course_lib.grading.worker.protocol import Opaque
    return Opaque("x" * 900000)

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    from course_lib.grading.worker.protocol import Opaque
    return Opaque("x" * 400000), Opaque(("x" * 1000,) * 400)

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    from course_lib.grading.worker.protocol import StudentError
    raise StudentError("crashed", "y" * 400000, "z" * 400000)
