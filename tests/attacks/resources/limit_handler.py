# /// attack
# what = "handles the signals of the limits and asks for more time"
# keeps = ["lstm_unroll"]
# statuses = {lstm_step = ["timeout", "crashed"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import resource, signal
    for number in (signal.SIGXCPU, signal.SIGALRM, signal.SIGPROF, signal.SIGVTALRM, signal.SIGTERM):
        signal.signal(number, lambda *_arguments: None)
    for kind in (signal.ITIMER_REAL, signal.ITIMER_PROF, signal.ITIMER_VIRTUAL):
        signal.setitimer(kind, 0)
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
    except (OSError, ValueError):
        pass
    while True:
        pass
