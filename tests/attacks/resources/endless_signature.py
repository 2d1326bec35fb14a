# /// attack
# what = "never ends when asked what arguments it takes"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# ///
# %% answer="lstm_step"
class Meta(type):
    @property
    def __signature__(cls):
        while True:
            pass

class lstm_step(metaclass=Meta):
    pass
