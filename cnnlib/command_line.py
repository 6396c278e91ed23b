"""The command line: ``cnnlib`` where it is installed, ``python -m cnnlib`` anywhere."""

from __future__ import annotations

import os
import re
import sys
import warnings
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from importlib.resources import files
from io import TextIOWrapper
from operator import methodcaller
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple, NoReturn

import cnnlib
from cnnlib import models
from cnnlib.columns import COLUMNS, names_of
from cnnlib.conventions import CONVENTIONS
from cnnlib.counting import compare, count
from cnnlib.description import to_json
from cnnlib.layers.attributes import Shape
from cnnlib.memory import ITEMSIZE
from cnnlib.opening import opened

__all__ = ["main"]

# Their names alone: what they answered, `check` reads, and no other command need.
ENGINES = sorted(
    path.name.removesuffix(".json")
    for path in (files("cnnlib") / "differences" / "answers").iterdir()
)
FORMATS: dict[str, Callable[[Any], str]] = {
    "table": str,
    "csv": methodcaller("to_csv"),
    "json": methodcaller("to_json"),
    "markdown": methodcaller("to_markdown"),
}

OVERVIEW = f"""\
networks:
{fill(", ".join(models.KNOWN), 96, initial_indent="  ", subsequent_indent="  ")},
  or a file: an ONNX model, JSON of Keras, JSON that describes one of your own

conventions:
{chr(10).join(f"  {name:<16} {CONVENTIONS[name].source}" for name in CONVENTIONS)}

engines, for check:
{fill(", ".join(["cnnlib", *ENGINES]), 96, initial_indent="  ", subsequent_indent="  ")}

A file to start from is one command away:
  cnnlib describe lenet > net.json
  cnnlib count net.json
"""
FILE = """\
A file holds the input size and the layers. The type of a layer is the name of its class in
cnnlib, the other keys are the arguments of that class:

  {
    "input_size": [1, 1, 28, 28],
    "layers": [
      {"name": "conv", "type": "Conv2D", "in_channels": 1, "out_channels": 6, "kernel_size": 5},
      {"type": "ReLU"},
      {"type": "Flatten"},
      {"type": "Linear", "in_features": 3456, "out_features": 10}
    ]
  }
"""


MARKS = """\
Each notebook is a row: the points of every exercise, their sum, and remarks on what to look at. An
answer that a cell computes is computed again, in a process that reads no other file.

  cnnlib marks submitted/ --format csv > marks.csv
"""


