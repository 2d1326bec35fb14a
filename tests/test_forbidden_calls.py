"""Delegation to torch: found in the source and while it runs, and never where an answer is one's own."""

import dataclasses
import time
from typing import Any

import nbformat
import pytest
import torch
from torch import nn

from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of
from course_lib.grading.judging import forbidden_calls
from course_lib.grading.judging.built_ins import AUTOGRAD, LSTM, object_called
from course_lib.grading.judging.check import Check
from course_lib.grading.worker.protocol import Request
from course_lib.grading.worker.tracing import Traced
from tests import classroom
from tests.bank import answers

BUILT_INS = dict.fromkeys(("lstm_step", "lstm_unroll", "LSTM", "coupled_peephole_step"), LSTM)
BUILT_INS["lstm_step_backward"] = (*AUTOGRAD, "torch.*lstm_cell_backward*")
CHECKS = {check.name: dataclasses.replace(check, built_ins=BUILT_INS[check.name]) for check in checks_of("lstm")}
SETUP = "import torch\nfrom torch import Tensor, nn"
STEP = "def lstm_step(x_t, state, U, W, b):\n    "
BACKWARD = "def lstm_step_backward(d_state, x_t, state, gates, U, W):\n    "


def notebook(*sources: str, setup: str = SETUP) -> Any:
    cells = [
        nbformat.v4.new_code_cell(source, metadata={"tags": ["own"]}, id=f"c{number}")
        for number, source in enumerate((setup, *sources))
    ]
    return nbformat.v4.new_notebook(cells=cells)


def found(*sources: str, setup: str = SETUP) -> dict[str, tuple[str, ...]]:
    return forbidden_calls.in_source(notebook(*sources, setup=setup), CHECKS.values())


