"""Make the review's document from a project as it stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from journey.conditions import ConditionFacts, conditions_of
from journey.evidence import EvidenceFacts, cited, evidence_facts, with_evidence
from journey.models import Decision, DecisionCondition, Evidence, Preparation, Project, Standing
from journey.options import asked_for, say
from journey.overview import Overview, overview
from journey.path_lines import MoveFacts
from journey.plan import plan_of
from journey.resources import money_line, resource_facts
from journey.review.before import before
from journey.review.compose_measures import compose_involvements, compose_measures, compose_resources
from journey.review.compose_plan import compose_action, compose_milestone, compose_risk
from journey.review.conditions import ReviewConditionRating, ReviewConditionReading
from journey.review.decisions import ReviewCondition, ReviewDecision, ReviewDetail
from journey.review.document import ReviewDocument
from journey.review.evidence import ReviewEvidence
from journey.review.path import ReviewCorrection, ReviewMove, ReviewSpan
from journey.review.prepared import ReviewReader
from journey.review.since import marked
from journey.review.stages import ReviewAnswer, ReviewQuestion, ReviewReason, ReviewStage
from journey.review.standing import ReviewSign, ReviewStanding
from journey.rhythm import following
from journey.signs import SignRow, sign_rows
from journey.stage_facts import StageFacts


def compose(project: Project, prepared: Preparation | None = None, readers: tuple[ReviewReader, ...] = ()) -> ReviewDocument:
    """The review as it stands today, with what was prepared for it: a number of queries that depends on nothing."""
    facts = overview(project)
    last = before(project, prepared)
    edition = facts.edition
    found = cited(project)
    plan = plan_of(project)
    evidence = {told.item.pk: compose_evidence(told) for told in evidence_facts(project, facts, found) if told.item.is_listed or told.places}

    def copied(items: Iterable[Evidence]) -> tuple[ReviewEvidence, ...]:
        return tuple(evidence[item.pk] for item in items)

    of_answers = {key: copied(found.by(answer)) for key, answer in facts.answers.items()}
    begins = facts.begins(project)
    resources = resource_facts(project)
    owners = project.memberships.filter(ended_at=None, role="owner").select_related("user")
    document = ReviewDocument(
        status="draft",
        edition=project.edition,
        last_number=last.document.number if last else "",
        last_frozen=last.day if last else None,
        status_before=last.status if last else "",
        **compose_prepared(prepared, readers),
        project=project.name,
        outcome=project.outcome,
        organisations=tuple(project.partners),
        leads=tuple(f"{owner.user}, {owner.job}" if owner.job else str(owner.user) for owner in owners),
        commissioners=tuple(project.commissioners),
        made_up=project.kind != Project.Kind.REAL,
        begins=begins,
        as_of=facts.today,
        rhythm=project.get_review_every_display() or "",
        next_review=(prepared and prepared.next_review) or (None if facts.rests else following(project, begins)),
        where=facts.main_words,
        path=facts.path_words,
        standing=facts.standing_words,
        standings=tuple(compose_standing(standing) for standing in facts.standings),
        signs=tuple(compose_sign(row) for row in sign_rows(project, facts.main.stage)) if facts.main else (),
        decisions=tuple(
            compose_decision(project, decision, copied(found.by_decision(decision)))
            for decision in project.decisions.told().standing().order_by("day", "number")
        ),
        conditions=tuple(compose_reading(project, told) for told in conditions_of(project).agreed),
        milestones=tuple(compose_milestone(one) for one in plan.milestones),
        actions=tuple(compose_action(row) for row in [*plan.open, *plan.settled]),
        risks=tuple(compose_risk(one) for one in plan.risks),
        stages=tuple(compose_stage(told, facts, of_answers) for told in facts.stages),
        moves=tuple(compose_move(told, copied(told.evidence)) for told in with_evidence(facts.log, found)),
        beside=tuple(ReviewSpan(stage=span.stage, start=span.start, end=span.end) for span in facts.beside),
        evidence=tuple(evidence.values()),
        involvements=compose_involvements(project),
        measures=compose_measures(project),
        resources=compose_resources(project, resources),
        money_line=money_line((told.item.kind, told.item.budget, told.item.spent) for told in resources),
        unanswered_starters=tuple(question.text for question in facts.unanswered_starters),
        log_length=project.log_length,
        log_head=project.log_head,
        map_title=edition.title,
        credit=edition.credit,
        credit_doi=edition.credit_doi,
    )
    return marked(document, last) if last else document


def compose_prepared(prepared: Preparation | None, readers: tuple[ReviewReader, ...]) -> dict[str, Any]:
    """The fields that the team fills for this very review, as far as it did."""
    if prepared is None:
        return {}
    return {
        "period_begins": prepared.begins,
        "period_ends": prepared.ends,
        "decision_wanted": prepared.decision_wanted,
        "decision_by": prepared.decision_by,
        "status_words": str(prepared.get_status_display()) if prepared.status else "",
        "status_reason": prepared.status_reason,
        "three_achieved": prepared.three("achieved"),
        "three_learned": prepared.three("learned"),
        "three_risks": prepared.three("risk"),
        "families_line": prepared.families,
        "spending_line": prepared.money,
        "nothing_to_report": prepared.nothing_to_report,
        "correction_because": prepared.correction_because,
        "readers": readers,
    }


def compose_move(told: MoveFacts, evidence: tuple[ReviewEvidence, ...]) -> ReviewMove:
    return ReviewMove.model_validate(
        {
            "kind": told.kind,
            "day": told.move.day,
            "stage": told.stage.number,
            "title": told.title,
            "back": told.back,
            "because": told.because,
            "reason": told.move.reason,
            "carries_over": told.move.carries_over,
            "by": str(told.move.by),
            "length": told.length,
            "evidence": evidence,
            "corrections": tuple(
                ReviewCorrection(words=correction.words, why=correction.move.why_corrected, instead=correction.instead)
                for correction in told.corrections
            ),
        }
    )


def compose_evidence(told: EvidenceFacts) -> ReviewEvidence:
    item = told.item
    return ReviewEvidence(
        title=item.title,
        type=str(item.get_type_display()),
        day=item.day,
        held=item.held,
        link=item.link,
        note=item.note,
        listed=item.is_listed,
        cited_by=tuple(place.words for place in told.places),
    )


def compose_stage(told: StageFacts, facts: Overview, evidence: Mapping[str, tuple[ReviewEvidence, ...]]) -> ReviewStage:
    answers, reasons, unanswered = [], [], []
    for question in told.stage.questions:
        named = {"key": question.key, "number": question.number, "question": question.text, "theme_key": question.theme}
        answer = facts.answers.get(question.key)
        if answer is not None and answer.state == "written":
            answers.append(
                ReviewAnswer.model_validate(
                    named
                    | {
                        "theme": facts.edition.theme(question.theme).name,
                        "text": answer.text,
                        "strength": str(answer.get_strength_display()) if answer.strength else "",
                        "written_on": timezone.localdate(answer.changed_at),
                        "written_by": str(answer.changed_by),
                        "evidence": evidence[question.key],
                    }
                )
            )
        elif answer is not None and answer.state == "not-relevant":
            reasons.append(ReviewReason.model_validate(named | {"because": answer.because}))
        else:
            unanswered.append(ReviewQuestion.model_validate(named))
    return ReviewStage(
        key=told.stage.key,
        number=told.stage.number,
        name=told.stage.name,
        standing=told.standing,
        words=told.words,
        in_wheel=told.short_words,
        counts=told.counts,
        answers=tuple(answers),
        not_relevant=tuple(reasons),
        unanswered=tuple(unanswered),
    )


def compose_decision(project: Project, decision: Decision, evidence: tuple[ReviewEvidence, ...]) -> ReviewDecision:
    details = {detail.key: detail.text for detail in decision.details.all()}
    return ReviewDecision(
        number=decision.number,
        day=decision.day,
        stage=project.map.stage(decision.stage).number,
        option=project.map.decision(decision.option).name,
        said=say(project.map, decision),
        reason=decision.reason,
        options=decision.options,
        dissent=decision.dissent,
        ethical=decision.ethical,
        feasible=decision.feasible,
        details=tuple(ReviewDetail(question=words, text=details[key]) for key, words in asked_for(decision.option) if key in details),
        parties=tuple(str(party) for party in decision.parties.all()),
        conditions=tuple(compose_condition(condition) for condition in decision.conditions.all()),
        look_again=decision.look_again,
        corrected_on=timezone.localdate(decision.at) if decision.corrects else None,
        corrected_because=decision.correction_because,
        by=decision.recorded_by,
        evidence=evidence,
    )


def compose_condition(condition: DecisionCondition) -> ReviewCondition:
    last = condition.last_change
    return ReviewCondition(
        text=condition.text,
        who=condition.who,
        due=condition.due,
        state=str(condition.get_state_display()),
        note=last.note if last else "",
        changed=timezone.localdate(last.at) if last else None,
        by=str(last.by) if last else "",
    )


def compose_reading(project: Project, told: ConditionFacts) -> ReviewConditionReading:
    now = told.views[0]
    return ReviewConditionReading.model_validate(
        {
            "key": told.condition.key,
            "name": told.condition.name,
            "cluster": told.cluster.name,
            "leaning": now.leaning,
            "reading": now.words,
            "words": told.words,
            "trend": now.trend_words,
            "influence": now.influence_words,
            "helps": now.helps,
            "hinders": now.hinders,
            "note": now.note,
            "day": now.day,
            "stage": project.map.stage(now.stage).name if now.stage else "",
            "by": str(now.by),
            "apart": tuple(ReviewConditionRating(who=one.who, reading=one.words.lower()) for one in told.newest),
        }
    )


def compose_sign(row: SignRow) -> ReviewSign:
    now = row.now
    return ReviewSign(
        key=row.sign.key,
        text=row.sign.text,
        reading=row.words,
        note=now.note if now else "",
        day=timezone.localdate(now.at) if now else None,
        by=str(now.by) if now else "",
    )


def compose_standing(standing: Standing) -> ReviewStanding:
    return ReviewStanding(
        day=standing.day,
        title=str(standing.get_kind_display()),
        paused=standing.kind == Standing.Kind.PAUSED,
        parting=standing.is_parting,
        reason=standing.reason,
        learning=standing.learning,
        promises=standing.promises,
        told=standing.told,
        restart=standing.restart,
        by=str(standing.by),
    )
