"""Raw text to values, states and limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalog.states import State
from dashboard.surveys.cells import Column
from dashboard.surveys.censoring import Parsed, parse, tied_minimum
from dashboard.surveys.recipe_censoring import CensoringPart, MarksPart, QualifierPart
from dashboard.surveys.wordings import numbers

M, B, A, U = State.MEASURED, State.BELOW, State.ABOVE, State.UNDETERMINED
NAN = float("nan")


def column(*texts: str) -> Column:
    return Column.of(texts)


def check(found: Parsed, states: list[State], values: list[float], limits: list[float]) -> None:
    assert found.state.tolist() == states
    np.testing.assert_array_equal(found.value, values)
    np.testing.assert_array_equal(found.limit, limits)


def test_text_limits_are_read_with_their_own_limit() -> None:
    """<x is below x, >x above x; the column's limit holds for the others."""
    found = parse(column("1.5", "<0.5", "< 0,2".replace(",", "."), ">1000", ""), CensoringPart())
    check(found, [M, B, B, A, U], [1.5, 0.5, 0.2, 1000, NAN], [NAN, 0.5, 0.2, NAN, NAN])
    found = parse(column("1.5", "<0.5"), CensoringPart(), limit=0.3)
    check(found, [M, B], [1.5, 0.5], [0.3, 0.5])


def test_text_limit_without_a_number_takes_the_known_limit_or_none() -> None:
    """<DL is below the column's limit, and below an unknown one where there is none."""
    check(parse(column("<DL", "2"), CensoringPart(), limit=0.3), [B, M], [0.3, 2], [0.3, 0.3])
    check(parse(column("<LOD"), CensoringPart()), [B], [NAN], [NAN])


def test_text_limits_can_be_refused() -> None:
    """A recipe that writes no limits as text finds <0.5 unreadable."""
    found = parse(column("<0.5", "1"), CensoringPart(text=False))
    assert [f.index.tolist() for f in found.faults] == [[0]]


def test_negative_means_minus_the_limit_where_the_recipe_says_so() -> None:
    """-0.03 is below 0.03."""
    found = parse(column("-0.03", "2"), CensoringPart(negative="limit"))
    check(found, [B, M], [0.03, 2], [0.03, NAN])


def test_negative_can_mean_below_the_known_limit_missing_or_itself() -> None:
    """A code such as -9999 carries no limit; parameters may be negative."""
    below = parse(column("-9999"), CensoringPart(negative="below"), limit=0.1)
    check(below, [B], [0.1], [0.1])
    check(parse(column("-1"), CensoringPart(negative="missing")), [U], [NAN], [NAN])
    check(parse(column("-1"), CensoringPart(negative="value")), [M], [-1], [NAN])


def test_zero_is_an_error_until_the_recipe_says_what_it_means() -> None:
    """A zero concentration is measured, below or missing only by the recipe's word."""
    assert [f.index.tolist() for f in parse(column("0", "1"), CensoringPart()).faults] == [[0]]
    check(parse(column("0.0"), CensoringPart(zero="below"), limit=2), [B], [2], [2])
    check(parse(column("0"), CensoringPart(zero="missing")), [U], [NAN], [NAN])
    check(parse(column("0"), CensoringPart(zero="value")), [M], [0], [NAN])


def test_negative_is_an_error_until_the_recipe_says_what_it_means() -> None:
    """A negative concentration is reported with its place."""
    faults = parse(column("1", "-2"), CensoringPart()).faults
    assert [f.index.tolist() for f in faults] == [[1]]


def test_empty_means_not_determined_or_below() -> None:
    """By default an empty cell is not determined."""
    check(parse(column("", "1"), CensoringPart()), [U, M], [NAN, 1], [NAN, NAN])
    check(parse(column("", "1"), CensoringPart(empty="below")), [B, M], [NAN, 1], [NAN, NAN])
    check(parse(column(""), CensoringPart(empty="below"), limit=5), [B], [5], [5])


def test_missing_spellings_and_no_sample_are_told_apart() -> None:
    """n.d. was sampled and not determined, N.S. was not sampled."""
    found = parse(
        column("n.d.", "N.S.", "3"),
        CensoringPart(empty="below"),
        missing=frozenset({"n.d."}),
        no_sample=frozenset({"N.S."}),
    )
    check(found, [U, U, M], [NAN, NAN, 3], [NAN, NAN, NAN])
    assert found.no_sample.tolist() == [False, True, False]


