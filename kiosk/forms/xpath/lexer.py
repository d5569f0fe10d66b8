"""Words of an XPath 1.0 expression (https://www.w3.org/TR/1999/REC-xpath-19991116/#exprlex)."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from kiosk.forms.errors import FormError

MAX_EXPRESSION_LENGTH = 20_000  # characters; a form that needs more is an attack or a mistake


class Kind(Enum):
    """What a token is."""

    NUMBER = "number"
    LITERAL = "literal"
    NAME = "name"  # NCName or QName, or `prefix:*`
    FUNCTION = "function"  # a name followed by an opening parenthesis
    AXIS = "axis"  # a name followed by `::`
    OPERATOR = "operator"  # and or mod div * + - = != < <= > >= |
    SYMBOL = "symbol"  # ( ) [ ] . .. @ , / //
    VARIABLE = "variable"
    END = "end"


class Token(NamedTuple):
    """One token: kind, text and its 0-based position in the expression."""

    kind: Kind
    text: str
    position: int


_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+", re.ASCII)
_LITERAL = re.compile(r'"[^"]*"|\'[^\']*\'')
_NC_NAME = r"[^\W\d][\w.\-\u00b7]*"
_NAME = re.compile(rf"{_NC_NAME}(?::(?!:)(?:{_NC_NAME}|\*))?|\*")
_OPERATOR_NAME = re.compile(r"and|or|mod|div")
_SYMBOL = re.compile(r"\.\.|::|//|!=|<=|>=|[()\[\].@,/|+\-=<>]")
_OPERATORS = frozenset({"|", "+", "-", "=", "!=", "<", "<=", ">", ">="})
# after these (or at the start) a name is a name and `*` a wildcard; after all others an operator
_OPENING = frozenset({"@", "(", "[", ",", "/", "//"})


def tokenize(text: str) -> list[Token]:
    """Split `text` into tokens, ending with one of kind END.

    Raises:
        FormError: a character that begins no token, or an expression that is too long.
    """
    if len(text) > MAX_EXPRESSION_LENGTH:
        raise FormError(
            f"The expression has {len(text)} characters, more than {MAX_EXPRESSION_LENGTH}.",
            place=f"{text[:60]}…",
            remedy="Split it into several calculated fields.",
        )
    tokens: list[Token] = []
    position = _SPACE.match(text).end()  # type: ignore[union-attr] # the pattern matches anything
    while position < len(text):
        token, position = _token(text, position, _expects_operator(tokens))
        tokens.append(token)
        position = _SPACE.match(text, position).end()  # type: ignore[union-attr] # as above
    tokens.append(Token(Kind.END, "", len(text)))
    return tokens


def _expects_operator(tokens: list[Token]) -> bool:
    """XPath 1.0 §3.7: what came before decides whether `*` and names are operators."""
    if not tokens:
        return False
    last = tokens[-1]
    if last.kind in (Kind.OPERATOR, Kind.AXIS, Kind.FUNCTION):
        return False
    return not (last.kind is Kind.SYMBOL and last.text in _OPENING)


def _token(text: str, start: int, expects_operator: bool) -> tuple[Token, int]:  # noqa: FBT001, PLR0911 # lexer state, not an option; one return per kind
    if expects_operator:
        if text[start] == "*":
            return Token(Kind.OPERATOR, "*", start), start + 1
        if match := _OPERATOR_NAME.match(text, start):
            return Token(Kind.OPERATOR, match.group(), start), match.end()
    if match := _NUMBER.match(text, start):
        return Token(Kind.NUMBER, match.group(), start), match.end()
    if match := _LITERAL.match(text, start):
        return Token(Kind.LITERAL, match.group()[1:-1], start), match.end()
    if match := _NAME.match(text, start):
        return _name(text, match.group(), start, match.end())
    if match := _SYMBOL.match(text, start):
        kind = Kind.OPERATOR if match.group() in _OPERATORS else Kind.SYMBOL
        return Token(kind, match.group(), start), match.end()
    if text[start] == "$" and (match := _NAME.match(text, start + 1)):
        return Token(Kind.VARIABLE, match.group(), start), match.end()
    problem = "an unfinished string" if text[start] in "\"'" else f"“{text[start]}”"
    raise FormError(
        f"The expression has {problem} at character {start + 1}.",
        place=text,
        remedy="Check quotation marks and operators there.",
        code="form.expression",
    )


def _name(text: str, name: str, start: int, end: int) -> tuple[Token, int]:
    after = _SPACE.match(text, end).end()  # type: ignore[union-attr] # the pattern matches anything
    if text.startswith("::", after):
        return Token(Kind.AXIS, name, start), after + 2
    if text.startswith("(", after) and name != "*":
        return Token(Kind.FUNCTION, name, start), after + 1
    return Token(Kind.NAME, name, start), end
