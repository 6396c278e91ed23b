"""What the program of every engine does: take the cases from a folder, answer, write it down.

It runs in the engine's own environment, on Python 3.8 and newer, with NumPy and without cnnlib.

    python in_NAME.py about                     what it is, as JSON
    python in_NAME.py ask FOLDER FILE           answer the jobs that FILE does not hold yet
    python in_NAME.py export FOLDER             write the layers of the cases into FOLDER/routes

A job is a case; or a case and the framework whose exported layer is run. In FOLDER, the inputs of
a case are ``cases/NAME/0.npy``, ``1.npy`` …, its models ``models/KIND/NAME.KIND``, and what was
exported ``routes/SOURCE/KIND/NAME.KIND``. FILE gets a line before each job and one after it, so
that whoever started this program knows at which one it ended.
"""

import json
import sys
from pathlib import Path

import numpy as np

MISTAKES = (AttributeError, ImportError, NameError, OSError)
"""What a mistake in a program raises as well: such an answer is looked at by hand."""
CHANNELS_LAST = ("keras", "tensorflow")
"""Whose files take and return images with the channels behind the plane."""


class Program:
    """The program of an engine.

    `title`, `version`, `kind` and `asked` are those of `cnnlib.differences.Engine`. `cases` has a
    function of the inputs for each case that has a setting of the engine's own. `run(path, x)`
    answers for a file of the kind that the engine `reads`. `export(name, inputs, folder)` writes
    the layer of a case into the folder, in every form that somebody reads. An engine that has none
    of its own but runs the layers of a framework says `layers_of` which. What is `left_out`
    is not asked: a case of its own, or SOURCE/CASE. `arbitrary` are the cases whose
    exported layer holds numbers that happened to lie in memory.
    """

    def __init__(
        self,
        title,
        version,
        kind,
        asked,
        cases=(),
        reads=None,
        run=None,
        exports=None,
        left_out=(),
        layers_of=None,
        arbitrary=(),
    ):
        self.about = {"engine": title, "version": version, "kind": kind, "asked": asked}
        if layers_of:
            self.about["layers_of"] = layers_of
        self.left_out, self.layers_of = left_out, layers_of
        self.cases, self.reads, self.run = dict(cases), reads, run
        self.exports, self.arbitrary = exports, arbitrary

    def main(self, arguments=None):
        """Do what the command line says."""
        command, *rest = sys.argv[1:] if arguments is None else arguments
        {"about": self.tell, "ask": self.ask, "export": self.export}[command](*rest)

    def tell(self):
        print(json.dumps({**self.about, "arbitrary": sorted(self.arbitrary)}))

    def jobs(self, folder):
        """Yield source, case and function; the source is empty for the engine's own answers."""
        whose = self.layers_of or ""
        for path in sorted((folder / "cases").iterdir()):
            if path.name in self.cases:
                inputs = given(path)
                yield (
                    whose,
                    path.name,
                    lambda name=path.name, inputs=inputs: self.cases[name](*inputs),
                )
        if self.reads is None:
            return
        own, exported = f"models/{self.reads}/*", f"routes/*/{self.reads}/*"
        for path in sorted(folder.glob(own)) + sorted(folder.glob(exported)):
            source = "" if path.parts[-3] == "models" else path.parts[-3]
            job = f"{source}/{path.stem}" if source else path.stem
            if job in self.left_out or job in self.cases:
                continue
            x = given(folder / "cases" / path.stem)[0]
            run = channels_last(self.run) if source in CHANNELS_LAST else self.run
            yield source, path.stem, lambda run=run, path=path, x=x: run(path, x)

    def ask(self, folder, file):
        done = set()
        if Path(file).exists():
            for line in Path(file).read_text(encoding="utf-8").splitlines():
                done.add(tuple(json.loads(line)["job"]))
        with open(file, "a", encoding="utf-8") as answers:

            def write(said):
                print(json.dumps({"job": job, **said}), file=answers, flush=True)

            for *job, example in self.jobs(Path(folder)):
                if tuple(job) not in done:
                    write({"begun": True})
                    write(answered(example))

    def export(self, folder):
        """Write every layer that can be exported; say of the others why not."""
        for case in sorted(Path(folder, "cases").iterdir()):
            name = case.name
            if name not in self.exports:
                continue
            try:
                self.exports[name](name, *given(case), folder=Path(folder, "routes"))
            except ImportError:
                raise  # without its exporter a program exports nothing: its routes were not asked
            except Exception as error:
                print(f"{name} is not exported: {type(error).__name__}: {error}"[:300], flush=True)


def given(case):
    """Return the inputs of a case."""
    return [np.load(path) for path in sorted(case.glob("*.npy"))]


def channels_last(run):
    """Let images with the channels behind the plane go in and come out."""

    def turned(path, x):
        y = np.asarray(run(path, np.ascontiguousarray(x.transpose(0, 2, 3, 1))))
        return y.transpose(0, 3, 1, 2) if y.ndim == 4 else y

    return turned


def answered(example):
    """Return the value of an example as what JSON holds."""
    try:
        value = example()
    except Exception as error:
        said = " ".join(f"{error}".split()) or type(error).__name__
        return {"mistake" if isinstance(error, MISTAKES) else "refused": said}
    if isinstance(value, (str, tuple)):
        return {"value": value, "shape": isinstance(value, tuple)}
    array = np.asarray(value)
    array = array.astype(np.float64 if array.dtype.kind not in "biu" else np.int64)
    return {"array": array.ravel().tolist(), "of": array.shape}
