"""How a catalogue is written: spreadsheets people edit, and the files that terminals load.

`sheets` says what stands where in a spreadsheet, `workbook` reads and writes one, `building` makes
the files of a catalogue from its spreadsheets, `checking` says everything that is wrong with it and
`differences` what another version changes for citizens. No terminal needs any of it to run.
"""
