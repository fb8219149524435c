"""The guard of personal data: what it finds in sentences marked by hand, and that it looks quickly and quietly."""

import logging
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.guard import LEAST_PRECISION, LEAST_RECALL, read_sentences, score
from journey.guard import Kind, is_nhs_number, is_upn, kinds, look

SENTENCES = read_sentences()


def seen(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, text[one.start : one.end]) for one in look(text)]


def test_the_sentences_are_enough_to_tell() -> None:
    marks = [mark.kind for sentence in SENTENCES for mark in sentence.marks]
    harmless = [sentence for sentence in SENTENCES if not sentence.marks]

    assert len(SENTENCES) >= 330
    assert 0.45 <= len(harmless) / len(SENTENCES) <= 0.55
    assert 0.30 <= sum(sentence.held_out for sentence in SENTENCES) / len(SENTENCES) <= 0.34
    assert {kind: marks.count(kind) >= 20 for kind in Kind} == dict.fromkeys(Kind, True)


@pytest.mark.parametrize("held_out", [False, True], ids=["made-with", "held-out"])
@pytest.mark.parametrize("kind", Kind)
def test_it_finds_nearly_all_that_is_marked_and_little_else(kind: Kind, held_out: bool) -> None:
    sentences = [sentence for sentence in SENTENCES if sentence.held_out is held_out]

    found = score(sentences)[kind]

    assert found.marks >= 7
    assert found.recall >= LEAST_RECALL
    assert found.precision >= LEAST_PRECISION


def test_finds_come_in_order_and_never_overlap() -> None:
    text = "Ellie, 7, born 14/03/2015, NHS 999 014 6918, lives at BN97 4GJ; ring 07700 900246 or write to jo@example.org."

    assert seen(text) == [
        ("name-and-age", "Ellie, 7"),
        ("date-of-birth", "14/03/2015"),
        ("nhs-number", "999 014 6918"),
        ("postcode", "BN97 4GJ"),
        ("phone", "07700 900246"),
        ("email", "jo@example.org"),
    ]


def test_of_two_finds_that_would_overlap_the_first_stays() -> None:
    assert seen("7-year-old Ellie, 8, and") == [("name-and-age", "7-year-old Ellie")]


def test_each_kind_is_told_once_in_order_of_place() -> None:
    assert kinds("jo@example.org, BN97 4GJ and al@example.org") == (Kind.EMAIL, Kind.POSTCODE)
    assert kinds("We meet on 14 March 2025 in the BN2 area.") == ()
    assert kinds("") == ()


@pytest.mark.parametrize("name", ["Siân", "Llŷr", "Sia\u0302n", "Zoë", "D’Andre", "O'Shea", "Łucja", "Anne-Marie"])
@pytest.mark.parametrize("words", ["{}, 7", "{} (aged 7)", "{} aged seven", "{}, who is 7", "{} is 7 years old"])
def test_names_with_letters_of_any_language_are_seen_beside_an_age(name: str, words: str) -> None:
    text = words.format(name)

    assert seen(f"We met {text}, at school.") == [("name-and-age", text)]


@pytest.mark.parametrize(
    "harmless",
    [
        "Children aged 7", "Ellie, 7 to 9", "Ellie, 34,", "Ellie is 7 miles away.", "In Leeds, 12.", "the Hanover (12)", "May (7)", "Year 7, 8",
        "LAC (7)", "Ellie aged 7-9", "Ellie, 7.5", "Ellie aged 7 and over",
    ],
)  # fmt: skip
def test_groups_ranges_counts_and_places_are_no_name_and_age(harmless: str) -> None:
    assert seen(harmless) == []


def test_a_month_beside_the_word_age_is_a_name() -> None:
    assert seen("April, aged 9, spoke. April, 9, was wet.") == [("name-and-age", "April, aged 9")]


@pytest.mark.parametrize(
    "date", ["14/03/2015", "14.3.15", "14-03-2015", "2015-03-14", "14 March 2015", "14th of Mar, 2015", "March 14, 2015", "14032015"]
)
def test_a_date_is_one_of_birth_only_where_words_say_so(date: str) -> None:
    assert seen(f"Her d.o.b. is {date}.") == [("date-of-birth", date)]
    assert seen(f"He turns 16 on {date}.") == [("date-of-birth", date)]
    assert seen(f"We met the children on {date}.") == []
    assert seen(f"Children born after {date} can come.") == []
    assert seen(f"Children born {date} or later can come.") == []
    assert seen(f"The programme turns 3 on {date}.") == []


