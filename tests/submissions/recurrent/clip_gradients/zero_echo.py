def clip_gradients(gradients, limit):
    return gradients, limit