class Answer(NamedTuple):
    """What a command prints, and the exit code that goes with it."""

    text: str
    code: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; those of the shell if `arguments` is left out.

    Returns
    -------
    int
        0 if all went well, 1 if `check` found what differs, 2 if something in the input made no
        sense.

    Examples
    --------
    >>> main(["count", "lenet", "--convention", "macs", "--format", "markdown"])
    ... # doctest: +ELLIPSIS
    | Layer | Type | Input | Output | Parameters | MACs | Formula |
    ...
    | **Total** |  |  |  | 61,610 | 341,256 |  |
    0
    """
    if isinstance(sys.stdout, TextIOWrapper):
        # What `describe` prints is a file to be read again, on any machine.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        try:
            return _run(
                _parser().parse_args(_joined(sys.argv[1:] if arguments is None else arguments))
            )
        finally:
            sys.stdout.flush()
    except OSError as error:
        # Nobody takes what is printed. Python flushes once more at its end: to nowhere then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return 0  # The reader, such as head, has what it wanted.
        return _refuse(f"cannot print: {error.strerror}")


def _run(options: Namespace) -> int:
    """Print the answer of a command, its warnings aside, or what is wrong with the input."""
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            answer: Answer = options.command(options)
    except OSError as error:
        return _refuse(f"{options.given}: {error.strerror}")
    except (ModuleNotFoundError, TypeError, ValueError) as error:
        return _refuse(f"{options.given}: {error}")
    for warning in caught:
        print(f"cnnlib: warning: {warning.message}", file=sys.stderr)
    print(answer.text.rstrip("\n"))
    return answer.code


def _refuse(problem: object) -> int:
    print("cnnlib:", *str(problem).split(), file=sys.stderr)  # One line, whatever was quoted.
    return 2


class _Parser(ArgumentParser):
    """A parser that refuses in one line, as everything here does."""

    def error(self, message: str) -> NoReturn:
        sys.exit(_refuse(f"{message}; see {self.prog} --help"))


def _parser() -> ArgumentParser:
    parser = _Parser(
        prog="cnnlib",
        description="Count the parameters and the work of a convolutional network, find what "
        "differs in it from engine to engine, and mark the notebooks of a class.",
        epilog=OVERVIEW,
        formatter_class=RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(
        command: Callable[[Namespace], Answer],
        line: str,
        source: str = "network",
        says: str = "a name, such as vgg16, or a file: .onnx, .json",
        epilog: str = FILE,
    ) -> ArgumentParser:
        added = commands.add_parser(
            command.__name__.strip("_"),
            help=line,
            description=f"{line.capitalize()}.",
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
        )
        added.add_argument("given", metavar=source, help=says)
        added.set_defaults(command=command)
        return added

    counter = add(_count, "count a network, layer by layer")
    comparer = add(_compare, "count a network by several conventions, side by side")
    describer = add(_describe, "print the JSON file that describes a network")
    checker = add(_check, "find the layers whose answer differs from one engine to another")
    marker = add(
        _marks,
        "mark the notebooks of a class by the answers in them",
        "folder",
        "with a folder for each student, or with the notebooks alone",
        MARKS,
    )
    for each in (counter, comparer, describer, checker):
        each.add_argument(
            "--input", type=_sizes, metavar="SIZES", help="the input's shape, such as 1,3,224,224"
        )
    for printing in (counter, comparer, checker, marker):
        printing.add_argument(
            "--format", choices=FORMATS, default="table", help="how to print it (table)"
        )
    for option, end, line in (
        ("--from", "source", "where the network comes from: its answers are the truth"),
        ("--to", "target", "where it shall run; cnnlib --help lists the engines"),
    ):
        checker.add_argument(
            option, dest=end, type=_engine, required=True, metavar="NAME", help=line
        )
    comparer.add_argument(
        "--conventions",
        type=_names,
        metavar="NAMES",
        help="whose rules to count by, such as paddle,thop (all that cnnlib --help lists)",
    )
    counter.add_argument(
        "--convention",
        choices=CONVENTIONS,
        default="paddle",
        metavar="NAME",
        help="whose rules to count by (paddle); cnnlib --help lists them",
    )
    counter.add_argument(
        "--columns",
        type=_columns,
        default=(),
        metavar="NAMES",
        help=f"which columns to show behind the name, among {', '.join([*COLUMNS][1:])}",
    )
    counter.add_argument(
        "--dtype",
        choices=ITEMSIZE,
        default="float32",
        help="the type of the numbers whose bytes are counted (float32)",
    )
    return parser


def _joined(arguments: Sequence[str]) -> list[str]:
    """Write an option with a value below 0 as one, or argparse takes the value for an option."""
    joined: list[str] = []
    for argument in arguments:
        if re.match(r"-\d", argument) and joined and re.match("--[^=]*$", joined[-1]):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _sizes(text: str) -> tuple[int, ...]:
    try:
        return tuple(map(int, text.split(",")))
    except ValueError:
        raise ArgumentTypeError(f"must be sizes such as 1,3,224,224, got {text!r}") from None


def _names(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in CONVENTIONS:
            raise ArgumentTypeError(f"must be among {', '.join(CONVENTIONS)}, got {name!r}")
    return names


def _engine(name: str) -> str:
    if name != "cnnlib":
        try:
            cnnlib.differences.ENGINES.named(name, "it")
        except ValueError:
            known = ", ".join(["cnnlib", *ENGINES])
            raise ArgumentTypeError(f"must be among {known}, got {name!r}") from None
    return name


def _columns(text: str) -> tuple[str, ...]:
    try:
        return names_of(text.split(","))
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _count(options: Namespace) -> Answer:
    net, stated = opened(options.given, options.input)
    report = count(net, _input_size(options, stated), options.convention).astype(options.dtype)
    shown = report.select(*options.columns) if options.columns else report
    return Answer(FORMATS[options.format](shown))


def _compare(options: Namespace) -> Answer:
    net, stated = opened(options.given, options.input)
    comparison = compare(net, _input_size(options, stated), options.conventions)
    return Answer(FORMATS[options.format](comparison))


def _describe(options: Namespace) -> Answer:
    net, stated = opened(options.given, options.input)
    return Answer(to_json(net, options.input or stated))


def _check(options: Namespace) -> Answer:
    net, stated = opened(options.given, options.input)
    size = _input_size(options, stated)
    report = cnnlib.differences(net, size, source=options.source, target=options.target)
    return Answer(FORMATS[options.format](report), 1 if report.rows else 0)


def _marks(options: Namespace) -> Answer:
    # Whoever counts a network needs none of it.
    from cnnlib.teaching.marking import mark_folder

    return Answer(FORMATS[options.format](mark_folder(Path(options.given))))


def _input_size(options: Namespace, stated: Shape | None) -> Shape:
    size = options.input or stated
    if size is None:
        raise ValueError("states no input_size: give one, such as --input 1,3,224,224")
    return size
