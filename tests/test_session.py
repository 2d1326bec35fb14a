"""Reaching a student's object: limits of time and memory, crashes, what is sent and what comes back."""

import base64
import contextlib
import dataclasses
import io
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
import torch
from torch import Tensor

from course_lib.grading import pictures
from course_lib.grading.checks import exercise, load, slugs
from course_lib.grading.judging.run import run_check
from course_lib.grading.running.session import Cell, InProcess, Limits, Session
from course_lib.grading.worker import protocol
from course_lib.grading.worker.calls import OutOfTime, time_limit
from course_lib.grading.worker.protocol import (
    Call,
    Opaque,
    ProtocolError,
    Reply,
    Request,
    ResultOf,
    StudentError,
    receive,
    same,
    send,
)
from course_lib.grading.worker.stand_ins import StandIn
from tests import bank
from tests.conftest import needs

REFERENCE = {"double": lambda x: 2 * x}


# --- time ---


def endless() -> None:
    while True:
        pass


def test_an_endless_loop_is_stopped() -> None:
    with pytest.raises(OutOfTime), time_limit(0.2):
        endless()


def test_an_endless_loop_that_catches_exceptions_is_stopped() -> None:
    def stubborn() -> None:
        while True:
            try:
                endless()
            except Exception:  # noqa: S112 - as a student might
                continue

    with pytest.raises(OutOfTime), time_limit(0.2):
        stubborn()


def test_a_loop_that_catches_everything_once_is_stopped() -> None:
    def more_stubborn() -> None:
        for _again in range(2):
            try:
                endless()
            except BaseException:  # noqa: S112 - that is the point
                continue

    with pytest.raises(OutOfTime), time_limit(0.2):
        (more_stubborn(), endless())


def test_nothing_arrives_after_the_limit_was_kept() -> None:
    for _again in range(50):
        with contextlib.suppress(OutOfTime), time_limit(0.3):  # a busy machine may take that long for nothing at all
            pass
    time.sleep(0.5)  # a late exception would arrive here


def test_the_limit_works_in_another_thread() -> None:
    caught: list[str] = []

    def work() -> None:
        try:
            with time_limit(0.1):
                endless()
        except OutOfTime:
            caught.append("stopped")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=60)
    assert caught == ["stopped"]


LAZY = """
    import importlib.abc, importlib.util, sys, time
    class Lazy(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name, path=None, target=None):
            return importlib.util.spec_from_loader(name, self) if name == "lazy" else None
        def exec_module(self, module):
            started = time.{clock}()
            while time.{clock}() < started + {seconds}:
                pass
            module.loaded = True
    sys.meta_path.insert(0, Lazy())
    def one_more(t):
        import lazy
        return t + lazy.loaded
"""
"""An answer whose first call imports a module that takes long, as the first optimizer of a process does."""


