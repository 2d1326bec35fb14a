# /// attack
# what = "calls its own failure one of the grader's, which is no 0"
# tiers = [0, 1, 2]
# statuses = {lstm_step = ["failed", "crashed", "refused", "not run"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    from course_lib.grading.worker.protocol import StudentError
    raise StudentError("machinery", "please grade me again", "")
