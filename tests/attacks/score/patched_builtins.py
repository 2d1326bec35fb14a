# /// attack
# what = "replaces functions that every module uses"
# tiers = [0, 1, 2]
# ///
# %%
import builtins
builtins.isinstance = lambda *_arguments: True
builtins.len = lambda _value: 4
builtins.all = builtins.any = lambda _values: True
builtins.zip = lambda *_values, **_names: ()
