"""The grammar of XPath 1.0 with the axes that forms use (forms.md §3).

Precedence from weak to strong: ``or``, ``and``, equality, relation, sum, product, unary minus,
union, path.
"""

from __future__ import annotations

from kiosk.forms.errors import FormError
from kiosk.forms.xpath.lexer import Kind, Token, tokenize
from kiosk.forms.xpath.syntax import (
    Axis,
    Call,
    Chain,
    Literal,
    Negation,
    NodeType,
    Number,
    Path,
    Step,
    Syntax,
)

MAX_DEPTH = 100  # nested parentheses, calls and predicates; keeps far from Python's own limit

_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
_NODE_TYPES = {
    "node": NodeType.ANY,
    "text": NodeType.TEXT,
    "comment": NodeType.COMMENT,
    "processing-instruction": NodeType.INSTRUCTION,
}
_AXES = {axis.value: axis for axis in Axis}
_ABBREVIATED_SELF = Step(Axis.SELF, NodeType.ANY, "", ())
_ABBREVIATED_PARENT = Step(Axis.PARENT, NodeType.ANY, "", ())


def parse(text: str) -> Syntax:
    """Parse an expression.

    Raises:
        FormError: with the character where the grammar is left, an axis that forms do not have,
            or too deep nesting.
    """
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._next = 0
        self._depth = 0

    def whole(self) -> Syntax:
        tree = self._expression()
        if self._peek().kind is not Kind.END:
            raise self._unexpected()
        return tree

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _at(self, *symbols: str) -> bool:
        token = self._peek()
        return token.kind is Kind.SYMBOL and token.text in symbols

    def _expect(self, symbol: str) -> None:
        if not self._at(symbol):
            raise self._unexpected(f"“{symbol}” is missing")
        self._take()

    def _unexpected(self, problem: str = "") -> FormError:
        token = self._peek()
        found = f"“{token.text}” at character {token.position + 1}" if token.text else "the end"
        message = f"{problem} before {found}" if problem else f"{found} was not expected there"
        return self._wrong(f"The expression cannot be read: {message}.")

    def _wrong(self, message: str, remedy: str = "Correct the expression.") -> FormError:
        return FormError(message, place=self._text, remedy=remedy, code="form.expression")

    def _expression(self) -> Syntax:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._wrong(
                f"The expression is nested more than {MAX_DEPTH} levels deep.",
                "Split it into several calculated fields.",
            )
        tree = self._level()
        self._depth -= 1
        return tree

    def _level(self, lowest: int = 0) -> Syntax:
        """One precedence level; by climbing, so that a level costs no stack where it is absent."""
        left = self._unary()
        level = len(_LEVELS) - 1
        while level >= lowest:
            rest: list[tuple[str, Syntax]] = []
            while self._peek().kind is Kind.OPERATOR and self._peek().text in _LEVELS[level]:
                operator = self._take().text
                rest.append((operator, self._level(level + 1)))
            if rest:
                left = Chain(left, tuple(rest))
            level -= 1
        return left

    def _unary(self) -> Syntax:
        signs = 0
        while self._peek().kind is Kind.OPERATOR and self._peek().text == "-":
            self._take()
            signs += 1
        operand = self._union()
        if not signs:
            return operand
        negated = Negation(operand)
        return negated if signs % 2 else Negation(negated)

    def _union(self) -> Syntax:
        first = self._path()
        rest: list[tuple[str, Syntax]] = []
        while self._peek().kind is Kind.OPERATOR and self._peek().text == "|":
            self._take()
            rest.append(("|", self._path()))
        return Chain(first, tuple(rest)) if rest else first

    def _path(self) -> Syntax:
        token = self._peek()
        if self._at("//"):
            raise self._no_descendants()
        if self._at("/"):
            self._take()
            steps = self._steps() if self._step_begins() else ()
            return Path("/", (), steps)
        if self._step_begins():
            return Path(None, (), self._steps())
        primary = self._primary(token)
        filters = self._predicates()
        if self._at("//"):
            raise self._no_descendants()
        if self._at("/"):
            self._take()
            return Path(primary, filters, self._steps())
        return Path(primary, filters, ()) if filters else primary

    def _primary(self, token: Token) -> Syntax:
        if token.kind is Kind.NUMBER:
            return Number(float(self._take().text))
        if token.kind is Kind.LITERAL:
            return Literal(self._take().text)
        if token.kind is Kind.FUNCTION:
            return self._call()
        if token.kind is Kind.VARIABLE:
            raise self._wrong(
                f"“${token.text}” is a variable, and forms have none.",
                "Write ${name} in the spreadsheet or a path in the XML.",
            )
        if self._at("("):
            self._take()
            inner = self._expression()
            self._expect(")")
            return inner
        raise self._unexpected("a value is missing")

    def _call(self) -> Call:
        token = self._take()
        arguments: list[Syntax] = []
        if not self._at(")"):
            arguments.append(self._expression())
            while self._at(","):
                self._take()
                arguments.append(self._expression())
        self._expect(")")
        return Call(token.text, tuple(arguments), token.position)

    def _step_begins(self) -> bool:
        token = self._peek()
        if token.kind is Kind.FUNCTION:
            return token.text in _NODE_TYPES
        return token.kind in (Kind.NAME, Kind.AXIS) or self._at(".", "..", "@")

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while self._at("/", "//"):
            if self._at("//"):
                raise self._no_descendants()
            self._take()
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> Step:
        if self._at("."):
            self._take()
            return self._abbreviated(_ABBREVIATED_SELF)
        if self._at(".."):
            self._take()
            return self._abbreviated(_ABBREVIATED_PARENT)
        axis = Axis.CHILD
        if self._at("@"):
            self._take()
            axis = Axis.ATTRIBUTE
        elif self._peek().kind is Kind.AXIS:
            axis = self._axis(self._take())
        token = self._peek()
        if token.kind is Kind.FUNCTION and token.text in _NODE_TYPES:
            test, name = self._node_type()
        elif token.kind is Kind.NAME:
            test, name = NodeType.NAMED, self._take().text
        else:
            raise self._unexpected("a name is missing")
        return Step(axis, test, name, self._predicates())

    def _abbreviated(self, step: Step) -> Step:
        predicates = self._predicates()
        return Step(step.axis, step.test, "", predicates) if predicates else step

    def _axis(self, token: Token) -> Axis:
        axis = _AXES.get(token.text)
        if axis is None:
            raise self._wrong(
                f"The axis “{token.text}::” is not part of forms.",
                "Use child, parent, self or attribute steps.",
            )
        return axis

    def _node_type(self) -> tuple[NodeType, str]:
        test = _NODE_TYPES[self._take().text]
        name = ""
        if test is NodeType.INSTRUCTION and self._peek().kind is Kind.LITERAL:
            name = self._take().text
        self._expect(")")
        return test, name

    def _predicates(self) -> tuple[Syntax, ...]:
        predicates: list[Syntax] = []
        while self._at("["):
            self._take()
            predicates.append(self._expression())
            self._expect("]")
        return tuple(predicates)

    def _no_descendants(self) -> FormError:
        return self._wrong(
            "“//” is not part of forms.", "Write every step of the path from the root."
        )
