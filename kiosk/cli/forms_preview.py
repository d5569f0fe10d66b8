"""`kiosk forms preview`: a form on the screen, without a terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from kiosk.clock import SystemClock


def add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the action."""
    parser = actions.add_parser(
        "preview",
        help="show a form on the screen as a citizen sees it",
        description="Show a form on the real pages, with simulated devices and without a store. "
        "What is handed in is printed as JSON. Ends with 1 when the form cannot be shown.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="xlsx, csv, md or xml")
    parser.add_argument(
        "--media",
        type=Path,
        metavar="DIR",
        help="where the lists and pictures of the form are (default: beside it)",
    )
    parser.add_argument(
        "--language", choices=("zh_CN", "en"), default="zh_CN", help="(default: %(default)s)"
    )
    parser.add_argument("--windowed", action="store_true", help="in a window, not full screen")
    parser.add_argument(
        "--answers", type=Path, metavar="FILE.json", help="begin with these, as `fill` takes them"
    )
    parser.add_argument(
        "--shots",
        type=Path,
        metavar="DIR",
        help="draw every page as a picture instead, without a display",
    )
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Show the form, or draw its pages; exit 1 when it cannot be loaded, opened or filled."""
    from kiosk.cli.forms import PLACE, read_answers
    from kiosk.forms import FormError, Session, load_form  # heavy: they bring the converter
    from kiosk.forms.filling import fill, handed_in
    from kiosk.forms.review.reviewing import media_beside, read_form

    def prepare(session: Session) -> None:
        fill(session, answers)

    def tell(session: Session) -> None:
        json.dump(handed_in(session), sys.stdout, ensure_ascii=False, indent=2)
        print(flush=True)

    with tempfile.TemporaryDirectory(prefix="bianmin-") as folder:
        try:
            answers = read_answers(arguments.answers) if arguments.answers else {}
            xml, _ = read_form(arguments.file)
            media = media_beside(arguments.file, xml, arguments.media)
            form = load_form(xml, media=media, list_folder=Path(folder))
            fill(form.open(now=SystemClock().now, tz=PLACE), answers)
        except FormError as error:
            print(f"kiosk forms: {error} [{error.code}]", file=sys.stderr)
            return 1
        if arguments.shots is None:
            from kiosk.demo.preview import show  # heavy: Qt

            print("Touch the screen. What is handed in is printed here.", file=sys.stderr)
            return show(
                form,
                language=arguments.language,
                windowed=arguments.windowed,
                prepare=prepare,
                tell=tell,
            )
        # Qt reads these when it is loaded
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["QT_QUICK_BACKEND"] = "software"
        from kiosk.demo.preview import draw  # after the platform is chosen

        for picture in draw(form, arguments.shots, language=arguments.language, prepare=prepare):
            print(picture)
    return 0