@pytest.mark.parametrize("number", ["9434765919", "943 476 5919", "999-014-6918", "9990146918"])
def test_an_nhs_number_has_a_right_check_digit(number: str) -> None:
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)

    assert is_nhs_number(number)
    assert not is_nhs_number(wrong)
    assert seen(f"see {number}.") == [("nhs-number", number)]
    assert seen(f"see {wrong}.") == []
    assert seen(f"see 1{number}.") == []
    assert seen(f"ISBN {number}.") == []


@given(st.from_regex("[0-9]{9}", fullmatch=True))
def test_nine_digits_have_at_most_one_check_digit(nine: str) -> None:
    right = [digit for digit in range(10) if is_nhs_number(f"{nine}{digit}")]

    weighted = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    assert right == [digit for digit in range(10) if (weighted + digit) % 11 == 0 and len({*nine, str(digit)}) > 1]


@pytest.mark.parametrize("number", ["", "1111111111", "0000000000", "943476591", "94347659190"])
def test_fillers_and_other_lengths_are_no_nhs_number(number: str) -> None:
    assert not is_nhs_number(number)


@pytest.mark.parametrize("number", ["B801200005001", "b801200005001", "W999576124333", "P207000016049"])
def test_a_upn_has_a_right_check_letter(number: str) -> None:
    others = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if is_upn(letter + number[1:])]

    assert others == [number[0].upper()]
    assert seen(f"see {number}.") == [("upn", number)]
    assert seen(f"see C{number[1:]}.") == []


def test_a_temporary_upn_ends_in_a_letter_that_counts() -> None:
    endings = {letter: [first for first in "ABCDEFGHJKLMNPQRTUVWXYZ" if is_upn(f"{first}99900002401{letter}")] for letter in "ABCIOS"}

    assert {letter: len(firsts) for letter, firsts in endings.items()} == {"A": 1, "B": 1, "C": 1, "I": 0, "O": 0, "S": 0}
    assert endings["A"] != endings["B"] != endings["C"]


@pytest.mark.parametrize(
    "number",
    ["07700 900123", "07700900123", "+44 7700 900123", "+44 (0)7700 900123", "0044 7700 900123", "(01632) 960001", "020 7946 0018", "01204 96001"],
)
def test_numbers_of_homes_and_mobiles_are_seen_whole(number: str) -> None:
    assert seen(f"ring {number}.") == [("phone", number)]
    assert seen(f"({number})") == [("phone", number)]
    assert seen(f"ring {number}5679") == []


@given(st.lists(st.sampled_from([*"aBÉ017945 ,.-/()@’\n+£", "born ", "aged ", "BN1 4", "GH", "14/03/2015"]) | st.text(), max_size=40).map("".join))
def test_any_text_can_be_looked_at(text: str) -> None:
    found = look(text)

    places = [place for one in found for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(0 <= one.start < one.end <= len(text) for one in found)


HOSTILE = [
    "1", "0", " ", "a", "A", "(", "a@", "a.", "@a.", "a.a@a.", "Ab, ", "Ab-", "Ab’", "a\u0302", "1 ", "1-", "1/1/", "1/1/11 ", "born 1/1/11 ", "07",
    "(07 ", "+44", "E1 ", "N99 ", "A1", "999 123 ", "7 year-old ", "Ellie is ", "Ellie, aged ", "isbn ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str) -> None:
    short, long = (piece * (length // len(piece)) for length in (1_000, 4_000))

    ratio = min(seconds(long) / seconds(short) for _ in range(5))

    assert ratio < 8  # sixteen if it grew with the square


def seconds(text: str) -> float:
    """The least of three looks, in processor time."""
    looks = []
    for _ in range(3):
        begun = time.process_time()
        look(text)
        looks.append(time.process_time() - begun)
    return min(looks)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)

    for sentence in SENTENCES:
        look(sentence.text)

    assert caplog.records == []
    assert capsys.readouterr() == ("", "")
