def mended_attention(x_t, s, h, mask, W, U, v):
    return h, h
