# /// attack
# what = "answers with other things where the number of the question should be"
# tiers = [0, 1, 2]
# ///
# %%
import gc, sys
import torch

ODD = [torch.zeros(0), torch.zeros((), dtype=torch.bool), True, 0.0, None, (), {}, "0"] * 100

for name, module in list(sys.modules.items()):
    if name.startswith(("course_lib", "__main__", "__mp_main__")) and callable(getattr(module, "send", None)):
        def forged(stream, value, *rest, honest=module.send, **names):
            if not isinstance(value, dict) or "status" in value:
                return honest(stream, value, *rest, **names)
            message = {**value, "id": ODD.pop()}
            return honest(stream, message, *rest, **names)
        module.send = forged
