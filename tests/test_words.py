"""What people type: kept whole, shown safely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.words import prose, tidy

# What people paste from mails and word processors: accents in one sign and in two, joined and toned emoji, text from the right, odd blanks.
ODD = {
    "Welsh, in one sign": "Tŷ’r dŵr, â’i phlant: ŵ ŷ â Ŵ Ŷ Â",
    "emoji": "👩‍👩‍👧 👍🏽 ❤️ 🧑🏻‍🤝‍🧑🏿 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "Arabic with marks of direction": "\u200fالسلام عليكم\u200f (25)\u200e at ten",
    "Hebrew with points": "שָׁלוֹם עוֹלָם",
    "blanks and hyphens": "non\u00a0breaking, soft\u00adhyphen, narrow\u202fblank",
    "smart signs": "“Quoted” – ‘so’ — and… £1,000 € ½ ² × ✓ → •",
    "a table": "Service\tPlaces\tCost\nFamily Circle\t12\t£4,000\nEvenings\t\t£300",
}


def test_newlines_of_every_kind_become_one_kind() -> None:
    assert tidy("a\r\nb\rc\fd\ve\u2028f\x85g") == "a\nb\nc\nd\ne\nf\ng"


def test_welsh_emoji_and_right_to_left_text_are_kept() -> None:
    text = "Llanfairpwllgwyngyll â ŵ ŷ 👩‍👩‍👧 مرحبا שלום"

    assert tidy(text) == text
    assert prose(text) == f"<p>{text}</p>\n"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One\nTwo", "<p>One<br>\nTwo</p>\n"),
        ("**Yes** and *no*", "<p><strong>Yes</strong> and <em>no</em></p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("# not a heading", "<p># not a heading</p>\n"),
        ("<b>not markup</b>", "<p>&lt;b&gt;not markup&lt;/b&gt;</p>\n"),
        ("    not code", "<p>not code</p>\n"),
        ("![x](https://example.org/x.png)", '<p>!<a href="https://example.org/x.png" rel="noopener noreferrer nofollow">x</a></p>\n'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](file:///etc/passwd)", "<p>[x](file:///etc/passwd)</p>\n"),
    ],
)
def test_small_markdown_and_nothing_else(typed: str, shown: str) -> None:
    assert prose(typed) == shown


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_what_was_pasted_is_kept_to_the_sign(text: str) -> None:
    assert tidy(text) == text


def test_an_accent_in_two_signs_is_kept_as_one() -> None:
    assert tidy("w\u0302 y\u0302 a\u0302") == "ŵ ŷ â"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("A\tB\tC\n1\t\t3", "<p>A | B | C<br>\n1 | | 3</p>\n"),
        ("A \t B", "<p>A | B</p>\n"),
        ("\tindented", "<p>indented</p>\n"),
        ("ends in one\t", "<p>ends in one</p>\n"),
        ("1.\tFirst\n2.\tSecond", "<ol>\n<li>First</li>\n<li>Second</li>\n</ol>\n"),
        ("-\tFirst\n-\tSecond", "<ul>\n<li>First</li>\n<li>Second</li>\n</ul>\n"),
        ("\uf0b7\tFirst", "<p>• First</p>\n"),
    ],
)
def test_cells_stand_apart_and_pasted_lists_are_lists(typed: str, shown: str) -> None:
    assert prose(typed) == shown


@pytest.mark.parametrize("mark", ["> ", "- "])
def test_a_text_nested_too_deep_is_shown_whole(mark: str) -> None:
    lines = [f"{mark * depth}line{depth}" if mark == "> " else f"{'  ' * depth}{mark}line{depth}" for depth in range(1, 40)]

    shown = prose("\n".join(lines))

    assert [depth for depth in range(1, 40) if f"line{depth}" not in shown] == []


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(alphabet=st.sampled_from("<>/\"'=ab&;:()[]*_`!-#\n javscriptonldhef")))
def test_no_tag_but_ours_ever_comes_out(text: str) -> None:
    import html5lib

    tree = html5lib.parseFragment(prose(text), namespaceHTMLElements=False)

    allowed = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code", "DOCUMENT_FRAGMENT"}
    assert {element.tag for element in tree.iter()} <= allowed
    assert {name for element in tree.iter() for name in element.attrib} <= {"href", "rel", "start"}
