# /// attack
# what = "turns on a mode of torch in which every operation agrees"
# tiers = [0, 1, 2]
# ///
# %%
import torch
from torch.overrides import TorchFunctionMode

class Agree(TorchFunctionMode):
    def __torch_function__(self, function, types, arguments=(), names=None):
        if getattr(function, "__name__", "") in ("allclose", "equal", "eq", "isclose"):
            return True
        return function(*arguments, **(names or {}))

Agree().__enter__()
