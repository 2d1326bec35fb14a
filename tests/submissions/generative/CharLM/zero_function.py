def CharLM(symbols, input_size, hidden_size, step):
    return lambda text, state=None: (text, state)
