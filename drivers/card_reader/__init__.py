"""Chip cards with contacts, through PC/SC.

`pcsc` binds the library, `calls` gives its calls deadlines, `apdu` and `social_security` know what
is said to a card, `reader` is the driver, `vendor` the place of a library that is not ours.
"""
