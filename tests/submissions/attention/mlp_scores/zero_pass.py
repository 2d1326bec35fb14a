def mlp_scores(query, keys, layers):
    pass
