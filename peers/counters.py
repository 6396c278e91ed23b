"""What the counters themselves say, for tests/golden/counters.json.

Every tool counts the networks of cnnlib, translated into its framework, and a few modules on
which the tools part for other reasons than a convention.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any

import fvcore.nn
import onnx
import onnx_opcounter
import onnx_tool
import paddle
import ptflops
import thop
import torch
import torch.nn.functional as F
import torchinfo
import torchprofile
from deepspeed.profiling.flops_profiler import FlopsProfiler
from packaging.version import Version
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from tqdm import tqdm
from translate import to_paddle, to_torch

import cnnlib

# calflops without its __init__, which asks for the tokenizers of a package it does not declare.
sys.modules["calflops"] = module_from_spec(find_spec("calflops"))
from calflops.calculate_pipline import CalFlopsPipline  # noqa: E402

__all__ = ["main"]

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden" / "counters.json"

Shape = tuple[int, ...]
# A total, and where the tool gives them, the parameters and the FLOPs under its own names of
# layers or operators.
Count = dict[str, Any]


def by_paddle(net: paddle.nn.Layer, size: Shape) -> Count:
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        flops = paddle.flops(net, list(size), print_detail=True)
    (params,) = re.findall(r"Total Params: (\d+)", text.getvalue())
    layers: Counter[str] = Counter()
    for kind, cost in re.findall(r"\| *(\w+)_\d+ *\|.*\| *(\d+) *\|", text.getvalue()):
        layers[kind] += int(cost)
    return _count(flops, int(params), layers)


def by_torch(net: nn.Module, size: Shape) -> Count:
    with FlopCounterMode(display=False) as counter:
        net(torch.zeros(size))
    operators = counter.get_flop_counts().get("Global", {})
    return _count(
        counter.get_total_flops(), by_type={str(name): cost for name, cost in operators.items()}
    )


def by_thop(net: nn.Module, size: Shape) -> Count:
    flops, params, info = thop.profile(
        net, (torch.zeros(size),), verbose=False, ret_layer_info=True
    )
    layers: Counter[str] = Counter()

    def add(parent: nn.Module, children: dict[str, Any]) -> None:
        for name, child in parent.named_children():
            cost, _, grandchildren = children[name]
            if grandchildren:
                add(child, grandchildren)
            else:
                layers[type(child).__name__] += int(cost)

    add(net, info)
    return _count(int(flops), int(params), layers)


def by_fvcore(net: nn.Module, size: Shape) -> Count:
    counter = fvcore.nn.FlopCountAnalysis(net, torch.zeros(size))
    counter.unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    params = fvcore.nn.parameter_count(net)[""]
    return _count(int(counter.total()), params, counter.by_operator())


def by_torchinfo(net: nn.Module, size: Shape) -> Count:
    summary = torchinfo.summary(net, size, verbose=0)
    layers: Counter[str] = Counter()
    for layer in summary.summary_list:
        if layer.is_leaf_layer:
            layers[layer.class_name] += layer.macs
    return _count(summary.total_mult_adds, summary.total_params, layers)


def by_ptflops(net: nn.Module, size: Shape) -> Count:
    text = io.StringIO()
    flops, params = _ptflops(
        *(net, size, "aten"), print_per_layer_stat=True, ost=text, flops_units="Mac"
    )
    whole = text.getvalue().partition("Global")[2].partition("Module")[0]
    operators = {name: int(cost) for name, cost in re.findall(r"(\S+): (\d+) Mac", whole)}
    return _count(flops, params, operators)


def by_ptflops_pytorch(net: nn.Module, size: Shape) -> Count:
    flops, params = _ptflops(net, size, "pytorch")
    hooks, _ = _ptflops(
        *(net, size, "pytorch"), backend_specific_config={"count_functional": False}
    )
    return {**_count(flops, params), "hooks": hooks}


def _ptflops(net: nn.Module, size: Shape, backend: str, **settings: Any) -> tuple[int, int]:
    # Its own input would be of one image.
    return ptflops.get_model_complexity_info(
        *(net, size[1:]),
        **{"backend": backend, "as_strings": False, "print_per_layer_stat": False, **settings},
        input_constructor=lambda _: torch.zeros(size),
    )


def by_calflops(net: nn.Module, size: Shape) -> Count:
    # What calflops.calculate_flops does, which shows the modules' shares as rounded text only.
    counter = CalFlopsPipline(net.eval(), include_backPropagation=False, compute_bp_factor=2.0)
    counter.start_flops_calculate()
    net(torch.zeros(size))
    layers: Counter[str] = Counter()
    for module in net.modules():
        layers[type(module).__name__] += module.__flops__
    count = _count(counter.get_total_flops(), counter.get_total_params(), layers)
    counter.end_flops_calculate()
    return count


def by_torchprofile(net: nn.Module, size: Shape) -> Count:
    return _count(torchprofile.profile_macs(net.eval(), torch.zeros(size)))


def by_deepspeed(net: nn.Module, size: Shape) -> Count:
    profiler = FlopsProfiler(net.eval())
    profiler.start_profile()
    net(torch.zeros(size))
    flops, params = profiler.get_total_flops(), profiler.get_total_params()
    profiler.end_profile()
    return _count(flops, params)


def by_onnx_tool(net: nn.Module, size: Shape) -> Count:
    graph = onnx_tool.Model(_exported(net, size)).graph
    graph.shape_infer()
    graph.profile()
    return _count(graph.macs[0], int(graph.params))


def by_onnx_opcounter(net: nn.Module, size: Shape) -> Count:
    model = _exported(net, size)
    macs, params = onnx_opcounter.calculate_macs(model), onnx_opcounter.calculate_params(model)
    return _count(macs, int(params))


def _exported(net: nn.Module, size: Shape) -> onnx.ModelProto:
    file = io.BytesIO()
    # The exporter that traces, and an opset in which it writes every layer.
    torch.onnx.export(net.eval(), torch.zeros(size), file, dynamo=False, opset_version=17)
    return onnx.load_from_string(file.getvalue())


def _count(flops: int, params: int | None = None, by_type: dict[str, int] | None = None) -> Count:
    count: Count = {"flops": int(flops)}
    if params is not None:
        count["params"] = params
    if by_type is not None:
        by_type = {name: int(cost) for name, cost in by_type.items() if cost}
        if sum(by_type.values()) != flops:
            raise ValueError(f"{by_type} do not sum to {flops}")
        count["by_type"] = by_type
    return count


# Under the name of the convention that follows the tool.
TOOLS: dict[str, tuple[str, Callable[[Any, Shape], Count]]] = {
    "paddle": ("paddlepaddle", by_paddle),
    "flops": ("torch", by_torch),
    "thop": ("thop", by_thop),
    "fvcore": ("fvcore", by_fvcore),
    "torchinfo": ("torchinfo", by_torchinfo),
    "ptflops": ("ptflops", by_ptflops),
    "ptflops-pytorch": ("ptflops", by_ptflops_pytorch),
    "calflops": ("calflops", by_calflops),
    "torchprofile": ("torchprofile", by_torchprofile),
    "deepspeed": ("deepspeed", by_deepspeed),
    "onnx-tool": ("onnx-tool", by_onnx_tool),
    "onnx-opcounter": ("onnx-opcounter", by_onnx_opcounter),
}


class Calls(nn.Module):
    """A module that calls a function, with its weights if it has any."""

    def __init__(self, function: Callable[..., torch.Tensor], **weights: Shape) -> None:
        super().__init__()
        self.function = function
        for name, shape in weights.items():
            self.register_parameter(name, nn.Parameter(torch.zeros(shape)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.function(x, **dict(self.named_parameters()))


IMAGE = (1, 3, 32, 32)
# What can be written in two ways, and where a tool may slip.
CASES: dict[str, tuple[Callable[[], nn.Module], Shape]] = {
    "LeNet, 8 images": (lambda: to_torch(cnnlib.LeNet()), (8, 1, 28, 28)),
    "Conv2d, padding 1": (lambda: nn.Conv2d(3, 8, 3, padding=1), IMAGE),
    "Conv2d, padding same": (lambda: nn.Conv2d(3, 8, 3, padding="same"), IMAGE),
    "Conv2d 2x2, padding same": (lambda: nn.Conv2d(3, 8, 2, padding="same"), IMAGE),
    "BatchNorm2d": (lambda: nn.BatchNorm2d(3).eval(), IMAGE),
    "BatchNorm2d, training": (lambda: nn.BatchNorm2d(3).train(), IMAGE),
    "nn.Linear": (lambda: nn.Linear(6, 4), (7, 6)),
    "F.linear": (
        lambda: Calls(lambda x, weight, bias: F.linear(x, weight, bias), weight=(4, 6), bias=(4,)),
        (7, 6),
    ),
    "nn.Linear, sequence": (lambda: nn.Linear(6, 4), (2, 7, 6)),
    "nn.ReLU": (nn.ReLU, IMAGE),
    "F.relu": (lambda: Calls(lambda x: F.relu(x)), IMAGE),
    "nn.ReLU6": (nn.ReLU6, IMAGE),
    "x + x": (lambda: Calls(lambda x: x + x), IMAGE),
    "torch.add(x, x)": (lambda: Calls(lambda x: torch.add(x, x)), IMAGE),
    "AdaptiveAvgPool2d 3 of 11": (lambda: nn.AdaptiveAvgPool2d(3), (1, 3, 11, 11)),
}


def main() -> None:
    torch.set_num_threads(1)
    answers: dict[str, Any] = {
        "versions": {
            name: Version(version(package)).public for name, (package, _) in TOOLS.items()
        },
        "networks": {},
        "cases": {},
    }
    for name in tqdm(cnnlib.models.__all__, desc="counters: networks"):
        net = getattr(cnnlib, name)()
        size = net.input_size
        answers["networks"][name] = {"input": size, **_all_counts(to_torch(net), size)}
        answers["networks"][name]["paddle"] = by_paddle(to_paddle(net), size)
    for name, (build, size) in tqdm(CASES.items(), desc="counters: cases"):
        counts = _all_counts(nn.Sequential(build()), size)
        answers["cases"][name] = {tool: count["flops"] for tool, count in counts.items()}
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_bytes((json.dumps(answers, indent=1) + "\n").encode())


def _all_counts(net: nn.Module, size: Shape) -> dict[str, Count]:
    """Return what the tools for PyTorch say, each of a copy, as some leave marks."""
    quiet = contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore")
    with torch.no_grad(), quiet[0], quiet[1]:
        return {
            name: _answer(by_tool, copy.deepcopy(net), size)
            for name, (_, by_tool) in TOOLS.items()
            if name != "paddle"
        }


def _answer(by_tool: Callable[[Any, Shape], Count], net: nn.Module, size: Shape) -> Count:
    """Return what a tool says; no number where the network cannot be exported."""
    try:
        return by_tool(net, size)
    except torch.onnx.errors.OnnxExporterError:
        return {"flops": None}


if __name__ == "__main__":
    main()
