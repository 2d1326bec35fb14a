# Answers that earn nothing.

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    return state


# %% answer="lstm_unroll"
def lstm_unroll(step, x, lengths, state):
    return x, state


# %% answer="LSTM"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.U = nn.Parameter(torch.zeros(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.zeros(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size))

    def forward(self, x, lengths, state=None):
        return x, state


# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    return state


# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    return x_t, d_state, U, W, U.new_zeros(len(U))
