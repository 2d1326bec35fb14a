# /// attack
# what = "is called something, takes arguments and has a type of its own choice"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
import inspect

class Callable:
    def __call__(self, *arguments):
        return arguments[1]

    @property
    def __signature__(self):
        return 4

lstm_step = Callable()

# %% answer="coupled_peephole_step"
class Named:
    def __call__(self, *arguments):
        return arguments[1]

    __signature__ = inspect.Signature([inspect.Parameter("x", inspect.Parameter.POSITIONAL_ONLY)])

Named.__name__ = "\x1b[31m<img src=x onerror=alert(1)>"
coupled_peephole_step = Named()

# %% answer="lstm_step_backward"
class Raises(type):
    def __getattribute__(cls, name):
        raise SystemExit(name)

class lstm_step_backward(metaclass=Raises):
    pass
