"""`kiosk devices speak`, into a folder in place of a sound card."""

from pathlib import Path

import pytest

from kiosk.cli.main import main


def test_a_sentence_is_said(tmp_path: Path) -> None:
    speaker = f"espeak+file://{tmp_path}"
    assert main(["devices", "speak", "您好", "--speaker", speaker]) == 0
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_sound_card_it_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    speaker = "espeak+alsa://no-card-of-this-name"
    assert main(["devices", "speak", "您好", "--speaker", speaker]) == 2
    assert capsys.readouterr().err.endswith("[sound.unplugged]\n")


@pytest.mark.parametrize("rate", ["0.5", "2", "fast"])
def test_a_rate_nobody_understands_is_refused(
    rate: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["devices", "speak", "您好", "--rate", rate])
    assert f"{rate} is no rate from 0.6 to 1.5" in capsys.readouterr().err
