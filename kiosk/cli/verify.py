"""`kiosk verify`: is the code on a document genuine?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.cli.options import DEFAULT_CONFIG, add_config
from kiosk.errors import EnvironmentFault

if TYPE_CHECKING:
    from kiosk.verification import TrustList, Verdict

_FIRST_LANGUAGE = "zh_CN"
_BEGINNINGS = ("BM1:", "BM2:", "HC1:")
_SENTENCES = {
    "signed": "Signed by an issuer that is trusted here, and not changed.",
    "signature": "Not what the issuer signed: changed, or made by somebody else.",
    "damaged": "Changed, or damaged so that it cannot be read any more.",
    "key_unknown": "Signed with a key that is not in the trust list, if at all.",
    "kind_not_allowed": "The issuer is not trusted with documents of this kind.",
    "time_over": "Signed and not changed, but its time is over.",
    "key_time_over": "Signed after the time of the issuer's key was over.",
    "key_revoked": "The issuer's key was revoked: nothing signed with it is believed.",
    "time_to_come": "Signed and not changed, but not valid yet; or the clock here is wrong.",
    "key_time_to_come": "Signed before the time of the issuer's key began.",
    "unsigned": "It holds a deposit number and no signature: ask with the number.",
    "no_code": "No code that can be verified.",
}
"""What each `kiosk.verification.Reason` means."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "verify",
        help="say whether codes on documents are genuine",
        description="Verify the codes in pictures of documents, or texts of codes, by the trust "
        "list, without a network. Ends with 1 unless every one is genuine.",
    )
    parser.add_argument(
        "inputs", nargs="+", metavar="IMAGE|TEXT", help="a picture (PNG, JPEG), or a code's text"
    )
    add_config(parser)
    parser.add_argument(
        "--trust", type=Path, metavar="FILE", help="another trust list than the configured one"
    )
    parser.add_argument(
        "--at", type=_moment, metavar="TIME", help="as of then, such as 2026-11-21T09:00 (now)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object for each code")
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what each code is."""
    from kiosk.clock import SystemClock
    from kiosk.verification import Outcome, verify  # brings the cryptography library

    trust = _trust_list(arguments.trust, arguments.config)
    now = arguments.at or SystemClock().now()
    others = 0
    for given in arguments.inputs:
        for text, trouble in _texts(given):
            verdict = verify(text, trust, now)
            facts = {"input": given} | _facts(verdict)
            if trouble:
                facts["message"] = trouble
            others += verdict.outcome is not Outcome.GENUINE
            print(json.dumps(facts, ensure_ascii=False) if arguments.json else _line(facts))
    return 1 if others else 0


def _trust_list(file: Path | None, config_file: Path) -> TrustList:
    from kiosk.config import load_config
    from kiosk.verification import TrustList, load_trust_list

    if file is None and (config_file != DEFAULT_CONFIG or config_file.exists()):
        file = load_config(config_file).trust_list
    if file is None:
        print(
            "kiosk verify: No trust list says whose signatures are believed: every issuer is "
            "unknown. Name one by --trust, or by trust_list in the configuration.",
            file=sys.stderr,
        )
        return TrustList()
    return load_trust_list(file)


def _texts(given: str) -> Iterator[tuple[str, str]]:
    """The codes that are meant, or a text that is none; and what is wrong with the picture."""
    if given.lstrip().startswith(_BEGINNINGS):
        yield given, ""
        return
    from drivers.codes.search import decode_file  # brings NumPy and the decoders

    try:
        codes = decode_file(Path(given))
    except (EnvironmentFault, ValueError, OSError) as fault:  # a text is no path, however long
        yield "", str(fault) if isinstance(fault, EnvironmentFault) else ""
        return
    ours = [code.text for code in codes if code.text.startswith(_BEGINNINGS)]
    for text in dict.fromkeys(ours) or [""]:
        yield text, ""


def _facts(verdict: Verdict) -> dict[str, Any]:
    from kiosk.verification.claims import plain

    issuer, claims = verdict.issuer, verdict.claims
    facts: dict[str, Any] = {
        "outcome": verdict.outcome.value,
        "reason": verdict.reason.value,
        "message": _SENTENCES[verdict.reason.value],
        "issuer": issuer.get(_FIRST_LANGUAGE) or next(iter(issuer.values()), None),
        "key_id": verdict.key_id.hex() or None,
        "kind": None,
        "number": None,
        "item": None,
        "name": None,
        "issued": None,
        "expires": None,
        "facts": None,
        "claims": None,
    }
    if claims is not None:
        facts |= {
            "kind": claims.kind.value if claims.kind else None,
            "number": claims.number or None,
            "item": claims.item or None,
            "name": claims.name or None,
            "issued": _written(claims.issued),
            "expires": _written(claims.expires),
            "facts": claims.facts.hex() or None,
            "claims": plain(claims.raw),
        }
    return facts


def _line(facts: dict[str, Any]) -> str:
    """A verdict for people; what a code says is quoted, so that it can draw nothing."""
    told = [
        f"{name}: {json.dumps(facts[name], ensure_ascii=True) if name != 'issuer' else facts[name]}"
        for name in ("issuer", "kind", "number", "item", "name", "issued", "expires")
        if facts[name]
    ]
    head = f"{facts['input']}: {facts['outcome']}. {facts['message']}"
    return "\n  ".join([head, *told])


def _moment(text: str) -> datetime:
    from sync.protocol.numbers import LOCAL_TIME

    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_TIME)


def _written(moment: datetime | None) -> str | None:
    from sync.protocol.numbers import LOCAL_TIME

    return moment.astimezone(LOCAL_TIME).isoformat() if moment else None
