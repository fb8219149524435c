"""The review as a Word document that can be worked on: real headings, lists and tables, and words in place of the pictures."""

import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from journey.archive import noon, timeless
from journey.dates import day_words
from journey.review.decisions import ReviewDecision
from journey.review.document import ReviewDocument
from journey.review.labels import label
from journey.review.nouns import noun_of, review_words, title_of
from journey.review.part import Part
from journey.review.shape import facts_in, in_words, part_words, parts_in, tells_stage
from journey.review.stages import APART, ReviewAnswer, ReviewStage
from journey.review.word_writer import Writer
from journey.review_sections import off_words
from journey.words import for_file

LANGUAGE = "en-GB"
NOT_OURS = frozenset({"thumbnail", "extended-properties", "stylesWithEffects", "customXml"})
"""Parts of the empty document we begin from that tell of somebody else's: a picture of an empty page, another program's name."""
INK = RGBColor(0x16, 0x21, 0x1F)
SIZES = {"Heading 1": 26, "Heading 2": 17, "Heading 3": 13, "Heading 4": 11, "Normal": 11}
"""Points."""
TOLD_FIRST = (
    "correction_because",
    "nothing_to_report",
    "decision_wanted",
    "decision_by",
    "changes",
    "status_words",
    "status_reason",
    "status_before",
    "standing",
    "where",
    "organisations",
    "leads",
    "commissioners",
    "rhythm",
    "next_review",
    "money_line",
    "spending_line",
    "three_achieved",
    "three_learned",
    "three_risks",
    "families_line",
)
IN_LINES = ("three_achieved", "three_learned", "three_risks")
"""Those that have a line for each thing."""
TOLD_APART = (
    "off",
    "depth",
    "project",
    "outcome",
    "path",
    "schema_version",
    "status",
    "made_up",
    "unanswered_starters",
    "map_title",
    "credit",
    "credit_doi",
)
"""Facts of the document that have a place of their own; every other is told at the end."""
UNSAID = ("key", "id")
"""Names for machines."""
CHAPTERS = frozenset({"readers", "marks", "moves", "beside", "standings", "signs", "decisions", "stages", "evidence"})
"""Nouns that have a chapter of their own; every other gets one after them."""
IN_HEADING = ("kind", "day", "stage", "title", "back", "said", "number", "key")


def word(document: ReviewDocument) -> bytes:
    """The document as an editable file. The same document gives the same bytes."""
    made = Document()
    dress(made, document)
    writer = Writer(made)
    write_page_one(writer, document)
    if document.depth == "one-page":
        write_stages(writer, document, 2)
    else:
        write_chapters(writer, document)
    if document.is_frozen or document.is_prepared:
        write_reply(writer, document)
    write_about(writer, document)
    file = io.BytesIO()
    made.save(file)
    return timeless(file.getvalue())


def write_chapters(writer: Writer, document: ReviewDocument) -> None:
    """All but page one, and nothing of a section that this reader does not get: not even that it would be empty."""
    if "journey" not in document.off:
        write_journey(writer, document)
    write_standing(writer, document)
    write_decisions(writer, document)
    told = [stage for stage in document.stages if stage.answers or stage.not_relevant]
    for stage in sorted(told, key=lambda stage: (stage.standing != "main", stage.number)):
        write_answers(writer, stage)
    write_unsaid(writer, document)
    for name in parts_in(type(document)):
        if name not in CHAPTERS:
            write_others(writer, document, name)
    if "evidence" not in document.off:
        write_evidence(writer, document)
    if "unanswered" not in document.off:
        write_unanswered(writer, document)


# The file itself


def dress(made: WordDocument, document: ReviewDocument) -> None:
    """Paper, styles, language, properties, header and footer."""
    properties = made.core_properties
    properties.title = short(f"{document.project}: {review_words(document)}")
    properties.author = short("; ".join(document.leads))
    properties.language, properties.comments, properties.last_modified_by = LANGUAGE, "", ""
    properties.created = properties.modified = noon(document.as_of)
    for relations in (made.part.package.rels, made.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.rpartition("/")[2] in NOT_OURS]:
            relations.pop(key)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)
    for language in made.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)
    for name, size in SIZES.items():
        style = made.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()  # the theme's fonts would go before ours
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), INK
        fonts.set(qn("w:cs"), "Arial")
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(22)
    section.header.paragraphs[0].text = for_file(", ".join((document.project, review_words(document))))
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    before, between, after = _("Page %(page)s of %(pages)s").replace("%(page)s", "\0").replace("%(pages)s", "\0").split("\0")
    footer.add_run(before)
    add_field(footer, "PAGE")
    footer.add_run(between)
    add_field(footer, "NUMPAGES")
    footer.add_run(after)