# -------------------------------------------------------------------------------------------------------- in the source
CELL, LOW = ("torch.nn.LSTMCell",), ("torch.lstm_cell",)
HELPED = {
    "the function": ([STEP + "return torch.lstm_cell(x_t, state, U, W, b, 0 * b)"], LOW),
    "the module": ([STEP + "return nn.LSTMCell(3, 4)(x_t, state)"], CELL),
    "an alias of it": (["from torch import lstm_cell as x", STEP + "return x(x_t, state, U, W, b)"], LOW),
    "an alias of its module": (["import torch.nn as layers", STEP + "return layers.LSTMCell(3, 4)(x_t)"], CELL),
    "an assigned alias": (["T = torch\nN = T.nn", STEP + "return N.LSTMCell(3, 4)(x_t)"], CELL),
    "a local import": ([STEP + "from torch.nn import LSTMCell as Mine\n    return Mine(3, 4)(x_t)"], CELL),
    "a local alias": ([STEP + "N = nn\n    return N.LSTMCell(3, 4)(x_t)"], CELL),
    "everything imported": (["from torch.nn import *", STEP + "return LSTMCell(3, 4)(x_t)"], CELL),
    "everything of torch": (["from torch import *", STEP + "return nn.LSTMCell(3, 4)(x_t)"], CELL),
    "another address": ([STEP + "return nn.modules.rnn.LSTMCell(3, 4)(x_t)"], CELL),
    "another address, imported": (["from torch.nn.modules import LSTMCell as C", STEP + "return C(3, 4)(x_t)"], CELL),
    "the back door": ([STEP + "return torch._VF.lstm_cell(x_t, state, U, W, b)"], LOW),
    "another back door": ([STEP + "return torch._C._VariableFunctions.lstm_cell(x_t, state, U, W, b)"], LOW),
    "the operator": ([STEP + "return torch.ops.aten.lstm_cell.default(x_t, state, U, W, b)"], LOW),
    "getattr": ([STEP + "return getattr(torch, 'lstm_cell')(x_t, state, U, W, b)"], LOW),
    "getattr in pieces": ([STEP + "return getattr(torch, 'lstm' + '_' + 'cell')(x_t, state, U, W, b)"], LOW),
    "vars": ([STEP + "return vars(torch)['lstm_cell'](x_t, state, U, W, b)"], LOW),
    "__dict__": ([STEP + "return torch.__dict__['lstm_cell'](x_t, state, U, W, b)"], LOW),
    "__import__": ([STEP + "return __import__('torch').lstm_cell(x_t, state, U, W, b)"], LOW),
    "importlib": (["import importlib", STEP + "return importlib.import_module('torch.nn').LSTMCell(3, 4)(x_t)"], CELL),
    "forward": ([STEP + "return nn.LSTMCell.forward(None, x_t, state)"], CELL),
    "no call but a partial": (
        ["from functools import partial\ncell = partial(torch.lstm_cell)", STEP + "return cell(x_t, state, U, W, b)"],
        LOW,
    ),
    "the name itself": (["lstm_step = torch.lstm_cell"], LOW),
    "a default": (["def lstm_step(x_t, state, U, W, b, cell=torch.lstm_cell):\n    return cell(x_t, state, U, W, b)"], LOW),
    "a helper": (["def helper(*a):\n    return torch.lstm_cell(*a)", STEP + "return helper(x_t, state, U, W, b)"], LOW),
    "a helper's helper, defined below": (
        [STEP + "return one(x_t)", "def one(x):\n    return two(x)", "def two(x):\n    return nn.LSTMCell(3, 4)(x)"],
        CELL,
    ),
    "a helper class": (
        [
            "class Help:\n    def __init__(self):\n        self.cell = nn.LSTMCell(3, 4)\n"
            "    def __call__(self, x):\n        return self.cell(x)",
            STEP + "return Help()(x_t)",
        ],
        CELL,
    ),
    "a module made beforehand": (["cell = nn.LSTMCell(3, 4)", STEP + "return cell(x_t, state)"], CELL),
    "one of two": (["a, cell = 1, nn.LSTMCell(3, 4)", STEP + "return cell(x_t, state)"], CELL),
    "put into a table": (["tools = {}\ntools['cell'] = torch.lstm_cell", STEP + "return tools['cell'](x_t)"], LOW),
    "put onto the answer": ([STEP + "return lstm_step.cell(x_t)", "lstm_step.cell = nn.LSTMCell(3, 4)"], CELL),
    "in a try": (["try:\n    from torch import lstm_cell\nexcept ImportError:\n    pass", STEP + "return lstm_cell(x_t)"], LOW),
    "a lambda": (["lstm_step = lambda x_t, state, U, W, b: torch.lstm_cell(x_t, state, U, W, b)"], LOW),
    "a comprehension": ([STEP + "return [torch.lstm_cell(x, state, U, W, b) for x in x_t]"], LOW),
    "an inner function": ([STEP + "def inner(x):\n        return torch.lstm_cell(x)\n    return inner(x_t)"], LOW),
    "beside IPython's own commands": (["%matplotlib inline\ncell = nn.LSTMCell(3, 4)\n!ls", STEP + "return cell(x_t)"], CELL),
    "defined twice": ([STEP + "return x_t", STEP + "return torch.lstm_cell(x_t)"], LOW),
}  # fmt: skip


@pytest.mark.parametrize("name", HELPED)
def test_delegation_is_found_in_the_source(name: str) -> None:
    sources, built_ins = HELPED[name]
    assert found(*sources) == {"lstm_step": built_ins}


def test_all_built_ins_are_named_in_order() -> None:
    lines = "torch.lstm_cell(x_t)\n    nn.LSTM(3, 4)\n    torch.lstm_cell(x_t)\n    return torch._VF.lstm(x_t)"
    assert found(STEP + lines) == {"lstm_step": ("torch.lstm_cell", "torch.nn.LSTM", "torch.lstm")}


