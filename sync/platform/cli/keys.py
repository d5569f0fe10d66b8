"""``kiosk-platform keys``."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.cli.options import Commands, whole_number
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened, record
from sync.platform.settings import prepare_folder

if TYPE_CHECKING:
    from sync.platform.keys import PlatformKeys

_DAYS = 30


def add(commands: Commands) -> None:
    """Add the command."""
    keys = commands.add("keys", run)
    change = keys.add_mutually_exclusive_group()
    change.add_argument("--rotate", action="store_true", help="add a new key to seal messages to")
    change.add_argument(
        "--withdraw", metavar="KEY", help="offer this key to no terminal any more; it still opens"
    )
    change.add_argument(
        "--rotate-signing", action="store_true", help="announce a new key to sign answers with"
    )
    keys.add_argument(
        "--suite", default="", metavar="NAME", help="cryptography of the new key (with --rotate)"
    )
    keys.add_argument(
        "--days",
        type=whole_number("number of days", 0, 366),
        default=_DAYS,
        metavar="DAYS",
        help="until the new key signs (with --rotate-signing; %(default)s)",
    )


def run(options: argparse.Namespace) -> None:
    """Show the platform's public keys; make them where there are none."""
    from sync.platform.keys import open_keys  # loads cryptography, which --help does not need

    prepare_folder(options.data)
    if options.rotate:
        keys = _rotate(options)
    elif options.withdraw:
        keys = _withdraw(options)
    elif options.rotate_signing:
        keys = _announce(options)
    else:
        keys = open_keys(options.data, SystemClock())
    _show(keys, as_json=options.json)


def _rotate(options: argparse.Namespace) -> PlatformKeys:
    from sync.platform.keys import rotate  # as above
    from sync.protocol.envelope import SuiteName

    suite = options.suite or SuiteName.X25519
    if suite not in list(SuiteName):
        raise EnvironmentFault(
            "envelope.suite_unknown",
            f"There is no suite {suite}.",
            f"Choose one of {', '.join(SuiteName)}.",
        )
    keys = rotate(options.data, SystemClock(), SuiteName(suite))
    with opened(options) as (database, _):
        record(options, database, "keys:rotate", keys.public_keys[0].key_id)
    return keys


def _withdraw(options: argparse.Namespace) -> PlatformKeys:
    from sync.platform.keys import withdraw  # as above

    keys = withdraw(options.data, SystemClock(), options.withdraw)
    with opened(options) as (database, _):
        record(options, database, "keys:withdraw", options.withdraw)
    return keys


def _announce(options: argparse.Namespace) -> PlatformKeys:
    from sync.platform.keys import announce_signer  # as above

    clock = SystemClock()
    begins_at = clock.now() + timedelta(days=options.days)
    keys = announce_signer(options.data, clock, begins_at)
    with opened(options) as (database, _):
        record(
            options,
            database,
            "keys:announce",
            f"{keys.signers[-1].key_id} from {begins_at:%Y-%m-%d %H:%M:%S}Z on",
        )
    return keys


def _show(keys: PlatformKeys, *, as_json: bool) -> None:
    import base64  # these are for this command alone

    from sync.protocol.enrolment import fingerprint

    signer = keys.signer(SystemClock().now())
    mark = fingerprint(signer.public)
    withdrawn = [one.public for one in keys.sealing if one.withdrawn]
    if not as_json:
        print(f"platform {mark}")
        for one in keys.announcements:
            print(f"signs with {one.key_id} from {one.begins_at:%Y-%m-%d %H:%M:%S}Z on")
        for key in keys.public_keys:
            print(f"seals to {key.key_id} ({key.suite})")
        for key in withdrawn:
            print(f"only opens {key.key_id} ({key.suite})")
        return
    print_json(
        {
            "acknowledgement": {
                "key_id": signer.key_id,
                "public_key": base64.b64encode(signer.public).decode(),
                "fingerprint": mark,
            },
            "announced": [one.model_dump(mode="json") for one in keys.announcements],
            "sealing": [
                {
                    "key_id": key.key_id,
                    "suite": key.suite,
                    "public_key": base64.b64encode(key.public_key).decode(),
                }
                for key in keys.public_keys
            ],
            "withdrawn": [key.key_id for key in withdrawn],
        }
    )
