"""`kiosk ask`: try whether the platform tells a citizen of their cases here."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.cli.devices.reading import address
from kiosk.cli.devices.single import make
from kiosk.cli.options import add_config
from kiosk.errors import EnvironmentFault

if TYPE_CHECKING:
    from drivers.api import IdCardReader
    from kiosk.clock import Clock
    from kiosk.config import Config
    from kiosk.identity.card import IdCard
    from kiosk.store import Store

_CONNECT_S, _READ_S = 5.0, 20.0


@dataclass(frozen=True, slots=True)
class _Found:
    """What may be shown of an answer: how much there is, and nothing about anybody."""

    cases: int
    results: int
    fetched: int
    seconds: float


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "ask",
        help="try whether citizens are told of their cases",
        description="Read one identity card, ask the platform for its owner's cases and fetch "
        "the documents that came of them. How many there are is printed; who it is and what they "
        "say is neither shown nor kept.",
    )
    add_config(parser)
    parser.add_argument(
        "--port", metavar="PATH", help="another reader than the configured one: port or address"
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=30.0,
        metavar="S",
        help="seconds to wait for a card (default: %(default)g)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Read a card, ask, and say how much was found."""
    from kiosk import bootstrap, log, memory  # heavy: loaded where they are used
    from kiosk.clock import SystemClock
    from kiosk.config import load_config

    config = load_config(arguments.config)
    memory.forbid_core_dumps()
    log.configure()
    clock = SystemClock()
    store = bootstrap.open_store(config, clock)
    try:
        _require_platform(config, store)
        reader = address(arguments.port) if arguments.port else _configured(config)
        card = _card(reader, clock, arguments.timeout)
        found = _ask(config, store, card, clock)
    finally:
        store.close()
    if arguments.json:
        facts = {name: getattr(found, name) for name in ("cases", "results", "fetched")}
        print(json.dumps(facts | {"seconds": round(found.seconds, 2)}))
    else:
        print(
            f"{found.cases} cases, {found.results} documents, {found.fetched} of them fetched "
            f"and whole, in {found.seconds:.1f} s"
        )
    return 0


def _require_platform(config: Config, store: Store) -> None:
    from kiosk.cases.terminal import check_enrolled

    if config.openrosa is not None:
        raise EnvironmentFault(
            "visit.no_platform",
            "This terminal's cases go to an OpenRosa server, which answers no questions.",
            "Ask where the cases are decided.",
        )
    check_enrolled(store.terminal())


def _configured(config: Config) -> str:
    from drivers.api import DeviceClass

    for device in config.devices:
        if device.device_class == DeviceClass.ID_CARD_READER:
            return device.url
    raise EnvironmentFault(
        "config.unusable",
        "The configuration names no reader of identity cards.",
        "Name one in a [[device]], or by --port.",
    )


def _card(reader_address: str, clock: Clock, timeout_s: float) -> IdCard:
    from drivers.api import DeviceClass
    from drivers.id_card.reading import read_one_card

    reader: IdCardReader = make(DeviceClass.ID_CARD_READER, reader_address)
    reader.open()
    try:
        if sys.stderr.isatty():
            print("Lay a card on the reader.", file=sys.stderr)
        return read_one_card(reader, clock=clock, timeout_s=timeout_s)
    finally:
        reader.close()


def _ask(config: Config, store: Store, card: IdCard, clock: Clock) -> _Found:
    from kiosk.bootstrap import AGENT_LOCK
    from kiosk.cases.terminal import TerminalIdentity, check_enrolled
    from sync.agent.settings import AgentSettings
    from sync.agent.visits import Shown, Visit

    def identity() -> TerminalIdentity:
        return check_enrolled(store.terminal())

    with store.reading() as uow:
        offset_s = uow.link.get().clock_offset_s
    settings = AgentSettings(config.data_dir / AGENT_LOCK, connect_s=_CONNECT_S, read_s=_READ_S)
    shown = Shown(card.kind.value, card.name, card.id_no, clock.now())
    begun = clock.monotonic()
    cases = results = fetched = 0
    with Visit(identity, shown, settings, clock, offset_s=offset_s) as visit:
        answer = visit.cases()
        while True:
            cases += len(answer.cases)
            for offer in (one for case in answer.cases for one in case.results):
                results += 1
                fetched += len(visit.document(offer)) == offer.size
            if not answer.more or not answer.cases:
                break
            answer = visit.cases(after=answer.cases[-1].case_number)
    return _Found(cases, results, fetched, clock.monotonic() - begun)
