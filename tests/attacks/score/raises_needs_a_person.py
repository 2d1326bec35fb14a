# /// attack
# what = "asks for a person by raising the exception of the protocol"
# tiers = [0, 1, 2]
# statuses = {lstm_step = ["failed", "crashed", "refused", "not run"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    from course_lib.grading.worker.protocol import StudentError
    raise StudentError("needs a person", "A person looks at it.")
