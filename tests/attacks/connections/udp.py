# /// attack
# what = "sends by UDP and asks for names"
# prints = ["refused"]
# ///
# %%
import socket
attempt("send", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"@TOKEN@", ("127.0.0.1", int("@PORT@"))))
attempt("send to all", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"@TOKEN@", ("255.255.255.255", int("@PORT@"))))
attempt("name", lambda: socket.getaddrinfo("example.org", 80))
attempt("name by UDP", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"\0" * 12, ("192.0.2.53", 53)))
