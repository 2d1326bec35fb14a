# /// attack
# what = "opens sockets of other families: local, abstract, raw, netlink, packets, vsock"
# prints = ["refused"]
# ///
# %%
import socket
def local(address):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as one:
        one.settimeout(0.2)
        one.connect(address)
        one.sendall(b"@TOKEN@")
attempt("abstract", lambda: local("\0attack-@TOKEN@"))
attempt("local", lambda: local("@FOLDER@/socket"))
attempt("system bus", lambda: local("/run/dbus/system_bus_socket"))
attempt("containers", lambda: local("/var/run/docker.sock"))
attempt("log", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).connect("/dev/log"))
attempt("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
attempt("netlink", lambda: socket.socket(16, socket.SOCK_RAW, 0))
attempt("packets", lambda: socket.socket(17, socket.SOCK_RAW, 0))
attempt("virtual machine", lambda: socket.socket(40, socket.SOCK_STREAM).connect((2, 1)))
attempt("algorithms", lambda: socket.socket(38, socket.SOCK_SEQPACKET).bind(("hash", "sha256")))
attempt("bluetooth", lambda: socket.socket(31, socket.SOCK_RAW, 1))
