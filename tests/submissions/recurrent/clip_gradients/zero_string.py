def clip_gradients(gradients, limit):
    return "clipped"
