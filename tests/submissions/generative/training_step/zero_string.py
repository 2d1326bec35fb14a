def training_step(loss_of, parameters, batch, state, rate, clip):
    return "loss, parameters, state"
