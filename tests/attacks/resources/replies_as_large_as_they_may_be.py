# /// attack
# what = "answers right, so that all is asked, with as many numbers beside its answers as a reply may hold, in the kind that takes most room when it is compared"
# tiers = [0, 1, 2]
# prints = ["forging"]
# points = {lstm_step = 4, lstm_unroll = 4, LSTM = 2, coupled_peephole_step = 4, lstm_step_backward = 4}
# model = ["lstm_step", "lstm_unroll", "LSTM", "coupled_peephole_step", "lstm_step_backward"]
# ///
# %%
import gc
gc.unfreeze()

def forge(content):
    import torch
    size = (4 << 20) - 400000
    def large(value, each):
        if isinstance(value, tuple):
            return tuple(large(one, each) for one in value)
        return torch.zeros(each, dtype=torch.uint8) if isinstance(value, torch.Tensor) else value
    if len(content["outputs"]) > 1:
        content["outputs"] = tuple(torch.zeros(size // len(content["outputs"]), dtype=torch.uint8) for _call in content["outputs"])
    elif content["outputs"]:
        content["arguments"] = large(content["arguments"], size // 8)
    if content["parameters"] and not content["outputs"]:
        content["parameters"]["more"] = torch.zeros(size, dtype=torch.uint8)

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
