def dot_product_scores(query, keys):
    return (query[:, None, :] @ keys.transpose(1, 2))[:, 0]
