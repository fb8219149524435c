"""What someone looks for, and where it stands in a text."""

import pytest

from journey.terms import LENGTH, Part, Term, excerpt, fold, places, read, words

ODD = ['"', "*", ":", "-", "NEAR", "%", "'", "a'b", "(", ")", "()", "AND OR NOT", "NEAR(a b)", "words:a", "^a", "{a} : b", "\\", "\0", "!!", "|"]
ODD += ["&", "<->", ":*", "a & | !b", "--", ";", "“", '"""', '"a', 'a"', "😀", "\u200b", "\ud7ff", "ŵ" * 300, "a " * 200, '" "', "_", "__a__"]
ODD += ["½", "ﷺ", "हिन्दी", "家庭"]


def found(text: str, asked: str) -> list[str]:
    """What is marked in a text, as it stands there."""
    return [text[span.start : span.end] for span in places(text, read(asked))]


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("Tŷ gwydr yn y cwm", "ty", ["Tŷ"]),
        ("Ty gwydr", "TŶ", ["Ty"]),
        ("Plant yng NGHYMRU", "nghymru", ["NGHYMRU"]),
        ("Café Łódź, Straße", "cafe lodz strasse", ["Café", "Łódź", "Straße"]),
        ("The children’s home", "childrens", ["children’s"]),
        ("The children's home", "children’s", ["children's"]),
        ("Childcare for a child", "child", ["Childcare", "child"]),
        ("Childcare for a child", '"child"', ["child"]),
        ("We co-designed it", "co-design", ["co-designed"]),
        ("Co-operation by design", "co-design", []),
        ("Foster care, in care", '"foster care"', ["Foster care"]),
        ("Foster carers", '"foster care"', []),
        ("Foster the care", '"foster care"', []),
        ("Five carers left in May", "carers may", ["carers", "May"]),
        ("Five carers left in May", "carers june", []),
        ("Grandchild", "child", []),
        ("Ages 16-25", "16-25", ["16-25"]),
    ],
)
def test_a_word_is_found_without_case_and_accents_by_how_it_begins(text: str, asked: str, marked: list[str]) -> None:
    assert found(text, asked) == marked


@pytest.mark.parametrize("asked", ODD)
def test_odd_input_is_words_or_nothing(asked: str) -> None:
    for term in read(asked):
        assert all(word.isalnum() for word in term.words)
    assert found("An ordinary text, nothing odd.", asked) in ([], ["An"], ["ordinary"], ["An", "ordinary"])


def test_each_term_is_read_once() -> None:
    assert read('child Child "foster care" co-design') == (
        Term(("child",), whole=False),
        Term(("foster", "care"), whole=True),
        Term(("co", "design"), whole=False),
    )


def test_a_folded_word_is_letters_and_digits_of_any_script() -> None:
    assert [fold(word) for word in ("ÀÉÎ", "œuvre", "Þór", "日本", "دَرَسَ", "_a_", "--")] == ["aei", "oeuvre", "thor", "日本", "درس", "a", ""]
    assert [word.folded for word in words("One—two…three/four")] == ["one", "two", "three", "four"]


def test_an_excerpt_of_a_short_text_is_all_of_it_on_one_line() -> None:
    text = "We asked.\n\n- Carers said no."

    assert excerpt(text, places(text, read("carers"))) == (
        Part("We asked. - ", found=False),
        Part("Carers", found=True),
        Part(" said no.", found=False),
    )


def test_an_excerpt_of_a_long_text_is_where_most_of_the_words_stand() -> None:
    text = "Carers first. " + "Other words go on. " * 60 + "Carers met in May. " + "Other words go on. " * 60

    parts = excerpt(text, places(text, read("carers may")))

    assert [part.text for part in parts if part.found] == ["Carers", "May"]
    assert parts[0].text == "… "
    assert parts[-1].text.endswith(" …")
    assert LENGTH / 2 < len("".join(part.text for part in parts)) < LENGTH + 5


def test_an_excerpt_of_a_text_without_blanks_is_short_too() -> None:
    text = "a" * 4000

    assert excerpt(text, places(text, read("aaa")))[0].found
    assert len("".join(part.text for part in excerpt(text, places(text, read("a"))))) < LENGTH + 5
