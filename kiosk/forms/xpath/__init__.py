"""XPath as forms use it: lexer, grammar, compiled closures, values and functions.

`compiler.compile_expression` turns text into an `Expression`; nothing in here knows of forms.
"""