DIFFERENTIATED = {
    "torch.autograd.grad": "return torch.autograd.grad(x_t, U, d_state)",
    "torch.autograd.backward": "torch.autograd.backward(x_t, d_state)",
    "Tensor.backward": "x_t.sum().backward()",
    "torch.autograd.functional.vjp": "return torch.autograd.functional.vjp(f, x_t)",
    "torch.autograd.functional.jacobian": "from torch.autograd import functional as A\n    return A.jacobian(f, x_t)",
    "torch.func.vjp": "return torch.func.vjp(f, x_t)[1](d_state)",
    "torch.func.jacrev": "import functorch\n    return functorch.jacrev(f)(x_t)",
    "torch.func.grad": "from torch.func import grad\n    return grad(f)(x_t)",
    "_EngineBase.run_backward": "return engine().run_backward((x_t,), (d_state,), False, False, (U,))",
    "torch._thnn_differentiable_lstm_cell_backward": (
        "return torch.ops.aten._thnn_differentiable_lstm_cell_backward(*d_state, x_t)"
    ),
}


@pytest.mark.parametrize("built_in", DIFFERENTIATED)
def test_autograd_is_found_where_it_says_by_hand(built_in: str) -> None:
    assert found(BACKWARD + DIFFERENTIATED[built_in]) == {"lstm_step_backward": (built_in,)}


def test_autograd_is_nobodys_business_elsewhere() -> None:
    assert found(STEP + "x_t.sum().backward()\n    return torch.autograd.grad(x_t, U)") == {}


HONEST = {
    "a comparison in a cell": "cell = nn.LSTMCell(3, 4)\ntorch.testing.assert_close(lstm_step(x, s, U, W, b), cell(x, s))",
    "a comparison in a function": "def compare(x):\n    return nn.LSTMCell(3, 4)(x), lstm_step(x, s, U, W, b)",
    "a comparison in a loop": "for _ in range(3):\n    h, c = nn.LSTMCell(3, 4)(x, s)",
    "sizes of a comparison": "ref = nn.LSTM(3, 4)\nH = ref.hidden_size\nscale = ref.hidden_size ** -0.5",
    "the name in a comment": "# nn.LSTMCell does this\n'torch.lstm_cell'",
    "a function of the same name": "def lstm_cell(x):\n    return x\nclass LSTM:\n    pass",
    "an import only": "from torch.nn import LSTMCell\nfrom torch import lstm, lstm_cell",
    "an earlier try": STEP + "return nn.LSTMCell(3, 4)(x_t, state)",
}  # fmt: skip
HONEST_STEP = """def lstm_step(x_t, state, U, W, b):
    \"\"\"As nn.LSTMCell and torch.lstm_cell.\"\"\"
    h, c = state  # not nn.LSTM
    scale = H
    cell: nn.LSTMCell
    if isinstance(x_t, nn.LSTM):
        raise TypeError("not nn.LSTM")
    i, f, g, o = (x_t @ U.T + h @ W.T + b).chunk(4, 1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c
"""


@pytest.mark.parametrize("name", HONEST)
def test_an_answer_of_ones_own_is_left_in_peace(name: str) -> None:
    assert found(HONEST[name], HONEST_STEP) == {}
    if name != "an earlier try":
        assert found(HONEST_STEP, HONEST[name]) == {}


def test_the_last_definition_counts() -> None:
    assert found(HONEST_STEP, HONEST["an earlier try"]) == {"lstm_step": CELL}


def test_an_own_backward_is_no_autograd() -> None:
    own = "class Gate:\n    def backward(self, d):\n        return d\n"
    assert found(own, BACKWARD + "return Gate().backward(d_state)") == {}
    node = "class Node(torch.autograd.Function):\n    @staticmethod\n    def backward(ctx, d):\n        return d\n"
    assert found(node, BACKWARD + "return Node.apply(x_t)") == {}


def test_parameters_and_locals_hide_what_stands_outside() -> None:
    outside = "cell = nn.LSTMCell(3, 4)\nstep = torch.lstm_cell"
    assert found(outside, "def lstm_unroll(step, x, lengths, state):\n    cell = step\n    return cell(x)") == {}
    assert found(outside, "def lstm_unroll(f, x, lengths, state):\n    return step(x)") == {"lstm_unroll": LOW}