def test_a_module_that_is_being_imported_is_not_torn_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a module stays broken in the notebook until its kernel is started again, whatever is tried then."""
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    names: dict[str, Any] = {}
    exec(textwrap.dedent(LAZY.format(clock="monotonic", seconds=1.5)), names)
    student = InProcess(names, seconds=1)
    with patch.dict(sys.modules):  # no later test finds the module there
        assert student.ask(Request("one_more", (torch.zeros(1),))).outputs[0].item() == 1


def test_an_endless_answer_costs_its_points_and_says_why() -> None:
    def lstm_step(x_t: Any, state: Any, U: Any, W: Any, b: Any) -> None:
        endless()

    result = run_check(load("lstm")["lstm_step"], InProcess({"lstm_step": lstm_step}, seconds=0.3))
    assert (result.status, result.points) == ("timeout", 0)
    assert "still running after 0.3 s" in result.message


def test_a_search_for_the_cause_asks_code_that_never_ends_only_once() -> None:
    """Two known mistakes give these answers, so the check asks on; each further question would cost its whole limit."""
    skipped = next(known for known in load("lstm")["lstm_unroll"].mistakes if known.name == "last_step_skipped")
    endless_calls = []

    def lstm_unroll(step: Any, x: Any, lengths: Any, state: Any) -> Any:
        if (lengths < x.shape[1]).any():
            endless_calls.append(1)
            endless()
        return skipped.forms[-1]()(step, x, lengths, state)

    result = run_check(load("lstm")["lstm_unroll"], InProcess({"lstm_unroll": lstm_unroll}, seconds=3))
    assert result.status == "failed"
    assert len(endless_calls) == 1


# --- here ---


def test_a_crash_is_told_with_its_kind() -> None:
    def lstm_step(x_t: Any, state: Any, U: Any, W: Any, b: Any) -> None:
        raise KeyError("gates")

    result = run_check(load("lstm")["lstm_step"], InProcess({"lstm_step": lstm_step}))
    assert (result.status, result.points) == ("crashed", 0)
    assert "your code raised KeyError: 'gates'" in result.message
    assert "Traceback" in result.details


def test_a_stub_is_not_run_yet() -> None:
    def lstm_step(x_t: Any, state: Any, U: Any, W: Any, b: Any) -> None:
        raise NotImplementedError

    result = run_check(load("lstm")["lstm_step"], InProcess({"lstm_step": lstm_step}))
    assert (result.status, result.points) == ("not run", 0)
    assert "there is no answer yet" in result.message


@pytest.mark.parametrize(
    ("found", "status", "sentence"),
    [
        ({}, "not run", "lstm_step is not defined"),
        ({"lstm_step": 3}, "failed", "must be a function or a class; yours is an object of type int"),
        ({"lstm_step": lambda x, state: x}, "failed", "must take the arguments (x_t, state, U, W, b); yours takes (x, state)"),
        ({"lstm_step": lambda *all_of_them: None}, "failed", "your function returned nothing (is there a return?)"),
        ({"lstm_step": lambda x, s, U, W, b: "h"}, "failed", "return (h_t, c_t); your function returned an object of type str"),
        ({"lstm_step": lambda x, s, U, W, b: s[0]}, "failed", "returned one tensor of shape"),
        ({"lstm_step": lambda x, s, U, W, b: (*s, s)}, "failed", "returned 3 values"),
        ({"lstm_step": lambda x, s, U, W, b: (s[0], "c")}, "failed", "c_t must be a tensor; it is an object of type str"),
        ({"lstm_step": lambda x, s, U, W, b: (s[0], s[1][0])}, "failed", "c_t must have shape"),
        ({"lstm_step": lambda x, s, U, W, b: (s[0], s[1].long())}, "failed", "c_t must have a dtype like float64; it has int64"),
        ({"lstm_step": lambda x, s, U, W, b: (s[0], s[1] / 0)}, "failed", "c_t has entries that are inf or nan"),
        ({"lstm_step": lambda x, s, U, W, b: sys.exit()}, "crashed", "your code raised SystemExit"),
    ],
)  # fmt: skip
def test_what_is_no_answer_earns_nothing_and_is_told(found: dict[str, Any], status: str, sentence: str) -> None:
    result = run_check(load("lstm")["lstm_step"], InProcess(found))
    assert (result.status, result.points) == (status, 0)
    assert sentence in result.message


def test_a_module_without_its_parameters_is_told_which() -> None:
    class LSTM(torch.nn.Module):
        def __init__(self, input_size: int, hidden_size: int, step: Any, unroll: Any, forget_bias: float = 1.0) -> None:
            super().__init__()
            self.U = torch.nn.Parameter(torch.zeros(hidden_size, input_size))

    result = run_check(load("lstm")["LSTM"], InProcess({"LSTM": LSTM}))
    assert "the parameter U must have shape" in result.message
    result = run_check(load("lstm")["LSTM"], InProcess({"LSTM": lambda *_: torch.nn.Linear(2, 3)}))
    assert "must have a parameter U (an nn.Parameter); it has: weight, bias" in result.message
    result = run_check(load("lstm")["LSTM"], InProcess({"LSTM": lambda *_: 3}))
    assert "must make an nn.Module" in result.message


def test_the_same_seed_gives_the_same_result() -> None:
    check = load("lstm")["lstm_unroll"]
    mistake = check.mistakes[0].forms[0]()
    first, second = (run_check(check, InProcess({check.name: mistake}), seed=7) for _again in range(2))
    assert first.message == second.message
    assert run_check(check, InProcess({check.name: mistake}), seed=8).message != first.message


def test_tuple_list_and_named_tuple_are_the_same() -> None:
    right = bank.solution("lstm")["lstm_step"]
    assert run_check(load("lstm")["lstm_step"], InProcess({"lstm_step": lambda *a: list(right(*a))})).status == "passed"


# --- the protocol ---


def round_trip(value: Any) -> Any:
    stream = io.BytesIO()
    send(stream, value)
    stream.seek(0)
    return receive(stream)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        2.5,
        float("inf"),
        "gates σ",
        (1, ("a", None)),
        {"a": (1, 2)},
        torch.randn(2, 3, dtype=torch.float64),
        torch.zeros(0, 4),
        torch.tensor([[True, False]]),
        (torch.arange(3), {"x": torch.ones(1)}),
        StandIn("cell", 3, (2, 5)),
        Opaque("Thing"),
        Request("f", (torch.ones(2), (None, 2.0)), calls=2, cotangents=(torch.ones(2),)),
        Reply((torch.ones(2),), gradients=(None, torch.ones(1)), parameters={"U": torch.ones(2, 2)}),
    ],
)
def test_what_is_sent_arrives(value: Any) -> None:
    arrived = round_trip(value)
    if isinstance(value, Request | Reply):
        assert same(vars(arrived), vars(value))
    else:
        assert same(arrived, value)


def frame(text: bytes, tensors: bytes = b"") -> io.BytesIO:
    return io.BytesIO(len(text).to_bytes(4, "little") + len(tensors).to_bytes(4, "little") + text + tensors)


@pytest.mark.parametrize(
    "stream",
    [
        frame(b"{"),
        frame(b"\xff\xfe"),
        frame(b'{"tensor": "0"}'),
        frame(b'{"message": "Popen", "content": {}}'),
        frame(b'{"message": "Request", "content": {"nonsense": 1}}'),
        frame(b'{"float": "nonsense"}'),
        frame(b"1.5"),
        frame(b"[" * 100_000),
        frame(b'{"tensor": "0"}', b"not safetensors"),
        io.BytesIO(b"\xff\xff\xff\xff\x00\x00\x00\x00"),
        io.BytesIO(b"\x00\x00\x00\x00\xff\xff\xff\xff"),
    ],
)
def test_a_forged_frame_is_refused(stream: io.BytesIO) -> None:
    with pytest.raises(ProtocolError):
        receive(stream)


def test_a_cut_frame_is_the_end() -> None:
    with pytest.raises(EOFError):
        receive(io.BytesIO(b"\x05\x00\x00\x00\x00\x00\x00\x00nul"))


def test_what_is_too_large_is_not_sent() -> None:
    with pytest.raises(ProtocolError, match="too large"):
        send(io.BytesIO(), torch.zeros(1000), protocol.Bounds(1000, 1000))


# --- a process of its own ---


@pytest.fixture(params=[0, 1, 2], ids=["tier 0", "tier 1", "tier 2"])
def tier(request: pytest.FixtureRequest) -> int:
    if request.param:
        needs.tier(request.param)
    return int(request.param)


GENEROUS = Limits(cell_s=300, cell_cpu_s=60, check_s=300, check_cpu_s=60, submission_s=1000)
"""However busy the machine is, nothing that ends by itself comes near these."""


@pytest.fixture
def session(tier: int) -> Iterator[Session]:
    with Session(exercise("lstm").library, GENEROUS, tier) as opened:
        yield opened


@contextlib.contextmanager
def briefly(session: Session, **limits: float) -> Iterator[None]:
    """Short limits for code that never ends; what runs before and after it has all the time that it needs."""
    kept, session.limits = session.limits, dataclasses.replace(session.limits, **limits)  # type: ignore[arg-type]
    yield
    session.limits = kept


def cells(*sources: str) -> list[Cell]:
    return [Cell(f"cell {number}", textwrap.dedent(source)) for number, source in enumerate(sources)]


def test_a_session_runs_cells_and_answers(session: Session) -> None:
    reports = session.execute(cells("a = 3", "print('hello')", "def triple(x): return a * x"))
    assert [report.status for report in reports] == ["ok"] * 3
    assert reports[1].output == "hello\n"
    reply = session.ask(Request("triple", (torch.ones(2),)))
    assert reply.outputs[0].tolist() == [3, 3]
    assert session.describe("triple").parameters == ("x",)
    assert session.describe("nobody").kind == "missing"


def test_a_crash_keeps_earlier_names_and_later_cells_run(session: Session) -> None:
    reports = session.execute(cells("x = 1\n1 / 0\ny = 2", "z = x + 1", "def f(t): return t + z"))
    assert [report.status for report in reports] == ["crashed", "ok", "ok"]
    assert reports[0].error == "your code raised ZeroDivisionError in the line “1 / 0”: division by zero"
    assert session.ask(Request("f", (torch.zeros(1),))).outputs[0].item() == 2


def test_an_endless_cell_is_stopped_and_the_rest_runs(session: Session) -> None:
    with briefly(session, cell_cpu_s=0.5):
        (endless,) = session.execute(cells("x = 1\nwhile True: pass"))
    (after,) = session.execute(cells("def f(t): return t + x"))
    assert [endless.status, after.status] == ["timeout", "ok"]
    assert session.ask(Request("f", (torch.zeros(1),))).outputs[0].item() == 1


def test_what_fails_because_its_time_is_over_is_out_of_time(session: Session) -> None:
    torn = "def f(t):\n    try:\n        for _ in iter(int, 1): pass\n    finally:\n        raise RuntimeError('torn')"
    with briefly(session, cell_cpu_s=0.3, check_cpu_s=0.3):
        _defined, called, after = session.execute(cells(torn, "f(1)", "1 / 0"))
        assert [called.status, after.status] == ["timeout", "crashed"]
        with pytest.raises(StudentError, match=r"still running after 0\.3 s") as stopped:
            session.ask(Request("f", (torch.zeros(1),)))
    assert stopped.value.status == "timeout"


@pytest.mark.parametrize(
    "source", ["import os; os._exit(0)", "import ctypes; ctypes.string_at(0)"], ids=["exit", "segmentation fault"]
)
def test_what_kills_the_process_costs_only_itself(session: Session, source: str) -> None:
    reports = session.execute(cells("a = 1", source, "def f(t): return t + a"))
    assert [report.status for report in reports] == ["ok", "crashed", "ok"]
    assert session.ask(Request("f", (torch.zeros(1),))).outputs[0].item() == 1


def test_a_check_that_kills_the_process_costs_only_itself(session: Session) -> None:
    session.execute(cells("import os", "def bad(t): os._exit(1)", "def good(t): return t"))
    with pytest.raises(StudentError, match="ended the Python process"):
        session.ask(Request("bad", (torch.zeros(1),)))
    assert session.ask(Request("good", (torch.ones(1),))).outputs[0].item() == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux caps the address space")
def test_a_memory_bomb_is_an_error_of_its_own(session: Session) -> None:
    reports = session.execute(cells("x = bytearray(8 << 30)", "y = 1"))
    assert [report.status for report in reports] == ["crashed", "ok"]
    assert "MemoryError" in reports[0].error


def test_output_is_cut(session: Session) -> None:
    (report,) = session.execute(cells("for _ in range(1000): print('x' * 1000)"))
    assert report.status == "ok"
    assert len(report.output) == session.limits.output_chars


def test_print_input_and_stderr_are_no_way_to_the_checker(session: Session) -> None:
    reports = session.execute(
        cells(
            "import os, sys; os.write(1, b'forged'); sys.__stdout__.write('forged'); sys.__stdout__.flush()",
            "input()",
            "import warnings; warnings.warn('careless')",
        )
    )
    assert [report.status for report in reports] == ["ok", "crashed", "ok"]


def test_a_huge_answer_is_refused(session: Session) -> None:
    session.execute(cells("import torch", "def f(t): return torch.zeros(5_000_000, dtype=torch.float64)"))
    with pytest.raises(StudentError) as caught:
        session.ask(Request("f", (torch.zeros(1),)))
    assert caught.value.status == "refused"


def test_computing_has_a_limit_that_waiting_has_not(tier: int) -> None:
    with Session(exercise("lstm").library, dataclasses.replace(GENEROUS, check_cpu_s=1), tier) as session:
        session.execute(
            cells("import time\ndef loop(t):\n    while True: pass", "def wait(t): time.sleep(1.5); return t")
        )
        with pytest.raises(StudentError, match="still running after 1 s"):
            session.ask(Request("loop", (torch.zeros(1),)))
        assert session.ask(Request("wait", (torch.ones(1),))).outputs[0].item() == 1


def test_what_an_answer_imports_is_not_counted_as_a_loop(session: Session) -> None:
    session.execute(cells(LAZY.format(clock="process_time", seconds=0.8)))
    with briefly(session, check_cpu_s=0.5):
        assert session.ask(Request("one_more", (torch.zeros(1),))).outputs[0].item() == 1


def test_an_import_that_never_ends_is_stopped(session: Session) -> None:
    session.execute(cells(LAZY.format(clock="process_time", seconds=1e6)))
    with briefly(session, check_cpu_s=0.1), pytest.raises(StudentError, match=r"still running after 0\.1 s"):
        session.ask(Request("one_more", (torch.zeros(1),)))


def test_waiting_is_interrupted(session: Session) -> None:
    session.execute(cells("import time\na = 1\ndef wait(t): time.sleep(6000)", "def f(t): return t + a"))
    with briefly(session, check_s=0.5), pytest.raises(StudentError, match=r"still running after 0\.5 s"):
        session.ask(Request("wait", (torch.zeros(1),)))
    with briefly(session, cell_s=0.5):
        (waiting,) = session.execute(cells("b = 1\ntime.sleep(6000)"))
    assert waiting.status == "timeout"
    assert session.ask(Request("f", (torch.zeros(1),))).outputs[0].item() == 1


def test_figures_are_kept_as_pictures(session: Session) -> None:
    plot = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()"
    drawn, after = session.execute(cells(plot, "x = 1"))
    assert [len(drawn.figures), len(after.figures)] == [1, 0]
    assert base64.b64decode(drawn.figures[0]).startswith(b"\x89PNG")


def test_a_cell_that_was_stopped_keeps_its_figure(session: Session) -> None:
    session.execute(cells("import matplotlib.pyplot as plt\nplt.plot([0, 1])"))  # the first one takes far longer
    with briefly(session, cell_cpu_s=1):
        (stopped,) = session.execute(cells("plt.plot([0, 1])\nwhile True: pass"))
    (after,) = session.execute(cells("x = 1"))
    assert (stopped.status, after.status) == ("timeout", "ok")
    assert (len(stopped.figures), len(after.figures)) == (1, 0)


def test_a_figure_that_is_never_drawn_is_not_shown_with_the_next_cell(session: Session) -> None:
    """Where time runs out is chance: here it runs out while the figure is drawn."""
    never = """
        import matplotlib.pyplot as plt
        from matplotlib.figure import Figure
        savefig = Figure.savefig
        def endless(*_arguments, **_named):
            while True:
                pass
        Figure.savefig = endless
        plt.close("all")
    """
    session.execute(cells(never))
    with briefly(session, cell_cpu_s=0.5):
        (drawing,) = session.execute(cells("plt.plot([0, 1])"))
    mended, after = session.execute(cells("Figure.savefig = savefig", "x = 1"))
    assert [drawing.figures, mended.figures, after.figures] == [()] * 3
    assert [drawing.status, mended.status, after.status] == ["ok"] * 3
    assert "the figure is missing here" in drawing.output


def test_a_figure_that_is_none_is_dropped(session: Session) -> None:
    forged = """
        import matplotlib.pyplot as plt, matplotlib.figure
        matplotlib.figure.Figure.savefig = lambda self, file, **_: file.write(b"<svg onload=alert(1)>")
        plt.plot([0, 1])
    """
    (report,) = session.execute(cells(forged))
    assert (report.status, report.figures) == ("ok", ())
    assert "1 figures of this cell were not kept" in report.output


FORGED_FIGURES = """
    import struct, torch, zlib
    from course_lib.grading.worker import serve
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    def png(size):
        head, end = chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0)), chunk(b"IEND", b"")
        return b"\\x89PNG\\r\\n\\x1a\\n" + head + chunk(b"IDAT", bytes(size)) + end
    def picture(size):
        return torch.frombuffer(bytearray(png(size)), dtype=torch.uint8)
