"""The reviewed summary as one canonical text; the signature is bound to its SHA-256.

Not JSON: it is what the person read, line by line, in the language they read it in. Fields are
separated by a tab, lines by a line feed; both, and the backslash, are escaped inside texts, so
that no answer can forge a line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kiosk.cases.submission import Attachment, ConsentGiven
from kiosk.identity.card import IdCard
from kiosk.journey.fields import Answer

if TYPE_CHECKING:  # brings libraries with it
    from kiosk.catalogue.model import ServiceItem
    from kiosk.forms import Form

HEADER = "bianmin-summary 1"


def summary_text(
    *,
    item: ServiceItem,
    form: Form,
    card: IdCard,
    consents: Iterable[ConsentGiven],
    answers: Iterable[Answer],
    attachments: Iterable[Attachment] = (),
    language: str,
) -> str:
    """What was reviewed: item, form, applicant, consents, every answer, and the hash of files."""
    lines = [
        (HEADER, language),
        ("item", item.id, item.version, item.name.in_language(language)),
        ("form", form.id, form.version),
        ("applicant", card.display_name, card.id_no),
    ]
    lines += [("consent", given.id, given.version, given.sha256) for given in consents]
    lines += [("answer", a.ref, a.section, a.label, a.value) for a in answers]
    lines += [("attachment", a.name, hashlib.sha256(a.content).hexdigest()) for a in attachments]
    return "".join("\t".join(map(_escaped, line)) + "\n" for line in lines)


def summary_sha256(text: str) -> str:
    """Hex digest of the summary, UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
