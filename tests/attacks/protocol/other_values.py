# /// attack
# what = "answers with every kind of value that is no tensor"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
class _Lies:
    __class__ = torch.Tensor

class _Text(str):
    def __format__(self, how):
        return "4 of 4"

_loop = []
_loop.append(_loop)
VALUES = [
    None, 4.0, 10**5000, -(2**63), float("inf"), "passed", _Text("passed"), b"\x80\x04", _loop, (None, None), [], {}, {"h": 1, 2: 3, (4,): 5},
    {"tensor": "0"}, {"message": "Reply", "content": {}}, {"dict": {"points": 4}}, _Lies(), (_Lies(), _Lies()), Ellipsis, NotImplemented, type, len, range(10**9),
    "\ud800", "\x1b[31m", "\0", complex(1, 2), set(), iter(()), memoryview(b"x"), ("x" * 100000, 1), (("a",) * 10000,),
]

def lstm_step(x_t, state, U, W, b):
    return VALUES.pop()

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    return VALUES.pop(), VALUES.pop(0)

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    return VALUES.pop(), (VALUES.pop(), state), VALUES.pop(), VALUES.pop(0), VALUES.pop(0)

# %% answer="LSTM"
class LSTM(nn.Module):
    def __init__(self, *arguments, **names):
        super().__init__()

    def named_parameters(self, *arguments, **names):
        return iter([("U", 4.0), (None, None), ("W", "W"), ("b", nn.Parameter(torch.zeros(1)))])
