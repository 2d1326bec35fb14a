import torch

def attentive_step(cell, score, softmax, attend, x_t, state, encoder_states, mask):
    stages = {
        "e": lambda r: score(state[0], encoder_states),
        "alpha": lambda r: softmax(r["e"], mask),
        "z": lambda r: attend(r["alpha"], encoder_states),
        "input": lambda r: torch.column_stack((x_t, r["z"])),
        "after": lambda r: cell(r["input"], state),
    }
    results = {}
    for name, stage in stages.items():
        results[name] = stage(results)
    return results["after"], results["z"], results["alpha"]
