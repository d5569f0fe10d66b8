"""Code scanners that are no cameras: on a serial line, as HID-POS, as a keyboard.

Best first. On a serial line every byte arrives as it stands in the code; HID-POS adds the length
and the kind of each code; a keyboard carries letters of a US layout and no Chinese at all.
"""
