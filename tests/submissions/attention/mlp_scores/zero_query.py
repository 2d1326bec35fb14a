def mlp_scores(query, keys, layers):
    return query
