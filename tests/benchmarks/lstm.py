"""How long our LSTMs take, in times of torch.nn on one thread: training over sequences, and one step."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from course_lib.lstm import LSTM, FastLSTM
from tests.benchmarks.measure import Record, interleaved, ratio, record, write

SEED = 0
# (time, batch, input, hidden) and the goals of LSTM and FastLSTM, in times of torch.nn.LSTM
TRAINING = {
    (35, 32, 128, 128): ("<= 2.0", "<= 1.5"),
    (100, 64, 256, 256): ("<= 1.5", "<= 1.2"),
    (256, 16, 512, 512): ("<= 2.0", "<= 1.2"),
}
BATCH, SIZE = 1, 128  # of one step
WHY_A_STEP_IS_FAST = (
    "torch.nn.LSTM on a CPU sets up a oneDNN primitive and repacks the weights at each call, and a single step cannot "
    "make up for it. torch.nn.LSTMCell does neither and is the fairer peer."
)


def forward_and_backward(model: nn.Module, *inputs: object) -> Callable[[], None]:
    """Outputs from inputs, then the gradients of all parameters and of the inputs that ask for one."""
    leaves = [*model.parameters(), *(x for x in inputs if isinstance(x, Tensor) and x.requires_grad)]
    d_h = torch.randn_like(model(*inputs)[0])

    def run() -> None:
        torch.autograd.grad(model(*inputs)[0], leaves, d_h)

    return run


def forward(model: nn.Module, *inputs: object) -> Callable[[], None]:
    def run() -> None:
        with torch.no_grad():
            model(*inputs)

    return run


def training() -> list[Record]:
    records = []
    for (time, batch, inputs, hidden), (goal, fast_goal) in TRAINING.items():
        torch.manual_seed(SEED)
        x = torch.randn(batch, time, inputs, requires_grad=True)
        models = {
            "torch.nn.LSTM": nn.LSTM(inputs, hidden, batch_first=True),
            "LSTM": LSTM(inputs, hidden),
            "FastLSTM": FastLSTM(inputs, hidden),
        }
        measured = interleaved({name: forward_and_backward(model, x) for name, model in models.items()})
        records += [
            record(
                f"lstm/train/{name}/T{time}-B{batch}-D{inputs}-H{hidden}",
                ratio(measured, name, "torch.nn.LSTM"),
                "× torch.nn.LSTM",
                wanted,
                SEED,
            )
            for name, wanted in (("LSTM", goal), ("FastLSTM", fast_goal))
        ]
    return records


def one_step() -> list[Record]:
    torch.manual_seed(SEED)
    x_t, h, c = torch.randn(BATCH, SIZE), torch.randn(BATCH, SIZE), torch.randn(BATCH, SIZE)
    x_t.requires_grad_()
    x = x_t[:, None].detach().requires_grad_()
    arguments = {
        "torch.nn.LSTM": (nn.LSTM(SIZE, SIZE, batch_first=True), x, (h[None], c[None])),
        "torch.nn.LSTMCell": (nn.LSTMCell(SIZE, SIZE), x_t, (h, c)),
        "LSTM": (LSTM(SIZE, SIZE), x, None, (h, c)),
    }
    records = []
    for kind, run in (("step", forward), ("step-train", forward_and_backward)):
        measured = interleaved({name: run(*given) for name, given in arguments.items()})
        records += [
            record(
                f"lstm/{kind}/LSTM/{peer}/B{BATCH}-D{SIZE}-H{SIZE}",
                ratio(measured, "LSTM", f"torch.nn.{peer}"),
                f"× torch.nn.{peer}",
                goal,
                SEED,
                WHY_A_STEP_IS_FAST,
            )
            for peer, goal in (("LSTM", "<= 0.5"), ("LSTMCell", "<= 2"))
        ]
    return records


def main() -> None:
    torch.set_num_threads(1)
    write("lstm", training() + one_step())


if __name__ == "__main__":
    main()
