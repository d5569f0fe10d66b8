"""Document cameras: the page is found on the desk, straightened and judged.

What the driver is handed is pictures; where the page lies, whether it can be read, and how it looks
from straight above is found out here, with OpenCV and numpy alone.
"""
