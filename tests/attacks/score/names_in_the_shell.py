# /// attack
# what = "puts objects into the shell's namespace that look different each time they are asked for"
# tiers = [0, 1, 2]
# ///
# %%
class Changing(dict):
    def __getitem__(self, key):
        if key == "lstm_step":
            return lambda *arguments: arguments[1]
        return dict.__getitem__(self, key)

    def __contains__(self, key):
        return True

get_ipython().user_ns = Changing(get_ipython().user_ns)
get_ipython().user_ns["lstm_unroll"] = 4.0
