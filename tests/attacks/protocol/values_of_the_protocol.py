# /// attack
# what = "answers with messages of the protocol itself"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    from course_lib.grading.worker.protocol import Reply
    return Reply(outputs=((state[0], state[1]),))

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    from course_lib.grading.worker.stand_ins import StandIn
    return StandIn("cell", 1, (10**9, 10**9)), StandIn("no such kind", "seed", "sizes")

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    from course_lib.grading.worker.protocol import Opaque, Request
    return Opaque("<b>x</b>"), Opaque(["x"]), Request("lstm_step"), Opaque({"a": 1}), Opaque(None)