def test_half_the_known_limit_is_below_it_where_the_recipe_says_so() -> None:
    """GEMAS writes Zn 1.5 for < 3."""
    text = column("1.5", "3", "4", "1.50")
    found = parse(text, CensoringPart(half_limit="censored"), limit=3)
    check(found, [B, M, M, B], [3, 3, 4, 3], [3, 3, 3, 3])
    kept = parse(text, CensoringPart(), limit=3)
    assert kept.state.tolist() == [M, M, M, M]
    assert kept.suspected.tolist() == [True, False, False, True]
    assert not parse(text, CensoringPart(half_limit="ignore"), limit=3).suspected.any()


def test_half_of_an_unknown_limit_is_below_without_a_guessed_limit() -> None:
    """Without a stated limit the tied minimum is below, and the limit stays unknown."""
    found = parse(column("1.5", "1.5", "1.5", "4", "5"), CensoringPart(half_limit="censored"))
    check(found, [B, B, B, M, M], [NAN, NAN, NAN, 4, 5], [NAN] * 5)


def test_qualifier_column_says_below_above_and_missing() -> None:
    """Codes of a qualifier column, as GTK and the USGS write them."""
    part = QualifierPart(
        column="{column}_Q", below=("<", "N", "L"), above=(">", "G"), missing=("B",)
    )
    found = parse(
        column("0.5", "0.5", "900", "7", "7", "", ""),
        CensoringPart(qualifier=part),
        limit=0.1,
        qualifier=column("<", "L", "G", "", "=", "B", "N"),
    )
    check(
        found,
        [B, B, A, M, M, U, B],
        [0.5, 0.5, 900, 7, 7, NAN, 0.1],
        [0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
    )
    assert not found.faults


def test_unexplained_qualifier_is_a_fault() -> None:
    """A code that the recipe does not list stops the survey, not the value."""
    found = parse(
        column("1", "2"),
        CensoringPart(qualifier=QualifierPart(column="q")),
        qualifier=column("?", "="),
    )
    assert [f.index.tolist() for f in found.faults] == [[0]]


@pytest.mark.parametrize(
    "text", ["abc", "1.2.3", "nan", "inf", "1,5", "0x10", "1_000", "<", "<-1", "<0"]
)
def test_what_is_no_number_is_a_fault(text: str) -> None:
    """Nothing that is not a finite decimal number or a positive limit passes."""
    found = parse(column("1", text), CensoringPart())
    assert [f.index.tolist() for f in found.faults] == [[1]]
    assert found.state[1] == U


@given(st.floats(min_value=1e-9, max_value=1e9), st.sampled_from(["<", "< ", "≤", ">", "> "]))
def test_limits_written_as_text_come_back(limit: float, sign: str) -> None:
    """Any limit written with its sign is read back exactly."""
    found = parse(column(f"{sign}{limit!r}"), CensoringPart())
    assert found.value[0] == limit
    assert found.state[0] == (A if ">" in sign else B)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_numbers_come_back(values: list[float]) -> None:
    """Every finite number in Python's own notation is read back exactly."""
    texts = [repr(v) for v in values]
    assert numbers(np.array(texts, dtype=object)).tolist() == values
    assert numbers(np.array([*texts, "x"], dtype=object))[:-1].tolist() == values
    rule = CensoringPart(zero="value", negative="value")
    assert parse(column(*texts), rule).value.tolist() == values


@given(
    st.lists(
        st.sampled_from(["", "0", "-1", "<1", ">9", "2", "n.d.", "N.S.", "?", "0.5", "<DL"]),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(["error", "below", "missing", "value"]),
    st.sampled_from(["missing", "below"]),
    st.sampled_from(["report", "censored", "ignore"]),
)
def test_every_cell_gets_one_state_that_its_value_agrees_with(
    texts: list[str], zero: str, empty: str, half: str
) -> None:
    """Measured and above have a value, undetermined has none, below has its limit."""
    rule = CensoringPart.model_validate(
        {"zero": zero, "negative": "limit", "empty": empty, "half_limit": half}
    )
    found = parse(
        column(*texts), rule, missing=frozenset({"n.d."}), no_sample=frozenset({"N.S."}), limit=1.0
    )
    below = found.state == B
    assert np.isfinite(found.value[(found.state == M) | (found.state == A)]).all()
    assert np.isnan(found.value[found.state == U]).all()
    np.testing.assert_array_equal(found.value[below], found.limit[below])
    faulty = [i for f in found.faults for i in f.index]
    assert sorted(faulty) == sorted(set(faulty))
    assert (found.state[faulty] == U).all()


def test_tied_minimum_is_told_from_ordinary_numbers() -> None:
    """Off the resolution or much repeated is substitution; 1, 2, 3 counted is not."""
    whole = np.array([4, 5, 6, 7, 9, 12, 30], dtype=float)
    assert tied_minimum(np.concatenate([[1.5] * 3, whole])) == 1.5
    assert tied_minimum(np.concatenate([[1.5] * 2, whole])) is None
    assert tied_minimum(np.array([1.0] * 93 + [2.0] * 89 + [3.0] * 33)) is None
    assert tied_minimum(np.array([5e-4] * 581 + [1e-3] * 2 + [11e-4])) == 5e-4
    assert tied_minimum(np.array([1.0] * 50 + [1.5, 2.0])) is None
    assert tied_minimum(np.array([])) is None


@pytest.mark.parametrize(
    ("text", "state", "value"),
    [
        ("12", State.MEASURED, 12),
        ("= 12", State.MEASURED, 12),
        ("10N", State.BELOW, 10),
        ("N 10", State.BELOW, 10),
        ("L(0.5)", State.BELOW, 0.5),
        ("N", State.BELOW, 3),
        ("G5000", State.ABOVE, 5000),
        ("5000 G", State.ABOVE, 5000),
        ("G", State.ABOVE, 900),
        ("B", State.UNDETERMINED, np.nan),
        ("0.0B", State.UNDETERMINED, np.nan),
        ("<2", State.BELOW, 2),
    ],
)
def test_letters_of_the_usgs_are_read_in_the_cell(text: str, state: State, value: float) -> None:
    """N, L and G before or after the limit, in brackets or alone; B is a blank."""
    found = parse(column(text), CensoringPart(marks=MarksPart()), limit=3, upper=900)
    assert found.faults == ()
    assert found.state.tolist() == [state]
    np.testing.assert_equal(found.value.tolist(), [value])


@pytest.mark.parametrize("text", ["n", "NN", "10H", "N10x", "G"])
def test_letters_that_the_recipe_does_not_explain_are_faults(text: str) -> None:
    """Case counts, other letters are unknown, G alone needs an upper limit."""
    found = parse(column(text), CensoringPart(marks=MarksPart()), limit=3)
    assert len(found.faults) == 1


def test_letters_are_faults_without_marks() -> None:
    """Nothing is guessed: a recipe says that letters stand for limits."""
    assert len(parse(column("10N", "N"), CensoringPart()).faults) == 1


def test_footnotes_beside_a_result_change_nothing() -> None:
    """12* is 12, <0.5* is below 0.5, n.d.* is not determined; a sign alone stays unread."""
    texts = column("12*", "* 7", "<0.5*†", "n.d.*", "3", "*")
    rule = CensoringPart(notes=("*", "†"))
    found = parse(texts, rule, missing=frozenset({"n.d."}))
    assert found.state.tolist() == [M, M, B, U, M, U]
    np.testing.assert_array_equal(found.value, [12, 7, 0.5, NAN, 3, NAN])
    (fault,) = found.faults
    assert fault.index.tolist() == [5]
    strict = parse(texts, CensoringPart(), missing=frozenset({"n.d."}))
    assert [f.index.tolist() for f in strict.faults] == [[0, 1, 2, 3, 5]]


def test_footnotes_stand_beside_letters_of_censoring_too() -> None:
    """10N* is below 10."""
    found = parse(column("10N*", "5"), CensoringPart(marks=MarksPart(), notes=("*",)))
    check(found, [B, M], [10, 5], [10, NAN])


def test_the_minus_sign_of_word_processors_is_one() -> None:
    """It is another character than the hyphen before most negative numbers."""
    found = parse(column("\u22120.5", "2"), CensoringPart(negative="limit"))
    check(found, [B, M], [0.5, 2], [0.5, NAN])
