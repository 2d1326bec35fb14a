def mlp_scores(query, keys, layers):
    raise NotImplementedError
