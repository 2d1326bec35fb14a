class LSTM:
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        self.U = self.W = self.b = "parameters"

    def __call__(self, x, lengths, state=None):
        return "h, state"
