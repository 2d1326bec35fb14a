def teacher_forcing(target, lengths, sos, eos, pad):
    raise NotImplementedError
