# /// attack
# what = "forges gradients of some of the parameters only, and of others"
# tiers = [0, 1, 2]
# prints = ["forging"]
# points = {LSTM = 2}
# model = ["LSTM"]
# ///
# %%
import gc
gc.unfreeze()

def forge(content):
    if content["parameter_gradients"]:
        first, *_others = content["parameter_gradients"]
        content["parameter_gradients"]["nobody"] = content["parameter_gradients"].pop(first)

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