"""


def test_a_submission_keeps_so_many_figures_and_bytes(tier: int) -> None:
    """They are counted before they are encoded; what is left out is said in the cell that drew it."""
    for size, most in ((1000, pictures.MOST), (1_000_000, pictures.TOTAL_LIMIT // 1_000_057)):
        forging = f"large = (picture({size}),) * 8\nserve.pictures = lambda most, *_limits: large[:most]"
        with Session(exercise("lstm").library, GENEROUS, tier) as session:
            reports = session.execute(cells(FORGED_FIGURES, forging, *["1"] * 10))[1:]
        assert sum(len(report.figures) for report in reports) == most
        assert len(reports[0].figures) == min(8, most)
        assert "not kept" not in reports[0].output or most < 8
        assert reports[-1].figures == ()
        assert "8 figures of this cell were not kept. A figure may be a PNG of up to 1 MB" in reports[-1].output


@pytest.mark.parametrize(
    ("figures", "kept", "left_out"),
    [
        ("(picture(10), picture(2_000_000), picture(10))", 2, 1),
        ("(picture(10).float(), picture(10)[None], picture(10).bool(), torch.tensor(137, dtype=torch.uint8))", 0, 4),
        ("(picture(10).to(torch.complex128), 'figure', [picture(10)], picture(10))", 1, 3),
        ("(torch.zeros(0, 5, dtype=torch.uint8), torch.zeros(0, dtype=torch.uint8))", 0, 2),
        ("(None,) * 10_000 + (picture(10),)", 0, 10_001),
    ],
)
def test_what_is_no_picture_is_counted_and_left_out(session: Session, figures: str, kept: int, left_out: int) -> None:
    forging = f"serve.pictures = lambda *_limits: {figures}"
    (report,) = session.execute(cells(FORGED_FIGURES, forging))[1:]
    assert (report.status, len(report.figures)) == ("ok", kept)
    assert f"{left_out} figures of this cell were not kept. " in report.output


def test_an_honest_cell_with_many_or_large_figures_is_told(session: Session) -> None:
    many = "import matplotlib.pyplot as plt\nfor _ in range(10): plt.figure(figsize=(1, 1))"
    large = "import numpy\nplt.figure(figsize=(20, 20)).figimage(numpy.random.rand(1440, 1440, 3))"
    first, second = session.execute(cells(many, large))
    assert (len(first.figures), len(second.figures)) == (8, 0)
    assert "2 figures of this cell were not kept. " in first.output
    assert "1 figures of this cell were not kept. " in second.output


FORGE = """
    import gc, io, os
    from course_lib.grading.worker import protocol, serve as worker
    def forge(message):
        # every stream through which this process could answer
        for stream in [one for one in gc.get_objects() if isinstance(one, io.BufferedWriter)]:
            try:
                protocol.send(stream, message); stream.flush()
            except Exception:
                pass
