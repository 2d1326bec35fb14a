# /// attack
# what = "answers with a tensor where the number of the question should be"
# tiers = [0, 1, 2]
# ///
# %%
import gc, sys
import torch

for name, module in list(sys.modules.items()):
    if name.startswith(("course_lib", "__main__", "__mp_main__")) and callable(getattr(module, "send", None)):
        def forged(stream, value, *rest, honest=module.send, **names):
            if not isinstance(value, dict) or "status" in value:
                return honest(stream, value, *rest, **names)
            message = {**value, "id": torch.tensor([value.get("id")] * 2)}
            return honest(stream, message, *rest, **names)
        module.send = forged
