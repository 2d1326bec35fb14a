# /// attack
# what = "connects by TCP to a port of this machine and to another machine"
# quick = true
# prints = ["refused"]
# ///
# %%
import socket, urllib.request, http.client
def tcp(address, family=socket.AF_INET):
    with socket.socket(family, socket.SOCK_STREAM) as one:
        one.settimeout(0.2)
        one.connect(address)
        one.sendall(b"@TOKEN@")
attempt("connect", lambda: tcp(("127.0.0.1", int("@PORT@"))))
attempt("connect by IPv6", lambda: tcp(("::1", int("@PORT@")), socket.AF_INET6))
attempt("connect to another machine", lambda: tcp(("192.0.2.1", 80)))
attempt("http", lambda: urllib.request.urlopen("http://127.0.0.1:@PORT@/@TOKEN@", timeout=0.2))
def listen():
    with socket.socket() as one:
        one.bind(("0.0.0.0", 0))
        one.listen()
        tcp(("127.0.0.1", one.getsockname()[1]))
        print("it reached only itself")
        raise OSError
attempt("listen", listen)
attempt("fast open", lambda: socket.socket().sendto(b"@TOKEN@", 0x20000000, ("127.0.0.1", int("@PORT@"))))