@pytest.mark.parametrize(
    "source",
    [
        "def lstm_step(:",
        "x = '\0'",
        "(" * 5000,
        "a" + ".a" * 20_000,
        "1" + "+1" * 20_000,
        "F = torch\n" + "if F:\n    F = F\n" * 3000 + STEP + "return F.x",
        "F = torch\n" + "if F:\n    F = F.a\nif F:\n    F = F.b\n" * 30 + STEP + "return F.x",
        "def lstm_step(x):\n    F = torch\n" + "    F = F.nn\n" * 4000 + "    return F",
        "F = torch\n" + "F = F.nn\n" * 5000 + STEP + "return F.nn",
        "\n" * 49_000 + "def (",
        "=".join(f"a{number}" for number in range(4000))
        + "= f(" + "g(x), " * 3000 + ")\ndef lstm_step(x):\n    return " + ",".join(f"a{n}" for n in range(3000)),
        "lambda: " * 3000 + "0",
        "def f(): return f()\ndef lstm_step(x): return f()",
    ],
    ids=lambda source: source[:20].encode("unicode_escape").decode(),
)  # fmt: skip
def test_odd_sources_cost_little_and_harm_nobody(source: str) -> None:
    started = time.process_time()
    results = found(source, BACKWARD + "return torch.autograd.grad(x_t, U)")
    assert time.process_time() - started < 20
    assert results.get("lstm_step_backward") == ("torch.autograd.grad",)
    assert "lstm_step" not in results


def test_what_is_too_long_is_not_read() -> None:
    cell = STEP + "return torch.lstm_cell(x_t)"
    assert found(cell + "\n#" + "x" * notebooks.PARSED_LIMIT) == {}
    long = ["#" + "x" * (notebooks.PARSED_LIMIT - 10)] * 20
    assert found(*long, cell) == {}
    assert found(cell, *long) == {"lstm_step": LOW}


# ------------------------------------------------------------------------------------------------------ while it runs
X, H, C = torch.randn(2, 3), torch.randn(2, 4), torch.randn(2, 4)
U, W, B = torch.randn(16, 3), torch.randn(16, 4), torch.randn(16)


def called(function: Any) -> tuple[str, ...]:
    with Traced() as traced:
        function()
    return traced.called


def weight() -> torch.Tensor:
    return torch.randn(3, requires_grad=True)


RUNNING = {
    "lstm_cell": (lambda: torch.lstm_cell(X, (H, C), U, W, B, B), "lstm_step", LOW),
    "_VF": (lambda: torch._VF.lstm_cell(X, (H, C), U, W, B, B), "lstm_step", LOW),  # type: ignore[attr-defined]
    "aten": (lambda: torch.ops.aten.lstm_cell(X, (H, C), U, W, B, B), "lstm_step", LOW),
    "aten.default": (lambda: torch.ops.aten.lstm_cell.default(X, (H, C), U, W, B, B), "lstm_step", LOW),
    "LSTMCell": (lambda: nn.LSTMCell(3, 4)(X, (H, C)), "lstm_step", LOW),
    "LSTM": (lambda: nn.LSTM(3, 4)(X[None]), "LSTM", ("torch.lstm",)),
    "exec": (lambda: exec("import torch; torch.nn.LSTMCell(3, 4)(torch.ones(1, 3))"), "lstm_step", LOW),
    "grad": (lambda: torch.autograd.grad([(w := weight()).sum()], [w]), "lstm_step_backward", ("torch.autograd.grad",)),
    "backward": (lambda: weight().sum().backward(), "lstm_step_backward", ("Tensor.backward",)),
    "autograd.backward": (
        lambda: torch.autograd.backward(weight().sum()), "lstm_step_backward", ("torch.autograd.backward",)),
    "vjp": (
        lambda: torch.func.vjp(lambda a: a * a, X)[1](X), "lstm_step_backward", ("torch.autograd.grad",)),
    "jacobian": (
        lambda: torch.autograd.functional.jacobian(lambda a: a.sum(), X), "lstm_step_backward", ("torch.autograd.grad",)),
    "jvp": (
        lambda: torch.func.jvp(lambda a: a * a, (X,), (X,)), "lstm_step_backward", ("torch._make_dual",)),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNNING)
