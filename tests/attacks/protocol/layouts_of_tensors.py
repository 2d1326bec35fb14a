# /// attack
# what = "answers with sparse, quantized, nested, meta, conjugated and lazily negated tensors"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# ///
# %% answer="lstm_step"
LAYOUTS = [
    lambda part: part.to_sparse(), lambda part: part.to_sparse_csr(), lambda part: part.to("meta"),
    lambda part: torch.quantize_per_tensor(part.float(), 0.1, 0, torch.qint8),
    lambda part: torch.complex(part, part).conj().imag, lambda part: torch.nested.nested_tensor([part]),
    lambda part: part[:, :1].expand(part.shape), lambda part: part.to_mkldnn() if part.dtype == torch.float32 else part,
    lambda part: part.to_sparse_coo().coalesce(), lambda part: torch.vmap(lambda row: row)(part), lambda part: nn.Parameter(part), lambda part: torch.empty(0),
]

def lstm_step(x_t, state, U, W, b):
    make = LAYOUTS.pop()
    return make(state[0]), make(state[1])

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    return lstm_step(x_t, state, U, W, b)

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    make = LAYOUTS.pop()
    return make(x_t), tuple(map(make, state)), make(U), make(W), make(U[:, 0:1])
