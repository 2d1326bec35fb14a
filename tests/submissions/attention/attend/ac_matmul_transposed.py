def attend(weights, values):
    return (values.transpose(1, 2) @ weights[:, :, None])[:, :, 0]