def test_delegation_is_seen_while_it_runs(name: str) -> None:
    function, check, built_ins = RUNNING[name]
    assert forbidden_calls.merge(CHECKS[check], (), called(function)) == built_ins


def test_names_are_those_that_one_writes() -> None:
    names = called(lambda: (X @ X.T, 1 - X, X[0], torch.sigmoid(X), nn.functional.softmax(X, -1), X.shape, X.dtype))
    assert names[:4] == ("Tensor.matmul", "Tensor.__rsub__", "Tensor.__getitem__", "torch.sigmoid")
    assert names[4] == "torch.nn.functional.softmax"
    assert len(names) == 5


def test_names_are_noted_once_and_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    assert called(lambda: [torch.sigmoid(X) for _ in range(5)]) == ("torch.sigmoid",)
    monkeypatch.setattr(Traced, "LIMIT", 2)
    assert called(lambda: (torch.sigmoid(X), torch.tanh(X), torch.exp(X))) == ("torch.sigmoid", "torch.tanh")


def test_watching_changes_nothing() -> None:
    with Traced():
        with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
            X @ X
        assert torch.equal(X + 1, torch.add(X, 1))
        assert torch.add(X, 1, alpha=2).equal(X + 2)
    assert torch.overrides._get_current_function_mode_stack() == []


def test_a_call_that_is_ended_half_way_leaves_the_reason_as_it_was() -> None:
    def ended() -> None:
        torch.overrides._pop_mode()  # as torch does while a call lasts
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Traced():
        ended()
    assert torch.overrides._get_current_function_mode_stack() == []


# -------------------------------------------------------------------------------------------------------- put together
def test_a_worker_can_only_name_the_built_ins() -> None:
    hostile = [
        "torch.lstm_cell",
        "<script>",
        "torch.nn.LSTM<b>",
        "torch.quantized_lstm" + "x" * 99,
        7,
        None,
        "torch.add",
    ]
    assert forbidden_calls.merge(CHECKS["lstm_step"], ("torch.nn.LSTMCell",), hostile) == (  # type: ignore[arg-type]
        "torch.nn.LSTMCell",
        "torch.lstm_cell",
    )
    assert forbidden_calls.merge(CHECKS["lstm_step"], ("torch.lstm_cell",), ["torch.lstm_cell"]) == LOW


ANSWERS = [answer for kind in ("ac", "wa", "un", "two", "zero") for answer in answers("lstm", kind)]


@pytest.mark.parametrize("check", CHECKS)
def test_the_bank_is_honest_by_its_source(check: str) -> None:
    sources = {str(answer): answer.path.read_text("utf-8") for answer in ANSWERS if answer.check == check}
    assert sources
    assert [answer for answer, source in sources.items() if check in found(source)] == []


def test_the_solution_is_honest() -> None:
    solved = notebooks.build("lstm").instructor
    assert found(*(cell.source for cell in solved.cells if cell.cell_type == "code")) == {}


def test_the_sample_class() -> None:
    names = {}
    for case in classroom.cases():
        if case.base != "nothing" and not case.refused and not case.strip:
            names[case.student] = forbidden_calls.in_source(classroom.notebook(case), CHECKS.values())
    assert {student: found for student, found in names.items() if found} == {"wrong": {"LSTM": ("torch.nn.LSTM",)}}


def test_every_built_in_that_is_no_pattern_exists() -> None:
    for built_in in (*LSTM, *AUTOGRAD):
        if "*" not in built_in and built_in.startswith("torch."):
            assert object_called(built_in) is not None, built_in


def test_a_check_without_built_ins_reports_nothing() -> None:
    check = Check(
        name="f",
        signature=(),
        returns=(),
        case=lambda draw, regime: Request("f"),
        reference=lambda: None,
        properties=(),
    )
    source = notebook("def f():\n    return torch.lstm_cell()")
    assert forbidden_calls.in_source(source, [check]) == {}
    assert forbidden_calls.merge(check, (), ["torch.lstm_cell"]) == ()
