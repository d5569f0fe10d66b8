"""Masked forms for paper, screens and logs: enough to know oneself, too little for others."""

from __future__ import annotations

import re

STAR = "*"
_SEPARATORS = "\N{MIDDLE DOT} ,.'-\N{KATAKANA MIDDLE DOT}\N{BULLET}"
_CLUSTER = re.compile(r".[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
"""One character as a person counts it: with its combining marks and variation selectors."""
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")

_ENDS_SHOWN = {18: (6, 4), 15: (6, 3)}
"""Length of a number to how many characters stay readable at its beginning and end."""
_OTHER_ENDS = (2, 2)


def mask_name(name: str) -> str:
    """Mask a person's name.

    One character is hidden whole; of two the first stays; of three and more the first and the
    last (so that a compound surname gives no more away than another). The dot of minority names
    (U+00B7) stays in its place. Of Latin names the first letter of each word stays.
    """
    clusters = _CLUSTER.findall(name.strip())
    if _LATIN.match(name.strip()):
        return _mask_words(clusters)
    letters = [place for place, cluster in enumerate(clusters) if cluster not in _SEPARATORS]
    shown: set[int] = set()
    if len(letters) > 1:
        shown.add(letters[0])
    if len(letters) > 2:  # noqa: PLR2004 - of two characters only the first stays
        shown.add(letters[-1])
    return "".join(
        cluster if place in shown or cluster in _SEPARATORS else STAR
        for place, cluster in enumerate(clusters)
    )


def mask_id_no(id_no: str) -> str:
    """Mask a citizen number (first six and last four stay) or another certificate number."""
    number = id_no.strip()
    first, last = _ENDS_SHOWN.get(len(number), _OTHER_ENDS)
    hidden = len(number) - first - last
    if hidden < first + last and len(number) not in _ENDS_SHOWN:
        return STAR * len(number)
    return number[:first] + STAR * hidden + number[len(number) - last :]


def _mask_words(clusters: list[str]) -> str:
    """Keep the first letter of each word of a Latin name."""
    masked = []
    at_word_start = True
    for cluster in clusters:
        separator = cluster in _SEPARATORS
        masked.append(cluster if separator or at_word_start else STAR)
        at_word_start = separator
    return "".join(masked)
