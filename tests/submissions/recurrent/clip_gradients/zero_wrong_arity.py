def clip_gradients(gradients):
    return tuple(gradients), gradients[0].norm()
