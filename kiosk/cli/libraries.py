"""Which Debian package holds a shared library that is not on the machine."""

from __future__ import annotations

import re

PACKAGES = {
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libfontconfig": "libfontconfig1",
    "libxkbcommon": "libxkbcommon0",
    "libdbus-1": "libdbus-1-3",
    "libglib-2.0": "libglib2.0-0",
    "libgthread-2.0": "libglib2.0-0",
    "libpulse": "libpulse0",
    "libgssapi_krb5": "libgssapi-krb5-2",
    "libzbar": "libzbar0",
    "libxcb-cursor": "libxcb-cursor0",
}


def missing_library(error: ImportError) -> str | None:
    """Say which package to install for an import that failed for want of a system library.

    Returns:
        A sentence for a technician; None when the import failed for another reason.
    """
    found = re.search(r"(lib[\w.+-]+?)\.so[.\d]*: cannot open shared object", str(error))
    if found is None:
        return None
    library = found.group(1)
    package = PACKAGES.get(library)
    if package is None:
        return f"The system library {library} is missing. Install the package that holds it."
    return f"The system library {library} is missing. Install it: sudo apt-get install {package}"
