# /// attack
# what = "builds modules with parameters of odd names, kinds and numbers"
# tiers = [0, 1, 2]
# ///
# %% answer="LSTM"
class LSTM(nn.Module):
    count = 0

    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        LSTM.count += 1
        self._parameters["U"] = nn.Parameter(torch.zeros(3, dtype=torch.complex64))
        self._parameters["W"] = nn.Parameter(torch.zeros(0)) if LSTM.count % 2 else None
        self._parameters["b"] = nn.Parameter(torch.zeros(4 * hidden_size, dtype=torch.float8_e5m2)) if LSTM.count % 3 else nn.Parameter(torch.zeros(()))
        self._parameters["<script>"] = nn.Parameter(torch.zeros(1))

    def named_parameters(self, *arguments, **names):
        if LSTM.count % 4 == 0:
            return iter(())
        return super().named_parameters(*arguments, **names)
