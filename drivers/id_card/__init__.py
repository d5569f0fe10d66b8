"""Identity card readers that speak the SDT protocol (GA/T 467, GA/T 490, GA 450).

`frames` wraps and unwraps bytes, `functions` lists what a reader can be asked, `status_words`
what it answers with, `layouts` where the fields of the four cards lie, `codec` turns a card's
text block into an `IdCard` and back, `sdt` is the driver.
"""
