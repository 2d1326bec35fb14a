def masked_cross_entropy(logits, labels, lengths):
    mean = logits.new_zeros(())
    read = 0
    for a_row, y_row, n in zip(logits, labels, lengths.tolist()):
        for a, y in zip(a_row[:n], y_row[:n].tolist()):
            read += 1
            loss = a.logsumexp(0) - a[y]
            mean = mean + (loss - mean) / read
    return mean