def short(text: str) -> str:
    """As long as a property of a file may be."""
    return for_file(text)[:255]


def add_field(paragraph: Paragraph, name: str) -> None:
    """A number that Word works out for itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    shown = OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)


# The chapters, in the order in which the page has them


def write_page_one(writer: Writer, document: ReviewDocument) -> None:
    writer.heading(document.project, 1)
    covers = _("Covers %(begins)s to %(day)s.") % {"begins": day_words(document.covers_from), "day": day_words(document.covers_to)}
    made_up = [_("A made-up sample.")] if document.made_up else []
    writer.line(" ".join((f"{review_words(document)}.", covers, *made_up)))
    writer.prose(document.outcome)
    for name in TOLD_FIRST:
        value = getattr(document, name)
        writer.fact(label(name), "\n".join(f"- {line}" for line in value) if name in IN_LINES else in_words(value))
    for mark in document.marks:
        writer.fact(f"{label('since')}: {mark.title}", mark.since)
    if document.unanswered_starters:
        writer.heading(label("unanswered_starters"), 2)
        writer.items(document.unanswered_starters)


def write_journey(writer: Writer, document: ReviewDocument) -> None:
    writer.heading(_("The journey so far"), 2)
    writer.line(document.path if document.moves else _("The team has not yet said which stage most of the work belongs to."))
    for move in document.moves:
        writer.heading(f"{day_words(move.day)}: {move.title}", 3)
        write_facts(writer, move)
    names = {stage.number: stage.name for stage in document.stages}
    for span in document.beside:
        told = {"stage": names.get(span.stage, span.stage), "start": day_words(span.start), "end": day_words(span.end) if span.end else ""}
        words = (
            _("Open beside the main stage: %(stage)s, %(start)s to %(end)s.")
            if span.end
            else _("Open beside the main stage: %(stage)s, since %(start)s.")
        )
        writer.line(words % told)
    write_stages(writer, document, 3)


def write_stages(writer: Writer, document: ReviewDocument, level: int) -> None:
    """What the wheel shows."""
    writer.heading(_("The six stages"), level)
    standing = {"main": _("Main stage."), "open": _("Also open.")}
    rows = [(f"{stage.number} {stage.name}", " ".join((standing.get(stage.standing, ""), stage.words)).strip()) for stage in document.stages]
    writer.table((_("Stage"), _("How it stands")), rows)


def write_standing(writer: Writer, document: ReviewDocument) -> None:
    if document.standings:
        writer.heading(_("The project as a whole"), 2)
    for standing in document.standings:
        writer.heading(f"{day_words(standing.day)}: {standing.title}", 3)
        write_facts(writer, standing, "paused", "parting")
    if document.signs:
        writer.heading(_("Signs of being ready: %(stage)s") % {"stage": document.main.name if document.main else ""}, 2)
        writer.line(_("As the team sees them. They do not add up to anything."))
    for sign in document.signs:
        writer.fact(sign.reading, sign.text)
        writer.prose(sign.note)
        if sign.day:
            writer.line(f"{day_words(sign.day)}, {sign.by}.")
        writer.fact(label("since"), sign.since)


def write_decisions(writer: Writer, document: ReviewDocument) -> None:
    if document.decisions:
        writer.heading(_("Decisions"), 2)
    for decision in document.decisions:
        writer.heading(f"{decision.number}. {decision.said}", 3)
        write_facts(writer, decision, "conditions", "option")
        write_conditions(writer, decision)


def write_conditions(writer: Writer, decision: ReviewDecision) -> None:
    if decision.conditions:
        writer.heading(label("conditions"), 4)
    for condition in decision.conditions:
        due = _("by %(day)s") % {"day": day_words(condition.due)} if condition.due else ""
        writer.fact(condition.state, "; ".join(part for part in (condition.text, condition.who, due) if part))
        writer.prose(condition.note)
        if condition.changed:
            writer.line(f"{day_words(condition.changed)}, {condition.by}.")
        writer.fact(label("since"), condition.since)


def write_answers(writer: Writer, stage: ReviewStage) -> None:
    writer.heading(_("Answers: %(stage)s") % {"stage": stage.name}, 2)
    writer.line(f"{stage.words} {_('Each answer stands as it was written.')}")
    for answer in stage.answers:
        writer.heading(f"{answer.number}. {answer.question}", 3)
        writer.prose(answer.text)
        write_about_answer(writer, answer)
    for reason in stage.not_relevant:
        writer.heading(f"{reason.number}. {reason.question}", 3)
        writer.fact(_("Not relevant because"), reason.because)
        writer.fact(label("since"), reason.since)


def write_about_answer(writer: Writer, answer: ReviewAnswer) -> None:
    writer.fact(label("evidence"), "; ".join(part_words(item) for item in answer.evidence))
    writer.line(f"{day_words(answer.written_on)}, {answer.written_by}. {answer.theme}.")
    writer.fact(label("strength"), answer.strength)
    writer.fact(label("since"), answer.since)


def write_unsaid(writer: Writer, document: ReviewDocument) -> None:
    """That nothing is said yet of what every review keeps a place for. What is said stands among the answers, stage by stage."""
    if not document.voice:
        writer.heading(str(APART["voice"]), 2)
        writer.line(_("The team has not yet said how children, young people and families have a voice in this."))
    if not document.ethics:
        writer.heading(str(APART["ethics"]), 2)
        writer.line(_("The team has not yet said anything here about ethics, equity and safety."))


def write_others(writer: Writer, document: ReviewDocument, noun: str) -> None:
    """A chapter for a noun that has no words of its own here."""
    parts: Sequence[Part] = getattr(document, noun)
    stages = {stage.number: stage.name for stage in document.stages}
    if parts:
        writer.heading(str(noun_of(noun).title), 2)
    for part in parts:
        title = title_of(noun, part)
        writer.heading(title, 3)
        for name, text in facts_of(part):
            if text != title and name not in UNSAID and not isinstance(getattr(part, name), bool):
                is_stage = name == "stage" and tells_stage(type(part))
                writer.fact(label(name, noun), stages.get(getattr(part, name), text) if is_stage else text)


def write_evidence(writer: Writer, document: ReviewDocument) -> None:
    writer.heading(_("Evidence"), 2)
    if not document.evidence:
        writer.line(_("The team has listed no evidence yet."))
    for item in document.evidence:
        writer.heading(item.title, 3)
        write_facts(writer, item, "listed", keep=("day",))
        if not item.listed:
            writer.line(_("No longer in the project’s list."))


def write_unanswered(writer: Writer, document: ReviewDocument) -> None:
    writer.heading(_("Not yet answered"), 2)
    if not document.open_stages:
        writer.line(_("No question is open in the stages that the project has worked in."))
    for stage in document.open_stages:
        writer.heading(f"{stage.number} {stage.name}", 3)
        writer.items(f"{question.number}. {question.question}" for question in stage.unanswered)


def write_reply(writer: Writer, document: ReviewDocument) -> None:
    """A table in which whoever reads this answers, as the page has a box for it."""
    writer.heading(_("The reviewer’s reply"), 2)
    if document.answer_to:
        writer.line(_("Please answer to %(name)s.") % {"name": document.answer_to})
    decides = [_("What you decide: I agree; I agree, with conditions; I do not agree; I need to know more"), _("Why, and with which conditions")]
    asked = [*(decides if document.decision_wanted else [_("What you make of it")]), _("What you ask"), _("Your name and the day")]
    writer.table((_("Asked of you"), _("Your answer")), [(words, "") for words in asked])


def write_about(writer: Writer, document: ReviewDocument) -> None:
    writer.heading(_("About this review"), 2)
    writer.line(f"{document.map_title}. {document.credit} {document.credit_doi}")
    writer.line(_("This review holds no records about children. Answers stand as the team wrote them; nothing in it is a score."))
    writer.fact(label("readers"), "; ".join(reader.name for reader in document.readers))
    writer.fact(label("off"), "; ".join(off_words(document.off)))
    if document.made_up:
        writer.line(_("Every place, person and figure in it is made up."))
    for name in facts_in(type(document)):
        if name not in (*TOLD_FIRST, *TOLD_APART):
            writer.fact(label(name), in_words(getattr(document, name)))


def write_facts(writer: Writer, part: Part, *told: str, keep: Sequence[str] = ()) -> None:
    """Every fact of a part under its name, but for what its heading says and what is `told` elsewhere."""
    for name, text in facts_of(part):
        if name not in told and (name not in IN_HEADING or name in keep):
            writer.fact(label(name), text)


def facts_of(part: Part) -> Iterator[tuple[str, str]]:
    for name in (*facts_in(type(part)), *parts_in(type(part))):
        yield name, in_words(getattr(part, name))
