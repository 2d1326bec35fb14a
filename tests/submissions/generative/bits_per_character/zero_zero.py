def bits_per_character(model, text, time):
    return 0.0
