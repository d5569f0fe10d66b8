"""Lets ``python -m sync.platform.cli`` be the command ``kiosk-platform``."""

import sys

from sync.platform.cli.main import main

sys.exit(main())
