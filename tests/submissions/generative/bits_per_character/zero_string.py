def bits_per_character(model, text, time):
    return 'two bits'
