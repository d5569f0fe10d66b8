"""Handing cases over to the systems of the departments their forms name.

    sorting ──► a row for each department a case is for
    delivery ──► signing, sending: brings what is due (``kiosk-platform hand-over``)
    fetching ──► gives out what a department asks for (``/v1/departments``)
    subscription ──► who may have anything at all (``kiosk-platform department``)

What a department gets is made anew from the sealed case each time, from what never changes about
it, so that it is the same to the byte however often and whichever way it comes.
"""
