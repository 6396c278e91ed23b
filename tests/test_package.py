"""The package as a whole: its names, its layering, its dependencies and its documentation."""

import ast
import graphlib
import importlib
import inspect
import re
import subprocess
import sys
import tomllib

import pytest
from layer_cases import CASES

import cnnlib

# A file imports only from files that stand before its own here, or from its own folder.
# The name cnnlib itself stands for the front door, which gathers all that comes before it.
ORDER = (
    "_checks",
    "_extras",
    "_language",
    "_padding",
    "_progress",
    "_tables",
    "_transposed",
    "geometry",
    "functional",
    "layers",
    "_finite",
    "optimizers",
    "storage",
    "training",
    "differences",
    "direct_sums",
    "models",
    "digits",
    "description",
    "opening",
    "conventions",
    "memory",
    "layer_cost",
    "columns",
    "report",
    "comparison",
    "counting",
    "cnnlib",
    "figures",
    "explorers",
    "teaching",
    "command_line",
    "__main__",
)

SIGNATURES = {
    **{kind: case.signature for kind, case in CASES.items()},
    "Sequential": "*layers",
    "Graph": "*layers",
    "Branches": "join, *branches",
    "Residual": "body, shortcut=None",
    "count": "net, input_size, convention='paddle'",
    "compare": "net, input_size, conventions=None",
    "flops": "net, input_size, print_detail=False",
    "description.from_json": "text",
    "description.to_json": "net, input_size=None",
    "functional.conv2d": "x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, "
    "padding_mode='zeros'",
    "functional.max_pool2d": "x, kernel_size, stride=None, padding=0, return_mask=False, "
    "ceil_mode=False, dilation=1, padding_mode='empty'",
    "functional.avg_pool2d": "x, kernel_size, stride=None, padding=0, ceil_mode=False, "
    "exclusive=True, divisor_override=None, dilation=1, padding_mode='empty'",
    "functional.k_max_pool": "x, k, axis=-1",
    "functional.adaptive_avg_pool2d": "x, output_size",
    "functional.adaptive_max_pool2d": "x, output_size, return_mask=False",
    "functional.batch_norm": "x, running_mean, running_var, weight=None, bias=None, "
    "training=False, momentum=0.9, epsilon=1e-05",
    "functional.layer_norm": "x, normalized_shape, weight=None, bias=None, epsilon=1e-05",
    "functional.group_norm": "x, num_groups, weight=None, bias=None, epsilon=1e-05",
    "functional.scale": "x, weight",
    "functional.reshape": "x, shape",
    "functional.permute": "x, axes",
    "functional.linear": "x, weight, bias=None",
    "functional.relu": "x",
    "functional.relu6": "x",
    "functional.leaky_relu": "x, negative_slope=0.01",
    "functional.prelu": "x, weight",
    "functional.elu": "x, alpha=1.0",
    "functional.sigmoid": "x",
    "functional.tanh": "x",
    "functional.silu": "x",
    "functional.hardsigmoid": "x",
    "functional.hardswish": "x",
    "functional.gelu": "x, approximate=False",
    "functional.softmax": "x, axis=-1",
    "functional.dropout": "x, p=0.5, training=True, generator=None, return_mask=False",
    "functional.conv2d_backward": "grad_output, x, weight, stride=1, padding=0, dilation=1, "
    "groups=1, padding_mode='zeros'",
    "functional.gelu_backward": "grad_output, x, approximate=False",
    "functional.prelu_backward": "grad_output, x, weight",
    "functional.softmax_backward": "grad_output, x, axis=-1",
    "functional.max_pool2d_backward": "grad_output, x, kernel_size, stride=None, padding=0, "
    "ceil_mode=False, dilation=1, padding_mode='empty'",
    "functional.avg_pool2d_backward": "grad_output, x, kernel_size, stride=None, padding=0, "
    "ceil_mode=False, exclusive=True, divisor_override=None, dilation=1, padding_mode='empty'",
    "functional.adaptive_max_pool2d_backward": "grad_output, x, output_size",
    "functional.cross_entropy": "logits, labels",
    "functional.conv2d_transpose": "x, weight, bias=None, stride=1, padding=0, output_padding=0, "
    "dilation=1, groups=1, output_size=None",
    "functional.upsample": "x, scale_factor=None, size=None, mode='nearest', align_corners=False",
    "functional.pixel_shuffle": "x, factor",
    "functional.channel_shuffle": "x, groups",
    "functional.pad2d": "x, padding, mode='zeros', value=0.0",
    "functional.take_slice": "x, start=0, stop=None, axis=1",
    "SGD": "learning_rate=0.001, momentum=0.0, weight_decay=0.0",
    "Adam": "learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, weight_decay=0.0",
    "fit": "network, images, labels, optimizer=None, *, epochs=10, batch_size=64, drop_last=False, "
    "seed=0, validation=None, history=None, progress=True",
    "accuracy": "network, images, labels",
    "save": "network, path",
    "load": "network, path, layout=None",
    "functional.flatten": "x, start_axis=1, stop_axis=-1",
    "geometry.resolve_padding": "padding, input_size, kernel_size, stride=1, dilation=1",
    "geometry.output_size": "input_size, kernel_size, stride=1, padding=0, dilation=1, "
    "ceil_mode=False",
}
NETWORKS = [
    *("LeNet", "AlexNet", "VGG11", "VGG13", "VGG16", "VGG19"),
    *("ResNet18", "ResNet34", "ResNet50", "MobileNetV1", "MobileNetV2"),
    *("SqueezeNet", "GoogLeNet", "InceptionV3", "DenseNet121"),
    *("MobileNetV3Small", "MobileNetV3Large", "EfficientNetB0", "ConvNeXtTiny"),
    *("ShuffleNetV2", "UNet"),
]
ROW = [
    *("name", "layer_type", "input_shape", "output_shape", "params", "trainable_params"),
    *("flops", "formula", "activation_bytes", "receptive_field"),
]


