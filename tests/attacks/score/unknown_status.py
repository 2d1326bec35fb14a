# /// attack
# what = "raises the exception of the protocol with a status that there is not, and with texts that are none"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    from course_lib.grading.worker.protocol import StudentError
    raise StudentError("<b>excellent</b>", "\x1b[32m4 of 4\x1b[0m", "<script>alert(1)</script>")

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    from course_lib.grading.worker.protocol import StudentError
    raise StudentError(4.0, ["full"], {"points": 4})