"""


@pytest.mark.parametrize(
    "message",
    [
        "{'reply': protocol.Reply((t,), (t.clone(),)), 'id': 0}",
        "{'error': {'status': 'machinery', 'sentence': '', 'details': ''}, 'id': 0}",
        "'ready'",
        "()",
        "None",
    ],
)
def test_an_answer_that_was_written_before_its_question_is_refused(session: Session, message: str) -> None:
    session.execute(cells("import torch", FORGE, f"def f(t):\n    forge({message})\n    return t"))
    with pytest.raises(StudentError) as caught:
        session.ask(Request("f", (torch.ones(1),)))
    assert caught.value.status == "refused"


@pytest.mark.parametrize("status", ["machinery", "passed", "needs a person", ""])
def test_a_room_cannot_say_that_grading_failed(session: Session, status: str) -> None:
    raising = f"""
        from course_lib.grading.worker.protocol import StudentError
        def f(t): raise StudentError({status!r}, "words", "")
    """
    session.execute(cells(raising))
    with pytest.raises(StudentError) as caught:
        session.ask(Request("f", (torch.ones(1),)))
    assert caught.value.status == "refused"


@pytest.mark.parametrize(
    "reply",
    [
        "Reply(5, (t,))",
        "Reply((t, t), (t,))",
        "Reply(([t],), (t,), (t,))",
        "Reply((t,), ())",
        "Reply((t,), (None,))",
        "Reply((t,), (t,), gradients=(t[:0],))",
        "Reply((t,), (t,), (t,), parameters={'W': t})",
        "Reply((t,), (t,), (t,), parameter_gradients=3)",
        "Reply((t,), (t,), (t,), called=(1,))",
        "Reply((t,), (t,), (t,), attached=(t,))",
        "Opaque('reply')",
    ],
)
def test_a_reply_of_another_form_is_refused(session: Session, reply: str) -> None:
    patching = f"""
        import torch
        from course_lib.grading.worker import serve as worker
        from course_lib.grading.worker.protocol import Opaque, Reply
        t = torch.ones(1)
        worker.answer = lambda *_: {reply}
        def f(t): return t
    """
    session.execute(cells(patching))
    with pytest.raises(StudentError) as caught:
        session.ask(Request("f", (torch.ones(1),), cotangents=torch.ones(1)))
    assert caught.value.status == "refused"


def test_what_is_no_dense_tensor_is_told_by_its_type(session: Session) -> None:
    session.execute(
        cells("import torch", "def f(t): return t.to_sparse(), t.to('meta'), torch.zeros(1, dtype=torch.float8_e4m3fn)")
    )
    (outputs,) = session.ask(Request("f", (torch.ones(1),))).outputs
    assert [type(one) for one in outputs] == [Opaque] * 3


def test_state_is_kept_from_one_call_to_the_next(session: Session) -> None:
    counting = """
        from torch import nn
        class Counter(nn.Module):
            def __init__(self): super().__init__(); self.seen = 0
            def forward(self, t): self.seen += 1; return object(), t + self.seen
            def last(self, state, t): assert type(state) is object; return t * self.seen
    """
    session.execute(cells(counting))
    request = Request(
        "Counter",
        (torch.zeros(1),),
        construct=(),
        calls=2,
        then=(Call((ResultOf(1, (0,)), ResultOf(1, (1,))), "last"),),
        cotangents=torch.ones(1),
    )
    reply = session.ask(request)
    assert [reply.outputs[0][1].item(), reply.outputs[1][1].item(), reply.outputs[2].item()] == [1, 2, 4]
    assert reply.gradients[0].item() == 2
    with pytest.raises(StudentError, match="the object needs a method nothing"):
        session.ask(dataclasses.replace(request, then=(Call((), "nothing"),)))


def test_a_later_call_cannot_change_what_is_asked() -> None:
    def f(t: Tensor) -> tuple[Tensor, bool]:
        asks = t.requires_grad
        t.data.add_(1)
        return t.detach(), asks

    request = Request("f", (torch.zeros(1),), then=(Call((torch.zeros(1),)),), trainable=(0,))
    for _again in range(2):
        outputs = InProcess({"f": f}).ask(request).outputs
        assert [(tensor.item(), asks) for tensor, asks in outputs] == [(1, True), (1, True)]


def test_a_list_arrives_as_a_list_and_its_gradients_come_back(session: Session) -> None:
    session.execute(
        cells("def f(parts): parts[:] = [2 * part for part in parts]; return parts[1], type(parts).__name__")
    )
    request = Request("f", ([torch.ones(1), torch.ones(2)],), cotangents=(torch.tensor([1.0, 3.0]),))
    reply = session.ask(request)
    assert reply.outputs[0][1] == "list"
    assert [part.tolist() for part in reply.arguments[0]] == [[1], [1, 1]]
    assert reply.gradients[0][0] is None
    assert reply.gradients[0][1].tolist() == [2, 6]


def test_an_answer_may_differentiate_when_nobody_asks_for_gradients(session: Session) -> None:
    """As in its author's notebook, where autograd records what asks for it."""
    session.execute(
        cells("import torch\ndef f(t): t = t.clone().requires_grad_(); return torch.autograd.grad(t**3, t)")
    )
    assert session.ask(Request("f", (torch.full((1,), 2.0),))).outputs[0][0].item() == 12