def look_up(path):
    thing = cnnlib
    for name in path.split("."):
        thing = getattr(thing, name)
    return thing


@pytest.mark.parametrize(("path", "signature"), SIGNATURES.items(), ids=SIGNATURES)
def test_a_public_name_takes_its_arguments_in_the_agreed_order(path, signature):
    parameters = inspect.signature(look_up(path)).parameters.values()
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in parameters]
    shown = str(inspect.Signature(plain)).removeprefix("(").removesuffix(")")
    assert shown == signature


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_is_built_without_arguments_and_draws_nothing(name):
    net = getattr(cnnlib, name)()
    sizes = {"LeNet": (1, 1, 28, 28), "InceptionV3": (1, 3, 299, 299), "UNet": (1, 1, 512, 512)}
    scores = {"LeNet": (1, 10), "UNet": (1, 2, 512, 512)}
    assert net.input_size == sizes.get(name, (1, 3, 224, 224))
    assert net.output_shape(net.input_size) == scores.get(name, (1, 1000))


def test_a_report_has_the_agreed_names():
    report = cnnlib.count(cnnlib.Linear(2, 4), (1, 2))
    assert list(report.rows[0].to_dict()) == ROW
    assert all(hasattr(report.rows[0], name) for name in ROW)
    for name in ("rows", "total_params", "trainable_params", "total_flops", "convention"):
        assert hasattr(report, name)
    for name in ("to_dict", "to_json", "to_csv", "to_markdown", "_repr_html_"):
        assert callable(getattr(report, name))


PUBLIC = sorted(
    {
        f"{module}.{name}"
        for module in (
            "cnnlib",
            "cnnlib.command_line",
            "cnnlib.comparison",
            "cnnlib.conventions",
            "cnnlib.counting",
            "cnnlib.description",
            "cnnlib.differences",
            "cnnlib.digits",
            "cnnlib.functional",
            "cnnlib.geometry",
            "cnnlib.layer_cost",
            "cnnlib.layers",
            "cnnlib.models",
            "cnnlib.report",
        )
        for name in importlib.import_module(module).__all__
        if inspect.isfunction(thing := getattr(importlib.import_module(module), name))
        or (inspect.isclass(thing) and thing.__module__.startswith("cnnlib"))
    }
)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_name_is_documented_with_an_example(path):
    text = inspect.getdoc(look_up(path.removeprefix("cnnlib.")))
    assert text
    assert "\nExamples\n--------\n>>> " in text


