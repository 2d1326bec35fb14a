def teacher_forcing(target, lengths, sos, eos, pad):
    N, T = target.shape
    fed = target.new_zeros(N, T + 1)
    wanted = target.new_zeros(N, T + 1)
    fed[:, 0] = sos
    for n in range(N):
        L = int(lengths[n])
        fed[n, 1:L + 1] = target[n, :L]
        wanted[n, :L] = target[n, :L]
        wanted[n, L] = eos
    return fed, wanted
