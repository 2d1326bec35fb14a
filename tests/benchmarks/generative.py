"""Characters a second of one text on one thread: from reading the last 256 again each time to a state that is carried."""

import numpy as np
import torch
from torch import Tensor, nn

from course_lib.generative import CharLM, NumpyCharLM, probabilities, sample
from course_lib.lstm import lstm_step
from tests.benchmarks.measure import Record, interleaved, record, write

SYMBOLS, WINDOW, LENGTH = 98, 256, 32
SIZES = (256, 512)
GOAL = ">= 50"


def reread(model: CharLM, prompt: Tensor) -> None:
    """What a network without a state would have to do: read the whole window for each character."""
    with torch.no_grad():
        text = prompt
        for _step in range(4):
            p = probabilities(model(text)[0][:, -1])
            text = torch.cat((text[:, 1:], torch.multinomial(p, 1)), dim=1)


def carried_by_torch(model: CharLM, theirs: nn.LSTM, prompt: Tensor) -> None:
    """torch.nn.LSTM, one step at a time, on one-hot vectors."""
    with torch.no_grad():
        symbol, state = prompt[:, -1:], None
        for _step in range(LENGTH):
            h, state = theirs(nn.functional.one_hot(symbol, SYMBOLS).float(), state)
            symbol = torch.multinomial(probabilities(model.readout(h[:, -1])), 1)


def carried_by_equations(model: CharLM, prompt: Tensor) -> None:
    """The six equations, one step at a time, on one-hot vectors."""
    (layer,) = model.lstm.layers
    with torch.no_grad():
        symbol = prompt[:, -1]
        h = c = torch.zeros(1, model.lstm.hidden_size)
        for _step in range(LENGTH):
            x = nn.functional.one_hot(symbol, SYMBOLS).float()
            h, c = lstm_step(x, (h, c), layer.U, layer.W, layer.b)  # type: ignore[arg-type]
            symbol = torch.multinomial(probabilities(model.readout(h)), 1)[:, 0]


def main() -> None:
    """Measure all of them in turns, and write the records."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    records: list[Record] = []
    for size in SIZES:
        torch.manual_seed(0)
        model = CharLM(SYMBOLS, size).eval()
        theirs = nn.LSTM(SYMBOLS, size, batch_first=True)
        prompt = torch.randint(SYMBOLS, (1, WINDOW))
        fast = NumpyCharLM(model)
        last = prompt[0, -1:].tolist()
        calls = {
            "read-again": (4, lambda model=model, prompt=prompt: reread(model, prompt)),
            "torch.nn": (
                LENGTH,
                lambda model=model, theirs=theirs, prompt=prompt: carried_by_torch(model, theirs, prompt),
            ),
            "equations": (LENGTH, lambda model=model, prompt=prompt: carried_by_equations(model, prompt)),
            "sample": (LENGTH, lambda model=model, prompt=prompt: sample(model, prompt[:, -1:], LENGTH)),
            "Writer": (LENGTH, lambda fast=fast, last=last: fast.generate(last, LENGTH)),  # a record keeps its name
        }
        measured = interleaved({name: call for name, (_count, call) in calls.items()})
        speed = {
            name: np.array([count / seconds for seconds in measured[name]]) for name, (count, _call) in calls.items()
        }
        for name, characters in speed.items():
            where = f"generative/speed/{name}/H{size}"
            records.append(record(where, float(np.median(characters)), "characters a second", None, 0))
            if name != "read-again":
                ratio = float(np.median(characters / speed["read-again"]))
                goal = GOAL if name == "Writer" else None
                records.append(record(f"{where}/ratio", ratio, "× reading a window of 256 again", goal, 0))
    torch.set_num_threads(threads)
    write("generative", records)


if __name__ == "__main__":
    main()
