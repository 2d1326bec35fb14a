def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    size = x_t.shape[1]
    weights = softmax(score(query=state[0], keys=h), mask=mask)
    context = attend(weights, h)
    read = x_t.new_empty(len(x_t), size + context.shape[1])
    read[:, :size] = x_t
    read[:, size:] = context
    return cell(read, state), context, weights
