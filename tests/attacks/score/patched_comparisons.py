# /// attack
# what = "replaces what compares tensors by something that always agrees"
# tiers = [0, 1, 2]
# quick = true
# prints = ["patched"]
# ///
# %%
import torch
yes = lambda *_arguments, **_names: True
torch.allclose = torch.equal = torch.testing.assert_close = yes
torch.isclose = lambda a, b, **_names: torch.ones_like(a, dtype=torch.bool)
for name in ("allclose", "equal"):
    setattr(torch.Tensor, name, yes)
for name in ("__eq__", "__ne__", "__sub__", "__rsub__", "abs", "isfinite"):
    setattr(torch.Tensor, name, lambda self, *_others: torch.ones(self.shape, dtype=torch.bool))
print("patched")
