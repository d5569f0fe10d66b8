"""The command ``kiosk-platform``."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import json
import os
import stat
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk import memory
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.settings import Acceptance, Settings, prepare_folder
from sync.platform.states import State
from sync.protocol.command_names import CommandName

if TYPE_CHECKING:
    from sync.platform.decisions import Decisions
    from sync.platform.handover.subscription import Departments
    from sync.platform.keys import PlatformKeys
    from sync.platform.store import Database

FAULT = 2
_HIGHEST_PORT = 65535
_MOST_WORKERS = 256
_HIGHEST_RATE = 100_000
_MOST_SIMULATED = 9999
_MOST_DAYS = 366
_HOURS = timedelta(hours=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if it did what it should, 2 with one sentence on stderr if not."""
    options = _parser().parse_args(arguments)
    os.umask(0o077)  # keys, database and exports are for this user alone
    memory.forbid_core_dumps()
    try:
        run: Callable[[argparse.Namespace], int | None] = options.run
        return run(options) or 0
    except EnvironmentFault as fault:
        print(f"kiosk-platform: {fault} [{fault.code}]", file=sys.stderr)
        return FAULT
    except ImportError as error:
        print(
            f"kiosk-platform: The package {error.name} is missing or cannot be loaded. "
            "Install the packages of requirements.lock. [library.missing]",
            file=sys.stderr,
        )
        return FAULT
    except BrokenPipeError:
        # whoever read our output has enough; without this Python complains once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130  # what a shell says of a program ended by Ctrl-C


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk-platform", description="The platform that service terminals report to."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder with keys and database"
    )
    common.add_argument(
        "--database", default="", metavar="URL", help="database address (default: SQLite in DIR)"
    )

    common.add_argument(
        "--files",
        default="",
        metavar="URL",
        help="where files of cases are (default: files in DIR)",
    )
    common.add_argument(
        "--actor", default=_whoami(), metavar="NAME", help="who does this, for the record (you)"
    )

    def command(
        name: str, run: Callable[[argparse.Namespace], int | None]
    ) -> argparse.ArgumentParser:
        words = (run.__doc__ or "").partition("\n")[0]
        made = commands.add_parser(name, parents=[common], help=words, description=words)
        made.set_defaults(run=run)
        return made

    serve = command("serve", _serve)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=_port, required=True, metavar="N", help="0 for a free one")
    serve.add_argument("--ready-file", type=Path, metavar="F", help="written when ready (JSON)")
    serve.add_argument(
        "--acceptance",
        type=Acceptance,
        choices=list(Acceptance),
        default=Acceptance.BY_RULE,
        help="who accepts delivered cases (default: %(default)s)",
    )
    serve.add_argument(
        "--rate", type=_rate, default=50, metavar="N", help="requests a second a terminal may make"
    )
    serve.add_argument(
        "--workers", type=_workers, default=1, metavar="N", help="processes that answer (1)"
    )
    serve.add_argument("--certificate", type=Path, metavar="F", help="TLS certificate (PEM)")
    serve.add_argument("--certificate-key", type=Path, metavar="F", help="its private key (PEM)")
    serve.add_argument("--behind-tls", action="store_true", help="a proxy in front speaks TLS")

    token = command("token", _token)
    token.add_argument("--place", default="", metavar="NAME", help="name of the service point")
    token.add_argument(
        "--number", type=int, default=0, metavar="N", help="terminal number (default: next free)"
    )
    token.add_argument(
        "--hours", type=_hours, default=24, metavar="H", help="how long it can be used (24)"
    )
    token.add_argument("--json", action="store_true", help="print JSON")

    export = command("export", _export)
    export.add_argument("--json", action="store_true", help="print JSON (the only form there is)")
    export.add_argument("--out", type=Path, metavar="F", help="write to a file")
    export.add_argument(
        "--attachments", type=Path, metavar="DIR", help="write the attachments' content there"
    )

    decide = command("decide", _decide)
    decide.add_argument("number", help="case number or deposit number")
    decide.add_argument("state", type=State, choices=list(State), metavar="STATE", help=_states())
    decide.add_argument("--text", default="", help="a sentence for the citizen")

    _add_remote_commands(command)

    supervise = command("supervise", _supervise)
    supervise.add_argument(
        "--recount", action="store_true", help="reckon the deadlines of all open cases again"
    )
    supervise.add_argument("--json", action="store_true", help="print JSON")

    _add_departments(commands, common, command("hand-over", _hand_over))

    keys = command("keys", _keys)
    keys.add_argument("--rotate", action="store_true", help="add a new key to seal messages to")
    keys.add_argument(
        "--suite", default="", metavar="NAME", help="cryptography of the new key (with --rotate)"
    )
    keys.add_argument("--json", action="store_true", help="print JSON")

    fleet = command("simulate-fleet", _simulate_fleet)
    fleet.add_argument("url", help="address at which the platform serves")
    fleet.add_argument("--terminals", type=_thousands, required=True, metavar="N", help="how many")
    fleet.add_argument("--cases", type=_thousands, required=True, metavar="M", help="of each")
    fleet.add_argument("--json", action="store_true", help="print JSON")

    command("migrate", _migrate)
    for name, run in (("compare-files", _compare_files), ("acts", _acts)):
        command(name, run).add_argument("--json", action="store_true", help="print JSON")
    return parser


