"""What a statement says, a case can contradict: each sentence is quoted, beside an answer that breaks it and is noticed.

A quoted sentence that is changed in ``solutions/<slug>.py`` fails here, until its case is looked at again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import Tensor

from course_lib.grading.checks import load, slugs
from course_lib.grading.judging.check import Check, Result
from course_lib.grading.judging.run import run_check
from course_lib.grading.running.session import InProcess
from course_lib.grading.worker.protocol import map_tensors, tensors_in
from tests import bank


@dataclass(frozen=True)
class Row:
    """A sentence of a statement and the case that contradicts who does not keep to it."""

    sentence: str
    check: str
    held: str
    """The property that notices."""
    broken_by: str
    """A known mistake, or an answer of the bank (``un_…__…``), that breaks this sentence."""


STATEMENTS = {
    "recurrent": [
        Row("Return $h_t$, of shape (batch, hidden)", "rnn_step", "h_t ordinary", "other_axis_first"),
        Row("the state before the first input", "rnn_unroll", "every_h ordinary", "zero_start"),
        Row("all of them may be shorter than time", "rnn_unroll", "all shorter", "cut_at_longest"),
        Row("and **zero** at padded positions", "rnn_unroll", "every_h padded", "not_zeroed"),
        Row(
            "the padding after them holds arbitrary values and must not matter",
            "rnn_unroll",
            "last_h padded",
            "no_padding",
        ),
        Row("the state of each row **after its last real token**", "rnn_unroll", "last_h padded", "last_column"),
        Row("A loss $L$ looks at the **last** state alone", "gradient_norms", "norms ordinary", "loss_of_all_states"),
        Row("**for every row and every $t$**", "gradient_norms", "norms ordinary", "rows_together"),
        Row("$h_t$ is the state **after** `x[:, t]`", "gradient_norms", "norms ordinary", "states_before"),
        Row("the last column is the norm of `d_h` itself", "gradient_norms", "norms ordinary", "d_h_ignored"),
        Row("Take **all** gradients as one long vector", "clip_gradients", "clipped ordinary", "each_by_itself"),
        Row("in their order and shapes", "clip_gradients", "clipped ordinary", "shapes_lost"),
        Row("and the norm **before** clipping", "clip_gradients", "norm ordinary", "norm_after"),
        Row(
            "There may be as many inputs as hidden units",
            "rnn_step",
            "equal sizes",
            "un_orientation_guessed__square_inputs",
        ),
        Row("keep nothing from one call to the next", "rnn_unroll", "called twice", "remembering"),
        Row("each returns new tensors", "rnn_step", "called twice", "un_result_overwritten__shared_buffer"),
        Row("add no small number under the root", "gradient_norms", "small", "un_floor_under_the_root__epsilon"),
        Row("a tensor without axes", "clip_gradients", "form", "un_norm_with_axis__flat"),
        Row("whose norm is at most `max_norm` stay as they are", "clip_gradients", "short", "always_scaled"),
        Row("gradients that are all zero stay zero", "clip_gradients", "zero", "zero_divided"),
        Row("if the norm is **infinite or not a number**", "clip_gradients", "infinite", "not_finite_kept"),
        Row("every clipped gradient is **zero**", "clip_gradients", "not a number", "only_bad_entries_zero"),
    ],
    "lstm": [
        Row("in the order **i, f, g, o**", "lstm_step", "c_t ordinary", "other_packing"),
        Row("Return the pair $(h_t, c_t)$", "lstm_step", "c_t ordinary", "returned_in_other_order"),
        Row("all of them may be shorter than time", "lstm_unroll", "one row", "un_cut_at_longest__packed"),
        Row("the state before the first input", "lstm_unroll", "h ordinary", "zero_start"),
        Row("and **zero** at padded positions", "lstm_unroll", "h padded", "not_zeroed"),
        Row(
            "the padding after them holds arbitrary values and must not matter",
            "lstm_unroll",
            "last c padded",
            "no_padding",
        ),
        Row("of each row **after its last real token**", "lstm_unroll", "last h padded", "last_column"),
        Row("except the biases of the **forget gate**", "LSTM", "forget bias", "forget_bias_everywhere"),
        Row("which are all equal to `forget_bias`", "LSTM", "forget bias", "forget_bias_added"),
        Row("(0 is a value like any other)", "LSTM", "forget bias", "un_zero_forget_bias_replaced__or"),
        Row(
            "keep nothing from one call to the next",
            "lstm_step",
            "called twice",
            "un_first_weights_kept__dictionary_by_shape",
        ),
        Row("every entry is drawn uniformly from", "LSTM", "range", "un_normal_start__xavier_habits"),
        Row("Every entry is drawn on its own", "LSTM", "range", "un_same_block_four_times__repeat"),
        Row("is drawn on its own", "LSTM", "range", "un_same_numbers_in_each__seeded_generator"),
        Row("but no other parameters", "LSTM", "range", "un_more_parameters__second_bias"),
        Row("`forward` returns what `unroll` returns", "LSTM", "h ordinary", "lengths_ignored"),
        Row("Without a `state` it starts from zeros", "LSTM", "no state", "ones_start"),
        Row("are packed in the order **f, g, o**", "coupled_peephole_step", "c_t ordinary", "other_packing"),
        Row("in the order **f, o**", "coupled_peephole_step", "c_t ordinary", "peepholes_exchanged"),
        Row("looks at the **new** cell", "coupled_peephole_step", "h_t ordinary", "output_sees_old_cell"),
        Row("what arrives from the *later* steps", "lstm_step_backward", "d_c ordinary", "later_steps_ignored"),
        Row("**after** their σ or tanh", "lstm_step_backward", "d_x ordinary", "sigmoid_derivative_of_activation"),
        Row("in their shapes and packing", "lstm_step_backward", "d_U ordinary", "other_packing"),
    ],
    "stacked": [
        Row("Every other layer reads the hidden states of the layer", "stacked_unroll", "h ordinary", "inputs_to_all"),
        Row("Layers may have different hidden sizes", "stacked_unroll", "different sizes", "un_one_tensor__stacked"),
        Row("every h of the **top** layer", "stacked_unroll", "h ordinary", "bottom_h"),
        Row("with as many time steps as `x`", "stacked_unroll", "all padded", "un_cut_to_longest__packed"),
        Row("lists included", "stacked_unroll", "called twice", "un_steps_emptied__pop"),
        Row(
            "keep nothing from one call to the next", "reverse_padded", "called twice", "un_index_remembered__by_shape"
        ),
        Row("some of them large", "reverse_padded", "numbers", "un_through_float32__matrix"),
        Row("all layers, the bottom one first", "stacked_unroll", "states ordinary", "returned_from_the_top"),
        Row("the padding after them holds arbitrary values", "stacked_unroll", "h padded", "lengths_ignored"),
        Row("and must not matter", "bidirectional_unroll", "states padded", "lengths_ignored"),
        Row("Its padding stays where it is", "reverse_padded", "x padded", "padding_turned"),
        Row("word ids (batch, time), which are integers", "reverse_padded", "numbers", "un_vectors_only__expand"),
        Row("all of them may be shorter than time", "reverse_padded", "x all padded", "longest_for_all"),
        Row("of the shape and exactly the dtype of `x`", "reverse_padded", "form", "float_result"),
        Row(
            "**both have seen $x_t$**", "bidirectional_unroll", "backward half ordinary", "un_next_token_only__shifted"
        ),
        Row("is **not** the one of part 2", "bidirectional_unroll", "backward half ordinary", "turned_by_hand"),
        Row("the forward direction first", "bidirectional_unroll", "forward half ordinary", "halves_exchanged"),
        Row(
            "`h[n, t]` belongs to token `t` for both directions",
            "bidirectional_unroll",
            "backward half ordinary",
            "h_not_turned_back",
        ),
        Row("forward first", "bidirectional_unroll", "forward state ordinary", "returned_states_exchanged"),
        Row("in which its own reading ended", "bidirectional_unroll", "backward state ordinary", "state_from_h"),
    ],
    "generative": [
        Row("consecutive **rows**", "next_character_batches", "x", "interleaved"),
        Row("what is left at the end fills no row", "next_character_batches", "x", "cut_at_the_front"),
        Row("The batches follow the rows", "next_character_batches", "x", "rows_not_carried_on"),
        Row("of each character is the one after it in its row", "next_character_batches", "y", "wrapped"),
        Row("as many batches as the rows have room for", "next_character_batches", "x", "one_too_few"),
        Row("leave out what is left at their ends", "next_character_batches", "x", "short_last_batch"),
        Row("the one after it in its row", "next_character_batches", "ends", "target_of_next_row"),
        Row("two tensors of integers", "next_character_batches", "form", "un_stacked_pairs__tensor"),
        Row(
            "with three parameters (`nn.Parameter`) and no others",
            "CharLM",
            "own parameters",
            "un_more_parameters__first_state",
        ),
        Row("biases of the logits", "CharLM", "logits ordinary", "bias_missing"),
        Row("it starts from **zeros**, every time", "CharLM", "no state", "state_kept"),
        Row("is called with many rows and with few", "CharLM", "one row", "un_zeros_made_once__attribute"),
        Row("the logits of the character **after**", "CharLM", "logits ordinary", "scores_before_step"),
        Row("as they are (no softmax)", "CharLM", "logits ordinary", "softmax_applied"),
        Row("the state `(h, c)` after the last character", "CharLM", "h ordinary", "first_state_returned"),
        Row("and from the state that it returns", "CharLM", "gradients", "state_returned_cut_off"),
        Row("all gradients as one long vector", "training_step", "parameters ordinary", "each_by_itself"),
        Row("is passed on to the next batch as numbers", "training_step", "no history", "state_attached"),
        Row("(`requires_grad`) is not known", "training_step", "asking", "un_only_leaves__clone"),
        Row("the loss **before** the step", "training_step", "loss ordinary", "loss_after"),
        Row("**before** the step, a tensor without axes", "training_step", "form", "un_loss_is_a_float__item"),
        Row("with the parameters before the step", "training_step", "state ordinary", "state_after_step"),
        Row(r"\min\!\left(1,", "training_step", "short", "always_scaled"),
        Row("None of these may have a gradient history", "training_step", "no history", "loss_attached"),
        Row("the tensors of the arguments stay as they were", "training_step", "arguments unchanged", "in_place"),
        Row("keep nothing from one call to the next", "training_step", "called twice", "un_buffers_kept__module_level"),
        Row("without gradients left in their `.grad`", "training_step", "called twice", "gradients_pile_up"),
        Row("How many bits does the model need", "bits_per_character", "sharp", "softmax_underflows"),
        Row("which is not counted", "bits_per_character", "bits ordinary", "divided_by_all"),
        Row("from **all** that come before it", "bits_per_character", "bits ordinary", "state_not_carried"),
        Row("down to one character", "bits_per_character", "other pieces", "un_lone_character_skipped__numpy"),
        Row("pass the state on from piece to piece", "bits_per_character", "bits ordinary", "boundary_read_twice"),
        Row("does not depend on `time`", "bits_per_character", "bits ordinary", "boundary_lost"),
        Row("that `model` may be given at once", "bits_per_character", "carried", "un_whole_text__again"),
        Row("or a tensor without axes", "bits_per_character", "form", "un_one_axis__kept"),
        Row("at least two characters", "bits_per_character", "other pieces", "un_squeezed__all"),
        Row("The model reads the prompt", "sample", "likeliest likeliest", "prompt_cut"),
        Row("Then the next character is **drawn** from", "sample", "shares", "always_likeliest"),
        Row("with the temperature", "sample", "shares", "temperature_ignored"),
        Row("what was drawn is the next input", "sample", "likeliest likeliest", "not_fed_back"),
        Row("Each row of the batch continues independently", "sample", "likeliest likeliest", "one_draw_for_all"),
        Row("and afterwards **one** new character at a time", "sample", "carried", "un_whole_text__again"),
        Row("only the `top_k` most likely symbols can be drawn", "sample", "likeliest likeliest", "top_k_ignored"),
        Row("in the same ratios as before", "sample", "shares of top_k", "un_evenly_among_top__ones"),
        Row("A very low temperature has to work as well", "sample", "cold", "un_power__underflow"),
        Row("where **all** your random numbers come from", "sample", "generator", "generator_ignored"),
        Row("integers of shape (batch, max_new_tokens)", "sample", "form", "un_floats__float"),
        Row("**without** the prompt", "sample", "likeliest likeliest", "prompt_returned"),
        Row("at least one character", "sample", "one row", "un_prompt_in_two__warmed"),
    ],
    "seq2seq": [
        Row("Its input begins with `sos`", "teacher_forcing", "decoder_input ordinary", "special_exchanged"),
        Row("after the last word it should predict `eos`", "teacher_forcing", "labels ordinary", "no_end"),
        Row("of which one may be 0", "teacher_forcing", "one row", "un_word_zero_lost__times_mask"),
        Row("arbitrary numbers, negative ones too", "teacher_forcing", "decoder_input padded", "rubbish_fed"),
        Row("all rows may be shorter than `target`", "teacher_forcing", "all padded", "end_in_last_column"),
        Row("not always the same ones", "teacher_forcing", "decoder_input ordinary", "usual_numbers"),
        Row("both of shape (batch, target + 1), integers", "teacher_forcing", "form", "un_floats__float"),
        Row("and after `eos`, is `pad` in both", "teacher_forcing", "labels padded", "zeros_for_pad"),
        Row("each with the same weight", "masked_cross_entropy", "loss padded", "mean_of_rows"),
        Row("before any softmax", "masked_cross_entropy", "loss ordinary", "no_softmax"),
        Row("0 is a word like any other", "masked_cross_entropy", "loss ordinary", "zero_is_padding"),
        Row("Return one number, a tensor without axes", "masked_cross_entropy", "form", "one_axis_more"),
        Row("in nats", "masked_cross_entropy", "loss ordinary", "in_bits"),
        Row("Logits may be large", "masked_cross_entropy", "large", "unstable"),
        Row("and lie far apart", "masked_cross_entropy", "large", "wa_unstable__tiny"),
        Row(
            "the padding after them holds arbitrary values and must not matter",
            "masked_cross_entropy",
            "large",
            "un_padding_made_sure__one_hot",
        ),
        Row("integers from 1 to time", "masked_cross_entropy", "one row", "un_time_of_one__squeeze"),
        Row(
            "No gradient reaches the logits of the padding",
            "masked_cross_entropy",
            "gradients",
            "un_gradient_in_padding__own_backward",
        ),
        Row("A row whose words are all read keeps its state", "encode", "state padded", "padding_read"),
        Row("including negative ones and ids that no word has", "encode", "no words", "un_clamped__minimum"),
        Row("the state before the first word", "encode", "h ordinary", "zero_start"),
        Row("Return the pair `(h, state)`: every h", "encode", "h ordinary", "results_exchanged"),
        Row("**zero in the padding**", "encode", "h padded", "padding_not_zero"),
        Row("the first input is `sos`", "greedy_decode", "tokens ordinary", "zero_fed_first"),
        Row("the most likely word is written", "greedy_decode", "tokens ordinary", "second_likeliest"),
        Row("it is the input of the next step", "greedy_decode", "tokens ordinary", "start_fed_again"),
        Row("A row that has written `eos` has ended", "greedy_decode", "tokens ordinary", "ended_rows_go_on"),
        Row("Write until **all** rows have ended, or", "greedy_decode", "tokens ordinary", "all_at_once"),
        Row("whatever `step` takes; pass it on as it is", "greedy_decode", "one row", "un_copied_state__clone"),
        Row("steps at most", "greedy_decode", "tokens cut", "one_step_more"),
        Row("an integer of at least 1", "greedy_decode", "at once", "un_squeezed__one_step"),
        Row("Write until **all** rows have ended", "greedy_decode", "tokens ordinary", "stopped_at_first_end"),
        Row("the number of steps that were made", "greedy_decode", "tokens ordinary", "never_stopped"),
        Row("and **everywhere after it**", "greedy_decode", "tokens ordinary", "zeros_behind"),
        Row("and without `sos`", "greedy_decode", "tokens ordinary", "start_returned"),
        Row("the number of its words before `eos`", "greedy_decode", "lengths ordinary", "end_counted"),
        Row("before `eos`, integers of shape (batch,)", "greedy_decode", "form", "un_floats__lengths"),
        Row("all its words are counted", "greedy_decode", "lengths when cut", "no_words_in_cut_rows"),
    ],
    "attention": [
        Row("padding may stand anywhere in a row", "masked_softmax", "weights padded", "padding_at_the_end"),
        Row("not only at its end", "attentive_step", "padded", "un_cut_to_the_longest__slice"),
        Row("and in every row of a batch", "attentive_step", "padded", "un_cut_to_the_longest__slice"),
        Row(
            "keep nothing from one call to the next",
            "masked_softmax",
            "called twice",
            "un_mask_of_first_call__own_class",
        ),
        Row("at least one real token", "mended_attention", "one row", "un_source_of_one__squeeze"),
        Row("Return the scores, of shape (batch, source)", "dot_product_scores", "scores ordinary", "not_summed"),
        Row("Nothing is divided", "dot_product_scores", "scores ordinary", "scaled"),
        Row("no softmax is applied yet", "dot_product_scores", "scores ordinary", "softmax_too_early"),
        Row("**the query first, then the key**", "mlp_scores", "scores ordinary", "order"),
        Row("their size may differ from that of the query", "mlp_scores", "one row", "un_halves__chunk"),
        Row("and **no tanh** after it", "mlp_scores", "scores ordinary", "tanh_at_the_end"),
        Row("There may be one hidden layer, several or none", "mlp_scores", "scores deep", "tanh_once"),
        Row("with none there is only the output layer", "mlp_scores", "no hidden layer", "un_first_bent__always"),
        Row("A softmax over the real tokens of each row", "masked_softmax", "weights ordinary", "over_all"),
        Row("the padding gets the weight zero", "masked_softmax", "weights padded", "mask_ignored"),
        Row("they may be large, of either sign", "masked_softmax", "large", "largest_of_all"),
        Row("scores that are larger than all others", "masked_softmax", "large", "number_subtracted"),
        Row("is the sum of the values, each times its weight", "attend", "context ordinary", "averaged"),
        Row("arbitrary numbers, used as they are", "attend", "context ordinary", "un_mean__normalised"),
        Row("Return the context, of shape (batch, value)", "attend", "context ordinary", "one_axis_more"),
        Row("The state **before** the step is the query", "attentive_step", "weights ordinary", "new_state_asks"),
        Row("**the word first, then the context**", "attentive_step", "state ordinary", "order"),
        Row("it is **not** the one of part 3", "attentive_step", "weights ordinary", "own_softmax"),
        Row("it is **not** the one of part 4", "attentive_step", "context ordinary", "own_sum"),
        Row("its first part is the query", "attentive_step", "weights ordinary", "memory_asks"),
        Row("True where a token is real", "attentive_step", "weights ordinary", "mask_turned_around"),
        Row("Return `(state, context, weights)`", "attentive_step", "context ordinary", "results_exchanged"),
        Row("every state $h_i$ is compared with it", "mended_attention", "weights ordinary", "still_without_h"),
        Row("the query is $[x_t, s]$", "mended_attention", "weights ordinary", "query_exchanged"),
        Row("by a network with one hidden layer", "mended_attention", "weights ordinary", "no_tanh"),
        Row("Return `(context, weights)`", "mended_attention", "weights ordinary", "results_exchanged"),
        Row("with a masked softmax over the scores", "mended_attention", "padded", "mask_ignored"),
    ],
}


def rows() -> list[Any]:
    named = [(slug, row) for slug in slugs() for row in STATEMENTS[slug]]
    return [pytest.param(slug, row, id=f"{slug}/{row.check}/{row.sentence}") for slug, row in named]


def spoken(slug: str) -> str:
    """The text of an exercise without the marks of its comments and the ends of its lines."""
    return " ".join(bank.solution_text(slug).replace("\n# ", "\n").split())


def broken(slug: str, row: Row) -> Any:
    """The answer that breaks the sentence of a row."""
    if "__" in row.broken_by:
        names: dict[str, Any] = {"__name__": row.broken_by}
        path = bank.SUBMISSIONS / slug / row.check / f"{row.broken_by}.py"
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
        return names[row.check]
    known = {mistake.name: mistake for mistake in load(slug)[row.check].mistakes}
    return known[row.broken_by].forms[0]()


def judged(check: Check, answer: Any) -> Result:
    torch.manual_seed(1)
    return run_check(check, InProcess({check.name: answer}), seed=1)


@pytest.mark.parametrize(("slug", "row"), rows())
def test_what_a_statement_says_can_be_contradicted(slug: str, row: Row) -> None:
    assert row.sentence in spoken(slug)
    result = judged(load(slug)[row.check], broken(slug, row))
    noticed = {outcome.name for outcome in result.outcomes if outcome.status not in ("passed", "not tested")}
    assert row.held in noticed, result.message


# ---------------------------------------------------------------------------- what the conventions say of every answer
def called_through(answer: Any, call: Callable[..., Any]) -> Any:
    """A function, or a module, that is called through `call(answer, *arguments)`."""
    if not isinstance(answer, type):
        return lambda *arguments: call(answer, *arguments)

    class Called(answer):  # type: ignore[misc]
        def __call__(self, *arguments: Any) -> Any:
            return call(super().__call__, *arguments)

    return Called


def changing_arguments(answer: Callable[..., Any], *arguments: Any) -> Any:
    """Right, but one of the tensors that came in is another one afterwards."""
    output = map_tensors(lambda tensor: tensor.clone(), answer(*arguments))
    with torch.no_grad():
        next(tensor for tensor in tensors_in(arguments) if tensor.dtype != torch.bool).add_(1)
    return output


def detaching(answer: Callable[..., Any], *arguments: Any) -> Any:
    """Right, but nothing that is returned knows where it came from."""
    return map_tensors(lambda tensor: tensor.detach(), answer(*arguments))


CONVENTIONS = [
    ("never change an argument in place", "arguments unchanged", changing_arguments),
    ("on the way is detached", "gradients", detaching),
]


@pytest.mark.parametrize(("sentence", "held", "breaking"), CONVENTIONS, ids=[held for _s, held, _b in CONVENTIONS])
@pytest.mark.parametrize("slug", slugs())
def test_what_holds_for_the_whole_exercise_is_asked_of_each_answer(
    slug: str, sentence: str, held: str, breaking: Callable[[Any], Any]
) -> None:
    assert sentence in spoken(slug)
    asked = [check for check in load(slug).values() if held in {one.name for one in check.properties}]
    assert asked
    for check in asked:
        outcomes = {
            outcome.name: outcome.status
            for outcome in judged(check, called_through(check.reference, breaking)).outcomes
        }
        assert outcomes[held] not in ("passed", "not tested"), (check.name, outcomes)


# --------------------------------------------------------------------------------------------------- what a form costs
def loose(returns: Any) -> list[bool]:
    """Of each quantity that is returned, whether its numbers count in another form too."""
    if isinstance(returns, tuple):
        return [one for item in returns for one in loose(item)]
    return loose(returns.item(0)) if hasattr(returns, "item") else [returns.loose]


@pytest.mark.parametrize("slug", slugs())
def test_a_form_that_is_let_pass_elsewhere_is_asked_for_once(slug: str) -> None:
    for check in load(slug).values():
        assert any(loose(check.returns)) == any(held.name == "form" for held in check.properties), check.name


def as_other_form(value: Any) -> Any:
    """A number as a float, whole numbers as numbers with a point, and lists for pairs."""
    match value:
        case Tensor() if not value.dim():
            return float(value)
        case Tensor() if not value.is_floating_point():
            return value.double()
        case tuple() | list():
            return [as_other_form(item) for item in value]
    return value


@pytest.mark.parametrize("slug", slugs())
def test_a_wrong_form_of_right_numbers_costs_the_form_alone(slug: str) -> None:
    for check in load(slug).values():
        if not any(loose(check.returns)) or check.name == "masked_cross_entropy":
            continue  # a loss that is a float has no gradient either
        result = judged(check, lambda *arguments, check=check: as_other_form(check.reference(*arguments)))
        lost = {outcome.name for outcome in result.outcomes if outcome.status != "passed"}
        assert lost <= {"form"}, result.message
