"""What the planner is made of is known, and may be handed on."""

import json
import re

from bench.sbom import DEVELOPMENT_ALONE, FILE, components, document
from bench.site import ROOT


def test_every_part_that_runs_has_a_licence_that_may_be_handed_on() -> None:
    assert [(one.name, one.licence) for one in components("requirements.lock") if not one.is_allowed] == []


def test_of_the_parts_for_development_those_that_may_not_are_named() -> None:
    assert {one.name for one in components("requirements-dev.lock") if not one.is_allowed} == set(DEVELOPMENT_ALONE)
    assert not {one.name for one in components("requirements.lock")} & set(DEVELOPMENT_ALONE)


def test_the_bill_of_materials_is_of_the_lock_as_it_is() -> None:
    """`python -m bench sbom` makes it anew."""
    assert json.loads(FILE.read_text(encoding="utf-8")) == document("requirements.lock")


def test_every_locked_part_is_held_to_a_hash_and_an_exact_version() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        named = re.findall(r"^[A-Za-z0-9._-]+[=<>~]", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
        assert len(named) == len(components(lock))
        assert all(one.hashes for one in components(lock))


def test_no_lock_names_an_address_to_fetch_from() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert not re.search(r"https?://|--index-url|--extra-index", (ROOT / lock).read_text(encoding="utf-8"))


def test_the_image_has_what_setup_installs_so_that_files_look_the_same() -> None:
    wanted = re.findall(r'^packages="(.*)"', (ROOT / "script" / "setup").read_text(encoding="utf-8"), re.MULTILINE)[0].split()

    assert len(wanted) > 5
    assert [name for name in wanted if name not in (ROOT / "Dockerfile").read_text(encoding="utf-8").split()] == []
