# /// attack
# what = "answers with as many small tensors as the text of a reply can name"
# tiers = [0, 1, 2]
# prints = ["forging"]
# ///
# %%
import gc
gc.unfreeze()

def forge(content):
    import torch
    content["outputs"] = tuple((torch.zeros(0, dtype=torch.bool),) * 4500 for _output in content["outputs"])

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
