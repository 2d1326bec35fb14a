# /// attack
# what = "looks what the open descriptors lead to, and goes up from them"
# prints = ["looked"]
# ///
# %%
import os, stat
for descriptor in range(3, 256):
    try:
        state = os.fstat(descriptor)
    except OSError:
        continue
    if stat.S_ISDIR(state.st_mode):
        for path in ("@FOLDER@".lstrip("/"), "../" * 12 + "@FOLDER@"[1:]):
            try:
                print("ESCAPED: through", descriptor, os.listdir(os.open(path, os.O_RDONLY, dir_fd=descriptor)))
            except OSError:
                pass
    if stat.S_ISREG(state.st_mode):
        try:
            text = os.pread(descriptor, 1 << 20, 0)
        except OSError:
            continue
        if b"CAN" + b"ARY" in text or b"def lstm_step" in text:
            print("ESCAPED: a file", descriptor, text[:60])
print("looked")
