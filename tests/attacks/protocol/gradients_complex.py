# /// attack
# what = "forges gradients that are complex"
# tiers = [0, 1, 2]
# prints = ["forging"]
# points = {lstm_step = 4}
# model = ["lstm_step"]
# ///
# %%
import gc
gc.unfreeze()

def forge(content):
    import torch
    def complex_of(value):
        if isinstance(value, tuple):
            return tuple(map(complex_of, value))
        return value.to(torch.complex128) + 1j if isinstance(value, torch.Tensor) else value
    content["gradients"] = complex_of(content["gradients"])

for Reply in gc.get_objects():
    if isinstance(Reply, type) and Reply.__name__ == "Reply" and Reply.__module__.startswith("course_lib"):
        honest = Reply.__init__
        names = list(Reply.__dataclass_fields__)

        def forged(self, *values, honest=honest, names=names, **named):
            honest(self, *values, **named)
            content = {name: getattr(self, name) for name in names}
            forge(content)
            for name in content:
                object.__setattr__(self, name, content[name])

        Reply.__init__ = forged
        print("forging")