def test_parameters_ask_for_gradients_where_the_question_says_so(session: Session) -> None:
    session.execute(cells("def f(t, weights): return t.requires_grad, weights[0].requires_grad, weights[0].is_leaf"))
    request = Request("f", (torch.ones(2), [torch.ones(2)]))
    assert session.ask(request).outputs[0] == (False, False, True)
    assert session.ask(dataclasses.replace(request, trainable=(1,))).outputs[0] == (False, True, True)


def test_a_leaf_has_no_gradient_history_even_if_it_asks_for_gradients(session: Session) -> None:
    session.execute(cells("def f(t): leaf = t.clone().requires_grad_(); return leaf, 2 * leaf, leaf.detach()"))
    assert session.ask(Request("f", (torch.ones(2),))).attached == (False, True, False)


def test_numbers_of_numpy_are_numbers(session: Session) -> None:
    source = "import numpy as np\ndef f(): return np.float32(0.5), np.int64(3), np.bool_(True), np.longdouble(2)"
    session.execute(cells(source))
    assert session.ask(Request("f")).outputs[0] == (0.5, 3, True, 2.0)


def test_gradients_start_where_what_is_returned_has_the_form_that_was_asked_for(session: Session) -> None:
    session.execute(cells("def f(t): return t.sum().reshape(1), 'more', t.sum()"))
    cotangents = (torch.tensor(2.0), torch.tensor(1.0))
    assert session.ask(Request("f", (torch.ones(2),), cotangents=cotangents)).gradients[0].tolist() == [2, 2]


