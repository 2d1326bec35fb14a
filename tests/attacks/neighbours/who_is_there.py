# /// attack
# what = "asks for the processes of others by their numbers"
# ///
# %%
import os
others = {1, 2, os.getppid(), @PID@} - {0, os.getpid()}
for other in others:
    attempt("processors", lambda: os.sched_getaffinity(other))
    attempt("scheduler", lambda: os.sched_getscheduler(other))
    attempt("parameters", lambda: os.sched_getparam(other))
    attempt("priority", lambda: os.getpriority(os.PRIO_PROCESS, other))
    attempt("group", lambda: os.getpgid(other))
    attempt("session", lambda: os.getsid(other))
attempt("priority of all", lambda: os.getpriority(os.PRIO_USER, 1000))
attempt("target of a link", lambda: os.readlink("/proc/1/exe"))
attempt("target of a link in /dev", lambda: os.readlink("/dev/stdin"))
attempt("file system", lambda: os.statvfs("/"))
print(os.sched_getaffinity(0), os.getpriority(os.PRIO_PROCESS, 0))