def _add_departments(
    commands: Any, common: argparse.ArgumentParser, hand_over: argparse.ArgumentParser
) -> None:
    hand_over.add_argument("--once", action="store_true", help="what is due now, then end")
    hand_over.add_argument(
        "--give-up-after",
        type=_days,
        default=7,
        metavar="DAYS",
        help="how long to try to bring a case (%(default)s)",
    )
    department = commands.add_parser(
        "department",
        help="Let departments' systems in.",
        description="Let departments' systems in.",
    )
    acting = department.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, run in (
        ("add", _department_add),
        ("list", _department_list),
        ("remove", _department_remove),
        ("retry", _department_retry),
    ):
        words = (run.__doc__ or "").partition("\n")[0]
        made = acting.add_parser(name, parents=[common], help=words, description=words)
        made.set_defaults(run=run)
        if name != "list":
            made.add_argument("name", help="as forms name it")
        if name == "add":
            made.add_argument("--webhook", default="", metavar="URL", help="bring its cases there")
        if name in {"add", "list"}:
            made.add_argument("--json", action="store_true", help="print JSON")


def _add_remote_commands(
    command: Callable[[str, Callable[[argparse.Namespace], int | None]], argparse.ArgumentParser],
) -> None:
    order = command("command", _command)
    order.add_argument("terminal", help="number of the terminal, four digits")
    order.add_argument(
        "name",
        type=CommandName,
        choices=list(CommandName),
        metavar="COMMAND",
        help="one of " + ", ".join(CommandName),
    )
    order.add_argument(
        "--hours",
        type=_hours,
        default=24,
        metavar="H",
        help="not to be carried out any more after so long (24)",
    )
    order.add_argument("--json", action="store_true", help="print JSON")

    orders = command("commands", _commands)
    orders.add_argument("--json", action="store_true", help="print JSON")


def _whoami() -> str:
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return str(os.getuid())


def _states() -> str:
    return "one of " + ", ".join(State)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is no port: a port is 0 to {_HIGHEST_PORT}")
    return int(text)


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(
            f"{text} is no number of workers from 1 to {_MOST_WORKERS}"
        )
    return int(text)


