# /// attack
# what = "reads the environment and the command line"
# prints = ["read"]
# ///
# %%
import os, sys
for name, value in os.environ.items():
    if any(word in (name + value).lower() for word in ("secret", "token", "password", "@repository@/", "canary")):
        print("ESCAPED:", name, value)
for path in ("/proc/self/environ", "/proc/self/cmdline", "/proc/1/environ", "/proc/1/cmdline"):
    try:
        text = open(path, "rb").read()
    except OSError:
        continue
    if any(word in text.lower() for word in (b"secret", b"@folder@", b"canary", b"password")):
        print("ESCAPED:", path, text[:100])
print("read", sys.argv)
