# The axis is added to the argument itself, which has another shape afterwards.
def attend(weights, values):
    weights.unsqueeze_(2)
    return (weights * values).sum(1)
