# /// attack
# what = "forks by every call, and its children stay"
# keeps = ["lstm_unroll"]
# systems = ["x86_64"]
# ///
# %%
import os, time, ctypes
libc = ctypes.CDLL(None)

def child():
    import signal
    for number in (1, 2, 15):
        signal.signal(number, signal.SIG_IGN)
    os.setsid() if os.getpid() != os.getsid(0) else None
    time.sleep(60)
    os._exit(0)

for make in (os.fork, libc.fork, lambda: libc.syscall(57), lambda: libc.syscall(56, 17, 0, 0, 0, 0), lambda: libc.syscall(56, 0x8000 | 17, 0, 0, 0, 0)):
    try:
        pid = make()
    except OSError as error:
        print(error)
        continue
    if pid == 0:
        child()
    print("child", pid)
