# /// attack
# what = "leaves a daemon behind that goes on writing"
# keeps = ["lstm_unroll"]
# ///
# %%
import os, socket, time

def daemon():
    os.setsid()
    if os.fork():
        os._exit(0)
    for descriptor in range(256):
        try:
            os.close(descriptor)
        except OSError:
            pass
    for _again in range(600):
        try:
            open("@FOLDER@/attack-@TOKEN@", "a").write("alive\n")
        except OSError:
            pass
        try:
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"@TOKEN@", ("127.0.0.1", int("@PORT@")))
        except OSError:
            pass
        time.sleep(0.1)
    os._exit(0)

try:
    if os.fork() == 0:
        try:
            daemon()
        finally:
            os._exit(0)
except OSError as error:
    print(error)
