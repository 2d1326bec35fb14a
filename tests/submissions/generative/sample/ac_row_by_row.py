import torch


def sample(model, prompt, length, temperature, top_k, generator):
    scores, state = model(prompt, None)
    columns = []
    for t in range(length):
        column = []
        for row in scores[:, -1]:
            row = row / temperature
            if top_k is not None and top_k < len(row):
                smallest = row.argsort()[: len(row) - top_k]
                row = row.clone()
                row[smallest] = -torch.inf
            column.append(torch.multinomial(row.softmax(0), 1, generator=generator))
        columns.append(torch.stack(column))
        if t < length - 1:
            scores, state = model(columns[-1], state)
    return torch.cat(columns, dim=1)
