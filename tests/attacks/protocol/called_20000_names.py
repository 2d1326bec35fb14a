# /// attack
# what = "forges twenty thousand different names of functions that it called"
# tiers = [0, 1, 2]
# prints = ["forging"]
# ///
# %%
import gc
gc.unfreeze()

def forge(content):
    content["called"] = tuple(f"torch.{number}" + "x" * 30 for number in range(20000))

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
