# /// attack
# what = "writes a program into a file that is only in memory, and runs it"
# prints = ["tried"]
# ///
# %%
try:
    descriptor = os.memfd_create("attack-@TOKEN@")
except (OSError, AttributeError) as error:
    print(error)
else:
    os.write(descriptor, b"#!/bin/sh\necho x > @FOLDER@/attack-@TOKEN@\n")
    attempt("run it", lambda: os.execve(descriptor, ["x"], {}))
print("tried")