def test_what_an_answer_calls_is_noted(session: Session) -> None:
    session.execute(cells("import torch\ndef f(t): return torch.lstm_cell(t, (t, t), *[torch.ones(4, 1)] * 2)[0]"))
    request = Request("f", (torch.ones(1, 1),))
    assert session.ask(request).called == ()
    assert "torch.lstm_cell" in session.ask(dataclasses.replace(request, trace=True)).called


def test_chance_is_the_same_each_time(tier: int) -> None:
    drawn = set()
    for _time in range(2):
        with Session(exercise("lstm").library, tier=tier) as session:
            source = (
                "import torch, random, numpy; print(torch.rand(1), random.random(), numpy.random.rand(), hash('x'))"
            )
            drawn.add(session.execute(cells(source))[0].output)
    assert len(drawn) == (2 if tier == 0 else 1)  # in one's own check, chance is chance


def test_the_whole_submission_has_a_limit(tier: int) -> None:
    with Session(exercise("lstm").library, Limits(cell_cpu_s=0.5, submission_s=0.8), tier) as session:
        reports = session.execute(cells(*["while True: pass"] * 3))
        assert [report.status for report in reports] == ["timeout"] * 3
        assert "the notebook has used up" in reports[-1].error


def test_the_check_is_silent_in_a_session(session: Session) -> None:
    reports = session.execute(
        cells("from course_lib.grading import checks_for", "check = checks_for('lstm')", "check('lstm_step', None)")
    )
    assert [report.status for report in reports] == ["ok"] * 3


