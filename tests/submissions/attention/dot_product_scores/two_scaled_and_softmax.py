def dot_product_scores(query, keys):
    return ((keys @ query[:, :, None])[:, :, 0] / query.shape[1] ** 0.5).softmax(1)
