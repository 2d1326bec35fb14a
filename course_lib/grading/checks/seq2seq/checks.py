"""The checks of the exercise `seq2seq`."""

from course_lib import seq2seq
from course_lib.grading.checks.seq2seq import mistakes, requests
from course_lib.grading.judging.check import Check, Quantity
from course_lib.grading.judging.exercise import Exercise, OneVersion
from course_lib.grading.judging.properties import agreement, form, gradients, repeatable, unchanged, values
from course_lib.language import _


def checks(variant: OneVersion) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    return [
        Check(
            name="teacher_forcing",
            signature=("target", "lengths", "sos", "eos", "pad"),
            returns=(
                Quantity("decoder_input", "seq2seq-forcing", loose=True),
                Quantity("labels", "seq2seq-forcing", loose=True),
            ),
            case=requests.forcing_case,
            reference=seq2seq.teacher_forcing,
            properties=(
                values(
                    "decoder_input",
                    0,
                    points=0.25,
                    sentence=_("the decoder's input begins with sos, and goes on with the target"),
                ),
                values("labels", 1, points=0.25, sentence=_("the labels are the target, followed by eos")),
                values(
                    "decoder_input",
                    0,
                    points=0.5,
                    sentence=_("the decoder's input is right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "labels",
                    1,
                    points=0.5,
                    sentence=_("the labels are right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                agreement(
                    "all padded",
                    "all padded",
                    points=0.25,
                    sentence=_("a batch works in which every row is shorter than time"),
                ),
                form(points=0.25, sentence=_("both are tensors of integers")),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.25, sentence=_("targets of one word work")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("target", "lengths"),
                    regime="padded",
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["teacher_forcing"],
        ),
        Check(
            name="masked_cross_entropy",
            signature=("logits", "labels", "lengths"),
            returns=Quantity("loss", "seq2seq-loss", loose=True),
            case=requests.loss_case,
            reference=seq2seq.masked_cross_entropy,
            properties=(
                values("loss", 0, points=0.75, sentence=_("the loss is right without padding")),
                values(
                    "loss", 0, points=1.5, sentence=_("the loss is right for padded rows"), regime="padded", gate=False
                ),
                agreement(
                    "all padded",
                    "all padded",
                    points=0.25,
                    sentence=_("a batch works in which every row is shorter than time"),
                ),
                agreement(
                    "large",
                    "large",
                    points=0.25,
                    sentence=_("large logits work, also for words that are nearly impossible"),
                ),
                form(points=0.25, sentence=_("the loss is a tensor without axes")),
                gradients(
                    points=0.25,
                    sentence=_("gradients arrive at the logits, and none in the padding"),
                    names=("logits",),
                    regime="padded",
                ),
                agreement(
                    "one row",
                    *("one row", "one step"),
                    points=0.25,
                    sentence=_("a batch of one row works, and sentences of one word"),
                ),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("logits", "labels", "lengths"),
                    regime="padded",
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["masked_cross_entropy"],
        ),
        Check(
            name="encode",
            signature=("step", "embedding", "tokens", "lengths", "state"),
            returns=(
                Quantity("h", "seq2seq-encode"),
                (Quantity("state[0]", "seq2seq-encode"), Quantity("state[1]", "seq2seq-encode")),
            ),
            case=requests.encode_case,
            reference=seq2seq.encode,
            properties=(
                values("h", 0, points=0.75, sentence=_("every h is right without padding")),
                values("state", slice(1, 3), points=0.5, sentence=_("the last state is right without padding")),
                values(
                    "h",
                    0,
                    points=0.5,
                    sentence=_("h is right for padded rows, and zero in the padding"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "state",
                    slice(1, 3),
                    points=1,
                    sentence=_("the last state is right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                agreement(
                    "all padded",
                    "all padded",
                    points=0.25,
                    sentence=_("a batch works in which every row is shorter than time"),
                ),
                agreement(
                    "no words", "no words", points=0.5, sentence=_("arbitrary numbers in the padding change nothing")
                ),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the embedding and at the first state"),
                    names=("embedding", "state[0]", "state[1]"),
                    regime="padded",
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.25, sentence=_("sentences of one word work")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("embedding", "tokens", "lengths", "state[0]", "state[1]"),
                    regime="padded",
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["encode"],
        ),
        Check(
            name="greedy_decode",
            signature=("step", "state", "batch", "sos", "eos", "max_length"),
            returns=(
                Quantity("tokens", "seq2seq-greedy", loose=True),
                Quantity("lengths", "seq2seq-greedy", loose=True),
            ),
            case=requests.greedy_case,
            reference=seq2seq.greedy_decode,
            properties=(
                values(
                    "tokens",
                    0,
                    points=0.75,
                    sentence=_("rows that do not end are cut after max_length words"),
                    regime="cut",
                ),
                values(
                    "tokens",
                    0,
                    points=2.5,
                    sentence=_("each word is the most likely one and the next input, and rows end at eos"),
                ),
                values(
                    "lengths",
                    1,
                    points=1,
                    sentence=_("a row's length is the number of its words before eos"),
                    gate=False,
                ),
                agreement(
                    "lengths when cut", "cut", points=0.5, sentence=_("rows that are cut have the length max_length")
                ),
                agreement(
                    "one row",
                    "one row",
                    points=0.25,
                    sentence=_("a batch of one row works, with a state that is a pair"),
                ),
                agreement(
                    "at once",
                    *("at once", "one step"),
                    points=0.25,
                    sentence=_("rows that begin with eos work, and so does max_length = 1"),
                ),
                form(points=0.25, sentence=_("tokens and lengths are tensors of integers")),
                unchanged(points=0.25, sentence=_("the state stays as it was"), names=("state",)),
                repeatable(points=0.25, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["greedy_decode"],
        ),
    ]


EXERCISE = Exercise(slug="seq2seq", checks=checks, variant=OneVersion)
