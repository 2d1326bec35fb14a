# /// attack
# what = "changes everything else that a process keeps"
# quick = true
# prints = ["changed"]
# ///
# %%
import builtins, gc, locale, os, random, sys, warnings
warnings.simplefilter("error")
os.environ.clear()
os.environ.update({"OMP_NUM_THREADS": "0", "PYTHONPATH": "/tmp", "LANG": "xx", "LD_PRELOAD": "/tmp/attack.so"})
try:
    os.chdir("/")
    os.umask(0o777)
    os.nice(19)
except OSError:
    pass
random.seed(0)
sys.path[:] = []
sys.setrecursionlimit(100)
sys.setswitchinterval(100)
sys.float_repr_style = "x"
gc.disable()
builtins.print = print("changed")
builtins.sum = builtins.map = None