def _thousands(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_SIMULATED:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 to {_MOST_SIMULATED}")
    return int(text)


def _rate(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _HIGHEST_RATE:
        raise argparse.ArgumentTypeError(f"{text} is no rate from 1 to {_HIGHEST_RATE}")
    return int(text)


def _hours(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 24 * 366:
        raise argparse.ArgumentTypeError(f"{text} is no number of hours from 1 to {24 * 366}")
    return int(text)


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text} is no number of days from 1 to {_MOST_DAYS}")
    return int(text)


def _settings(options: argparse.Namespace) -> Settings:
    acceptance = getattr(options, "acceptance", Acceptance.BY_RULE)
    rate = getattr(options, "rate", 50)
    return Settings(options.data, options.database, acceptance, rate, options.files)


def _open(options: argparse.Namespace) -> tuple[Database, PlatformKeys]:
    from sync.platform.keys import open_keys  # loads cryptography, which --help does not need
    from sync.platform.store import Database  # loads SQLAlchemy

    settings = _settings(options)
    prepare_folder(settings.data)
    keys = open_keys(settings.data, SystemClock())
    database = Database(settings.database_url)
    database.migrate()
    return database, keys


def _serve(options: argparse.Namespace) -> int:
    """Answer terminals until stopped."""
    from sync.platform import log  # as below
    from sync.platform.server import Listening, serve  # loads FastAPI, which no other command needs

    log.configure()
    return serve(
        _settings(options),
        Listening(
            host=options.host,
            port=options.port,
            certificate=options.certificate,
            certificate_key=options.certificate_key,
            behind_tls=options.behind_tls,
            ready_file=options.ready_file,
        ),
        options.workers,
    )


def _token(options: argparse.Namespace) -> None:
    """Make a one-time token that lets one terminal in."""
    from sync.platform.enrolment import issue_token  # loads pydantic, which --help does not need

    database, keys = _open(options)
    life = options.hours * _HOURS
    token = issue_token(
        database,
        keys,
        place=options.place,
        number=options.number,
        life=life,
        clock=SystemClock(),
        actor=options.actor,
    )
    if options.json:
        expires_at = SystemClock().now() + life
        _print_json(
            {"token": token.text, "place": options.place, "expires_at": expires_at.isoformat()}
        )
    else:
        print(token.text)


def _export(options: argparse.Namespace) -> None:
    """Print every case, opened, and the quarantine."""
    from sync.platform.export import export  # loads pydantic, which --help does not need
    from sync.platform.storage import open_storage

    database, keys = _open(options)
    storage = open_storage(_settings(options).files_url)

    def keep(case_number: str, sha256: str, content: bytes) -> str:
        path: Path = options.attachments / case_number / sha256
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        return str(path)

    try:
        found = export(database, keys, storage, keep if options.attachments else None)
        _record(options, database, "export", f"{len(found['cases'])} cases")
        if options.out is None:
            _print_json(found)
        else:
            descriptor = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.fchmod(descriptor, 0o600)  # a file that was there keeps its old mode otherwise
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(found, file, ensure_ascii=False, indent=1)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise EnvironmentFault(
            "export.file",
            f"{error.filename or 'The output'} cannot be written: {error.strerror}.",
            "Name another place with --out or --attachments.",
        ) from error


def _decide(options: argparse.Namespace) -> None:
    """Move a case to another state and tell its terminal."""
    database, _ = _open(options)
    case = _decisions(options, database).decide(
        options.number, options.state, actor=options.actor, text=options.text
    )
    print(f"{case.case_number} {case.state}")


def _command(options: argparse.Namespace) -> None:
    """Tell a terminal to do something; it hears of it within seconds if it is online."""
    from sync.platform.commands import give  # loads SQLAlchemy, which --help does not need

    database, _ = _open(options)
    row = give(
        database,
        options.terminal,
        options.name,
        actor=options.actor,
        clock=SystemClock(),
        life=options.hours * _HOURS,
    )
    if options.json:
        _print_json({"id": str(row.command_id), "expires_at": row.expires_at.isoformat()})
    else:
        print(f"{row.terminal} {row.name} until {row.expires_at:%Y-%m-%d %H:%M}Z")


def _commands(options: argparse.Namespace) -> None:
    """Show what terminals were told to do, oldest first, and what became of it."""
    from sync.platform.commands import state_of  # as above

    database, _ = _open(options)
    now = SystemClock().now()
    with database.reading() as transaction:
        rows = transaction.commands.every()
    shown = [
        {
            "id": str(row.command_id),
            "terminal": row.terminal,
            "command": row.name,
            "actor": row.actor,
            "at": row.at.isoformat(),
            "expires_at": row.expires_at.isoformat(),
            "state": state_of(row, now),
            "fetched_at": row.fetched_at and row.fetched_at.isoformat(),
            "reported_at": row.reported_at and row.reported_at.isoformat(),
            "code": row.code or "",
            "outcome": row.outcome and json.loads(row.outcome),
        }
        for row in rows
    ]
    if options.json:
        _print_json(shown)
        return
    for row in rows:
        said = json.loads(row.outcome)["text"] if row.outcome else ""
        words = (row.terminal, row.name, state_of(row, now), row.code, said)
        print(f"{row.at:%Y-%m-%d %H:%M:%S}Z", *filter(None, words), sep="  ")


def _supervise(options: argparse.Namespace) -> None:
    """Accept what nobody spoke about in time, and show the cases that are late."""
    database, _ = _open(options)
    decisions = _decisions(options, database)
    if options.recount:
        counted = decisions.recount()
        _record(options, database, "supervise:recount", f"{counted} cases")
    decisions.accept_by_silence()
    now = SystemClock().now()
    with database.reading() as transaction:
        late = transaction.late(now)
    shown = [
        {
            "case_number": case.case_number,
            "light": "yellow" if case.red_at is None or now < case.red_at else "red",
            "due": case.red_at and case.red_at.isoformat(),
            "state": case.state,
            "item_code": case.item_code,
        }
        for case in late
    ]
    if options.json:
        _print_json(shown)
        return
    for one in shown:
        print("  ".join(map(str, one.values())))


def _decisions(options: argparse.Namespace, database: Database) -> Decisions:
    from sync.platform.decisions import Decisions  # loads pydantic, which --help does not need
    from sync.platform.supervision.timekeeper import timekeeper

    return Decisions(database, timekeeper(options.data), SystemClock())


def _hand_over(options: argparse.Namespace) -> None:
    """Bring cases to the departments they are for, until stopped."""
    from sync.platform import log  # these load cryptography and structlog, which --help need not
    from sync.platform.handover.delivery import Bringer
    from sync.platform.handover.run import HandOver, stopped_by_signals
    from sync.platform.handover.sorting import Sorter

    log.configure()
    database, keys = _open(options)
    clock = SystemClock()
    bringer = Bringer(database, keys, clock, give_up=timedelta(days=options.give_up_after))
    hand_over = HandOver(database, Sorter(database, keys, clock), bringer, clock)
    with stopped_by_signals(hand_over):
        if not options.once:
            hand_over.run()
            return
        done = hand_over.once()
    print(f"sorted {done.cases}, delivered {done.delivered}, failed {done.failed}")


def _departments(options: argparse.Namespace) -> Departments:
    from sync.platform.handover.subscription import Departments  # loads pydantic

    database, _ = _open(options)
    return Departments(database, SystemClock())


def _department_add(options: argparse.Namespace) -> None:
    """Let a department have its cases, and print its token once."""
    import base64  # for this command alone

    from sync.platform.keys import open_keys

    made = _departments(options).add(options.name, options.webhook, actor=options.actor)
    keys = open_keys(options.data, SystemClock())
    shown = {
        "department": made.department.name,
        "webhook": made.department.webhook,
        "token": made.token,
        "key_id": keys.acknowledgement_id,
        "public_key": base64.b64encode(keys.acknowledgement_public).decode(),
    }
    if options.json:
        _print_json(shown)
        return
    for name, value in shown.items():
        print(f"{name}  {value}")


def _department_list(options: argparse.Namespace) -> None:
    """Show how every department stands, also those that forms name and nobody added."""
    found = _departments(options).list()
    if options.json:
        _print_json(found)
        return
    for one in found:
        print("  ".join(f"{name} {value}" for name, value in one.items() if value is not None))


def _department_remove(options: argparse.Namespace) -> None:
    """Let a department have nothing more; what waits for it goes on waiting."""
    _departments(options).remove(options.name, actor=options.actor)


def _department_retry(options: argparse.Namespace) -> None:
    """Bring again what was given up, and at once what waits."""
    print(_departments(options).retry(options.name, actor=options.actor))


def _keys(options: argparse.Namespace) -> None:
    """Show the platform's public keys; make them where there are none."""
    import base64  # these three are for this command alone

    from sync.platform.keys import open_keys, rotate
    from sync.protocol.enrolment import fingerprint
    from sync.protocol.envelope import SuiteName

    prepare_folder(options.data)
    if options.rotate:
        suite = options.suite or SuiteName.X25519
        if suite not in list(SuiteName):
            raise EnvironmentFault(
                "envelope.suite_unknown",
                f"There is no suite {suite}.",
                f"Choose one of {', '.join(SuiteName)}.",
            )
        keys = rotate(options.data, SystemClock(), SuiteName(suite))
        database, _ = _open(options)
        _record(options, database, "keys:rotate", keys.public_keys[0].key_id)
    else:
        keys = open_keys(options.data, SystemClock())
    mark = fingerprint(keys.acknowledgement_public)
    shown = {
        "acknowledgement": {
            "key_id": keys.acknowledgement_id,
            "public_key": base64.b64encode(keys.acknowledgement_public).decode(),
            "fingerprint": mark,
        },
        "sealing": [
            {
                "key_id": key.key_id,
                "suite": key.suite,
                "public_key": base64.b64encode(key.public_key).decode(),
            }
            for key in keys.public_keys
        ],
    }
    if options.json:
        _print_json(shown)
        return
    print(f"platform {mark}")
    for key in keys.public_keys:
        print(f"seals to {key.key_id} ({key.suite})")


def _acts(options: argparse.Namespace) -> None:
    """Show what operators did, oldest first."""
    database, _ = _open(options)
    with database.reading() as transaction:
        acts = transaction.acts()
    if options.json:
        _print_json(
            [
                {"at": one.at.isoformat(), "actor": one.actor, "act": one.act, "of": one.subject}
                for one in acts
            ]
        )
        return
    for one in acts:
        print(f"{one.at:%Y-%m-%d %H:%M:%S}Z  {one.actor}  {one.act}  {one.subject}")


def _record(options: argparse.Namespace, database: Database, act: str, subject: str) -> None:
    from sync.platform.store import ActRow  # loads SQLAlchemy, which --help does not need

    with database.begin() as transaction:
        transaction.record(ActRow(SystemClock().now(), options.actor, act, subject))


def _simulate_fleet(options: argparse.Namespace) -> int:
    """Let simulated terminals return all at once, with a queue each, and count what arrives."""
    from dataclasses import asdict  # these two are for this command alone

    from sync.platform.fleet.run import simulate

    database, keys = _open(options)
    report = simulate(
        database,
        keys,
        options.url.rstrip("/"),
        terminals=options.terminals,
        cases=options.cases,
        clock=SystemClock(),
        actor=options.actor,
    )
    shown = asdict(report) | {"exactly_once": report.exactly_once}
    if options.json:
        _print_json(shown)
    else:
        for name, value in shown.items():
            print(f"{name}  {value}")
    return 0 if report.exactly_once else 1


def _compare_files(options: argparse.Namespace) -> int:
    """Compare the storage of files with the database; 1 if files are missing."""
    from sync.platform.stock import Stocktaking  # loads SQLAlchemy, which --help does not need
    from sync.platform.storage import open_storage
    from sync.platform.uploads import whole_name

    database, _ = _open(options)
    storage = open_storage(_settings(options).files_url)
    stock = Stocktaking(database, storage, SystemClock()).take()
    _record(options, database, "compare-files", f"{stock.swept} swept")
    with database.reading() as transaction:
        missing, found = (
            [
                {"file": whole_name(row), "case_number": transaction.uploads.case_number(row)}
                for row in rows
            ]
            for rows in (stock.missing, stock.found)
        )
    if options.json:
        named = {"missing": missing, "found": found, "unknown": stock.unknown}
        _print_json({"swept": stock.swept} | named)
    else:
        print(f"swept {stock.swept}")
        for one in missing:
            print("missing", *one.values())
        for one in found:
            print("found", *one.values())
        for name in stock.unknown:
            print("unknown", name)
    return 1 if missing else 0


def _migrate(options: argparse.Namespace) -> None:
    """Bring the database to this program's tables."""
    from sync.platform.store import Database  # loads SQLAlchemy, which --help does not need

    settings = _settings(options)
    prepare_folder(settings.data)
    changed = Database(settings.database_url).migrate()
    print("The tables were brought up to date." if changed else "Nothing to do.")


def _print_json(value: Any) -> None:
    with contextlib.suppress(AttributeError):  # a test's captured output has no encoding to set
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # see the line above
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    print()


if __name__ == "__main__":
    sys.exit(main())