def imports(path):
    """Yield every module of cnnlib that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("cnnlib"))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute here"
            if node.module == "cnnlib":
                names = (alias.name for alias in node.names)
                yield from (f"cnnlib.{name}" if name in ORDER else "cnnlib" for name in names)
            elif node.module.startswith("cnnlib."):
                yield node.module


def family(module):
    return module.split(".")[1] if "." in module else "cnnlib"


def test_a_file_imports_only_from_files_below_it(root):
    graph = {}
    for path in sorted((root / "cnnlib").rglob("*.py")):
        module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        graph[module] = set(imports(path))
        for other in graph[module]:
            own = ORDER.index(family(module))
            assert ORDER.index(family(other)) <= own, f"{module} must not import {other}"
    assert len(graph) > 20
    # Inside a folder there is an order too: no file waits for one that waits for it.
    assert list(graphlib.TopologicalSorter(graph).static_order())


def test_importing_cnnlib_loads_numpy_and_nothing_else():
    code = """if True:
        import sys, cnnlib
        print(*{name.partition(".")[0] for name in sys.modules})
    """
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    loaded = set(run.stdout.split())
    assert "numpy" in loaded
    assert not loaded & {"matplotlib", "ipywidgets", "anywidget", "IPython", "scipy", "pandas"}


def ranges(lines):
    """Return the version range of each requirement, by name."""
    split = (re.match(r"([\w.-]+)\s*([^;#]*)", line) for line in lines if not line.startswith("#"))
    return {match[1].lower(): match[2].strip() for match in split if match}


def test_the_two_lists_of_dependencies_agree(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    hard = ranges(project["dependencies"])
    assert set(hard) == {"numpy"}
    extras = project["optional-dependencies"].values()
    listed = ranges((root / "requirements.txt").read_text(encoding="utf-8").splitlines())
    for declared in (hard, *map(ranges, extras)):
        for name, versions in declared.items():
            assert listed[name] == versions, f"{name} differs in requirements.txt"


def test_one_version_everywhere(root):
    cited = re.search(r"^version: (\S+)$", (root / "CITATION.cff").read_text("utf-8"), re.M)[1]
    assert cited == cnnlib.__version__


# Without what only an extra brings, or Python in the browser lacks.
WITHOUT = "import sys\nfor name in {names}: sys.modules[name] = None\n{code}"


def run_without(names, code):
    """Run code in a Python without these modules; return its result."""
    command = [sys.executable, "-I", "-X", "utf8", "-c", WITHOUT.format(names=names, code=code)]
    return subprocess.run(command, capture_output=True, encoding="utf-8")


@pytest.mark.parametrize(
    ("missing", "code", "extra"),
    [
        ("anywidget", "from cnnlib.teaching import Quiz", "widgets"),
        ("anywidget", "from cnnlib import explorers", "widgets"),
        ("matplotlib", "from cnnlib import explorers", "widgets"),
        ("matplotlib", "from cnnlib import figures", "figures"),
        ("onnx", "import cnnlib; cnnlib.read_onnx(b'')", "onnx"),
        (
            "tqdm",
            "import cnnlib, numpy as np\n"
            "cnnlib.fit(cnnlib.Linear(2, 2), np.zeros((1, 2)), np.zeros(1, int))",
            "training",
        ),
    ],
)
def test_what_an_extra_brings_is_named_where_it_is_missing(missing, code, extra):
    said = run_without([missing], code).stderr.splitlines()[-1]
    assert said.startswith(f"ModuleNotFoundError: this part of cnnlib needs {missing}")
    assert said.endswith(f"pip install '.[{extra}]'")


def test_an_exercise_is_checked_without_widgets_and_without_openssl():
    # As in Pyodide, where hashlib.pbkdf2_hmac, which comes from OpenSSL, is missing.
    code = (
        "import hashlib\nhashlib.__dict__.pop('pbkdf2_hmac', None)\n"
        "from cnnlib.teaching import check\nprint(check('5.1', (3, 28)))"
    )
    run = run_without(["_hashlib", "_ssl", "anywidget", "matplotlib"], code)
    assert run.stdout == "5.1 ✓ Right.\n", run.stderr
