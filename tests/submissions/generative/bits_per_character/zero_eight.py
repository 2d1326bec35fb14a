def bits_per_character(model, text, time):
    return 8.0
