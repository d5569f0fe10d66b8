"""What a code reader saw, made small for the screen."""

from __future__ import annotations

import numpy as np

from drivers.api import VIEW_LONGEST, Code, Frame
from drivers.codes.decode import Grey

Sight = tuple[Frame, tuple[tuple[int, int], ...]]
"""A picture, and the corners of the code in it, in the picture's pixels; none without a code."""


def small(grey: Grey, code: Code | None) -> Sight:
    """A picture in shades of grey, at most `VIEW_LONGEST` long, and where its code stands."""
    step = max(1, -(-max(grey.shape) // VIEW_LONGEST))
    fewer = np.ascontiguousarray(grey[::step, ::step])
    pixels = np.repeat(fewer[:, :, None], 3, axis=2).tobytes()
    corners = tuple((x // step, y // step) for x, y in code.corners) if code else ()
    return Frame(fewer.shape[1], fewer.shape[0], pixels), corners
