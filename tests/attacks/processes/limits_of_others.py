# /// attack
# what = "changes limits, priority and processors of others, and its own limits"
# systems = ["x86_64"]
# prints = ["tried"]
# ///
# %%
import os, resource
me = int("@PID@")
attempt("prlimit", lambda: resource.prlimit(me, resource.RLIMIT_AS, (1, 1)))
attempt("setpriority", lambda: os.setpriority(os.PRIO_PROCESS, me, 19))
attempt("sched_setaffinity", lambda: os.sched_setaffinity(me, {0}))
attempt("sched_setscheduler", lambda: os.sched_setscheduler(me, os.SCHED_IDLE, os.sched_param(0)))
attempt("ioprio_set", lambda: system_call(251, 1, me, 3 << 13))
attempt("move_pages", lambda: system_call(279, me, 0, None, None, None, 0))
attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)))
attempt("nice", lambda: os.nice(-19))
for name in ("AS", "CPU", "NPROC", "FSIZE", "NOFILE", "CORE"):
    number = getattr(resource, "RLIMIT_" + name)
    soft, hard = resource.getrlimit(number)
    if hard != resource.RLIM_INFINITY:
        attempt("raise " + name, lambda: resource.setrlimit(number, (hard, hard * 2 + 1)))
    else:
        print("no limit", name)
print("tried")
