"""The LSTM of the lecture, its cousins, and the two that the course trains.

`U` multiplies the input and `W` the hidden state. The weights of the gates
are packed in blocks of rows, in the order i, f, g, o. The batch axis comes
first, a state is the pair (h, c), and a mask is True where a token is real.
"""

from course_lib.lstm.backward import FastLSTM, lstm_step_backward
from course_lib.lstm.cells import (
    GRUCell,
    LSTMCell,
    State,
    coupled_peephole_step,
    lstm_step,
)
from course_lib.lstm.unrolled import LSTM, lstm_unroll

__all__ = [
    "State",
    "lstm_step",
    "LSTMCell",
    "lstm_unroll",
    "LSTM",
    "lstm_step_backward",
    "FastLSTM",
    "GRUCell",
    "coupled_peephole_step",
]
