"""Read the answers of a cell that takes no running: numbers, words, tuples, plain arithmetic."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

__all__ = ["NotPlain", "checked", "plain_answers"]

OPERATIONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
SIGNS: dict[type, Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}
CALLS = {each.__name__: each for each in (abs, float, int, len, max, min, round, sum, tuple)}
# No number of an exercise is beyond; a power of such could take a machine's memory.
LARGEST = 10**15


class NotPlain(Exception):  # noqa: N818
    """A cell does more than state its answer, so it has to be run."""


def checked(node: ast.AST) -> str | None:
    """Return the name of the exercise whose answer a call of `check` gives, else None."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "check"
        and len(node.args) == 2
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ):
        return node.args[0].value
    return None


def plain_answers(tree: ast.Module) -> dict[str | None, Any]:
    r"""Return the answers that a cell states, by exercise; what `answer` is at its end by None.

    Raises
    ------
    NotPlain
        If the cell has to be run.

    Examples
    --------
    >>> plain_answers(ast.parse('answer = ((7 - 1) // 2, 28)\ncheck("keep", answer)'))
    {'keep': (3, 28), None: (3, 28)}
    """
    names: dict[str, Any] = {}
    found: dict[str | None, Any] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name != "check":
                names[name] = _value(value, names)
            case ast.Expr(value=ast.Call(args=[_, given]) as call) if exercise := checked(call):
                found[exercise] = _value(given, names)
            case ast.Expr(value=ast.Constant() | ast.Name()) | ast.Pass():
                pass
            case _:
                raise NotPlain
    if "answer" in names:
        found[None] = names["answer"]
    return found


def _value(node: ast.expr, names: dict[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return tuple(_value(part, names) for part in parts)
        case ast.Set(elts=parts):
            return _calculated(set, [_value(part, names) for part in parts])
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.UnaryOp(op=sign, operand=part) if type(sign) in SIGNS:
            return _calculated(SIGNS[type(sign)], _number(_value(part, names)))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATIONS:
            numbers = [_number(_value(part, names)) for part in (left, right)]
            if isinstance(sign, ast.Pow) and abs(numbers[1]) > 64:
                raise NotPlain
            return _calculated(OPERATIONS[type(sign)], *numbers)
        case ast.Call(func=ast.Name(id=name), args=parts, keywords=[]) if (
            name in CALLS and name not in names
        ):
            return _calculated(CALLS[name], *(_value(part, names) for part in parts))
    raise NotPlain


def _number(value: Any) -> Any:
    if isinstance(value, (int, float)) and abs(value) <= LARGEST:
        return value
    raise NotPlain


def _calculated(call: Callable[..., Any], *values: Any) -> Any:
    try:
        return call(*values)
    except (ArithmeticError, TypeError, ValueError):
        raise NotPlain from None  # Python says the same when the cell runs.
