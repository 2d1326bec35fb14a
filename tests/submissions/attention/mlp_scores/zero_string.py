def mlp_scores(query, keys, layers):
    return 'attention'
