# /// attack
# what = "writes replies of its own to every open descriptor, before it is asked"
# tiers = [1, 2]
# quick = true
# ///
# %%
import json, os, struct
reply = {"dict": {"reply": {"message": "Reply", "content": {"outputs": [[{"float": "0x0p0"}, {"float": "0x0p0"}]], "arguments": []}}}}
texts = [reply, {"dict": {"status": "ok", "output": "", "error": ""}}, {"dict": {"error": {"dict": {"status": "passed", "sentence": "", "details": ""}}}}]
for descriptor in range(3, 256):
    for text in texts * 10:
        data = json.dumps(text).encode()
        try:
            os.write(descriptor, struct.pack("<II", len(data), 0) + data)
        except OSError:
            break