def test_a_session_gives_the_same_result_as_here(tier: int) -> None:
    text = (bank.SUBMISSIONS.parent.parent / "solutions" / "lstm.py").read_text(encoding="utf-8")
    with Session(exercise("lstm").library, tier=tier) as session:
        session.execute([Cell("all", text)])
        names = bank.solution("lstm")
        for check in load("lstm").values():
            there, here = run_check(check, session, seed=3), run_check(check, InProcess(names), seed=3)
            assert there.status == "passed"
            assert there.message == here.message


@pytest.mark.parametrize("slug", slugs())
def test_a_session_holds_all_that_the_checks_of_an_exercise_send(slug: str) -> None:
    with Session(exercise(slug).library, GENEROUS) as session:
        session.execute([Cell("all", bank.solution_text(slug))])
        for check in load(slug).values():
            result = run_check(check, session, seed=3)
            assert result.status == "passed", result.message


# --- other systems ---


def test_students_need_nothing_that_only_linux_has() -> None:
    """Import what a student imports while the modules that Windows and macOS lack can't be found."""
    script = """
        import sys
        class Absent:
            def find_spec(self, name, path=None, target=None):
                if name in {"resource", "fcntl", "pwd", "grp", "termios", "pty", "tty", "syslog", "spwd", "crypt", "nis"}:
                    importer = sys._getframe(1)
                    while "importlib" in importer.f_code.co_filename or importer.f_code.co_filename == __file__:
                        importer = importer.f_back
                    if "course_lib" in importer.f_code.co_filename:
                        raise ModuleNotFoundError(name)
        __file__ = "<string>"
        sys.meta_path.insert(0, Absent())
        import torch
        import course_lib, course_lib.lstm, course_lib.recurrent, course_lib.cli, course_lib.live
        from course_lib.grading import checks_for
        import course_lib.grading.running.session, course_lib.grading.worker.serve, course_lib.grading.classroom.grade
        value = checks_for("lstm")("lstm_step", None)
        assert value == 0.0, value
        sys.exit(0)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "lstm_step must be a function" in done.stdout
    assert done.stderr == ""
