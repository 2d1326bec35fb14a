def dot_product_scores(query, keys):
    # <q, k> = (|q + k|^2 - |q - k|^2) / 4
    q = query.unsqueeze(1)
    return ((q + keys).square().sum(dim=2) - (q - keys).square().sum(dim=2)) / 4
