def bits_per_character(model, text, time):
    return text
