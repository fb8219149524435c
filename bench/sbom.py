"""The parts that the planner is made of: a bill of materials in CycloneDX, from the locks and from what is installed, with each part's licence.

`python -m bench sbom` writes docs/sbom.cdx.json, of what runs; with `--dev` it prints that of what is only needed to work on it.
"""

import json
import re
import sys
from dataclasses import dataclass
from importlib import metadata
from importlib.resources import files
from typing import Any

from bench.site import ROOT

FILE = ROOT / "docs" / "sbom.cdx.json"
ELSEWHERE = {"brotlicffi": "MIT", "colorama": "BSD-3-Clause"}
"""Licences of parts that are locked for other platforms than the one this is made on."""
ALLOWED = re.compile(
    r"(MIT|MIT-0|MIT-CMU|BSD|BSD-[23]-Clause|[23]-Clause BSD|0BSD|Apache|Apache Software|Apache[- ]2\.0|PSF-2\.0|Python Software Foundation"
    r"|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)|LGPL-3\.0-only|Zlib|CC0-1\.0|CNRI-Python)( Licen[sc]e)?"
)
CHOSEN = {
    "pyphen": "MPL-1.1",  # one of three that it can be had under
    "qrcode": "BSD-3-Clause",
    "fido2": "BSD-2-Clause",  # the parts it took over are under Apache-2.0 and MPL-2.0
    "pytest-django": "BSD-3-Clause",
}
"""Where the package says several, or says it in a sentence, the licence that is relied on."""
DEVELOPMENT_ALONE = {
    "axe-playwright-python": "says none in its metadata (MIT in its repository)",
    "djlint": "GPL-3.0-or-later",
    "pymupdf": "AGPL-3.0, or one that is paid for",
    "pymupdf-layout": "as PyMuPDF",
    "pymupdf4llm": "as PyMuPDF",
    "text-unidecode": "Artistic, or GPL",
}
"""Parts that only check our work and are never part of what is handed on, with the licence that would not do there."""


@dataclass(frozen=True, slots=True)
class Component:
    name: str
    version: str
    licence: str
    hashes: tuple[str, ...]

    @property
    def is_allowed(self) -> bool:
        parts = re.split(r" AND | OR ", self.licence)
        return self.name in CHOSEN or all(ALLOWED.fullmatch(part) for part in parts)


def components(lock: str) -> list[Component]:
    """What a lock names, in its order."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\\n]+)(.*(?:\n    --hash=.*)*)", text, re.MULTILINE)
    return [Component(name, version, licence(name), tuple(re.findall(r"sha256:([0-9a-f]{64})", rest))) for name, version, rest in found]


def licence(name: str) -> str:
    """What the package says of its licence: as an expression, else in a word, else by its classifiers; "" for nothing."""
    if name in CHOSEN or name in ELSEWHERE:
        return CHOSEN.get(name) or ELSEWHERE[name]
    said = metadata.metadata(name)
    word = (said.get("License") or "").strip()
    classified = [line.split("::")[-1].strip() for line in said.get_all("Classifier", []) if line.startswith("License ::")]
    return said.get("License-Expression") or (word if word and len(word) < 40 and "\n" not in word else "") or " OR ".join(classified)


def htmx() -> str:
    """The version of the one script that is not ours. It comes inside django-htmx, and so is in no lock by its own name."""
    script = files("django_htmx").joinpath("static/django_htmx/htmx-2.min.js").read_text(encoding="utf-8")
    found = re.search(r'version:"([0-9.]+)"', script)
    return found[1] if found else ""


def document(lock: str) -> dict[str, Any]:
    """In CycloneDX 1.6. Without a date or a number of its own, so that the same lock gives the same file."""
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "innovation-journey-planner", "bom-ref": "innovation-journey-planner"}},
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{one.name}@{one.version}",
                "purl": f"pkg:pypi/{one.name}@{one.version}",
                "name": one.name,
                "version": one.version,
                "licenses": [{"license": {"name": one.licence}}] if one.licence else [],
                "hashes": [{"alg": "SHA-256", "content": content} for content in one.hashes],
            }
            for one in components(lock)
        ]
        + [
            {
                "type": "library",
                "bom-ref": f"pkg:npm/htmx.org@{htmx()}",
                "purl": f"pkg:npm/htmx.org@{htmx()}",
                "name": "htmx.org",
                "version": htmx(),
                "licenses": [{"license": {"id": "0BSD"}}],
            }
        ],
    }


def main() -> int:
    if "--dev" in sys.argv:
        print(json.dumps(document("requirements-dev.lock"), indent=1))
        return 0
    FILE.write_text(json.dumps(document("requirements.lock"), indent=1) + "\n", encoding="utf-8")
    wrong = [one.name for one in components("requirements.lock") if not one.is_allowed]
    print(f"{FILE.relative_to(ROOT)}: {len(components('requirements.lock'))} parts" + (f"; not allowed: {', '.join(wrong)}" if wrong else ""))
    return bool(wrong)
