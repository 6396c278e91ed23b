"""The command line: its answers, its one line on bad input, and the page that shows both."""

import csv
import doctest
import json
import os
import re
import subprocess
import sys
import tomllib

import pytest

import cnnlib
from cnnlib.command_line import main
from cnnlib.conventions import CONVENTIONS
from cnnlib.differences import ENGINES
from cnnlib.opening import NETWORKS


def shell(line):
    """Run a line in bash, the command in a process of its own."""
    command = f"set -o pipefail; '{sys.executable}' -W error -m cnnlib {line}"
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True)


@pytest.fixture
def run(capsys):
    """Return a function that runs a line here and returns exit code, output and errors."""

    def ran(line):
        try:
            code = main(line.split())
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return ran


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ("count lenet", "parameters 61,610 (trainable 61,610) · counted by paddle 347,560"),
        ("count VGG16 --convention thop", "counted by thop 15,470,314,496"),
        ("count MobileNetv2 --convention torchinfo", "counted by torchinfo 300,809,384"),
        ("count resnet50 --input 2,3,224,224", "counted by paddle 8,223,029,248"),
    ],
)
def test_count_knows_the_networks_by_any_spelling_of_their_names(run, line, total):
    code, out, err = run(line)
    assert (code, err) == (0, "")
    assert out.endswith(f"{total}\n")


def test_a_report_comes_in_four_forms(run):
    assert run("count lenet --format json")[1].startswith('{\n  "convention": "paddle",\n')
    assert json.loads(run("count lenet --format json")[1])["total_flops"] == 347_560
    table = [*csv.DictReader(run("count lenet --format csv")[1].splitlines())]
    assert [row["flops"] for row in table if row["layer_type"] == "Conv2D"] == ["47040", "241600"]
    assert run("count lenet --format markdown")[1].splitlines()[-1] == (
        "| **Total** |  |  |  | 61,610 | 347,560 |  |"
    )


def test_the_columns_of_a_count_are_chosen(run):
    line = "count resnet50 --convention flops --columns window,live_bytes,parameter_bytes"
    _, out, err = run(line)
    assert err == ""
    rows = {cells[0]: cells[1:] for cells in map(cells_of, out.splitlines()) if len(cells) > 1}
    assert rows["conv1"] == ["7×7 /2", "3,813,376", "37,632"]
    assert rows["layer1.0.0.shortcut.1"] == ["", "9,633,792", "2,048"]
    assert "102,228,128 (float32), 51,114,064 (float16)" in out
    assert "peak of live bytes 9,633,792 at layer1.0.0.shortcut.1" in out
    table = run(f"{line} --dtype int8 --format csv")[1].splitlines()
    assert table[0] == "name,window,live_bytes,parameter_bytes"
    assert table[-1] == "total,,2408448,25557032"
    total = run(f"{line} --format markdown")[1].splitlines()[-1]
    assert total == "| **Total** |  | 9,633,792 | 102,228,128 |"
    assert json.loads(run(f"{line} --format json --dtype float16")[1])["peak_bytes"] == 4_816_896


def cells_of(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_comparison_comes_in_four_forms(run):
    rows = json.loads(run("compare lenet --format json")[1])["rows"]
    assert [row["total_flops"] for row in rows[7:10]] == [347_774, 372_990, 701_424]
    table = [*csv.DictReader(run("compare lenet --format csv")[1].splitlines())]
    assert [row["total_flops"] for row in table[7:10]] == ["347774", "372990", "701424"]
    assert (
        "| calflops | 61,610 | 701,424 | 570,976 | 6,304 | 6,304 | 0 | 117,840 |"
        in (run("compare lenet --format markdown")[1])
    )
    assert run("compare lenet")[1].endswith("+\ninput 1 × 1 × 28 × 28\n")
    chosen = run("compare lenet --conventions flops,thop --format csv")[1].splitlines()
    assert [line.partition(",")[0] for line in chosen] == ["convention", "flops", "thop"]


@pytest.mark.parametrize("name", cnnlib.models.__all__)
def test_what_describe_prints_is_counted_as_the_network_is(run, name, tmp_path):
    code, out, err = run(f"describe {name}")
    assert (code, err) == (0, "")
    (tmp_path / "net.json").write_text(out, encoding="utf-8")
    assert run(f"count {tmp_path}/net.json") == run(f"count {name}")


def test_help_lists_commands_networks_conventions_and_the_file(run):
    code, out, _ = run("--help")
    assert code == 0
    words = re.split(r"[^\w-]+", out)
    commands = {"count", "compare", "describe", "check"}
    assert commands | {*cnnlib.models.__all__, *CONVENTIONS, *ENGINES, "cnnlib"} <= {*words}
    example = re.search(r"^  \{.*?^  \}", run("count --help")[1], re.M | re.S)[0]
    net, input_size = cnnlib.description.from_json(example)
    assert net.output_shape(input_size) == (1, 10)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("", "the following arguments are required: COMMAND; see cnnlib --help"),
        ("count", "the following arguments are required: network; see cnnlib count --help"),
        ("cout lenet", "argument COMMAND: invalid choice: 'cout'"),
        ("count lenet --inputs", "unrecognized arguments: --inputs"),
        ("count vgg17", "vgg17: no network of this name: there are VGG11, VGG13, VGG16, VGG19 (a"),
        ("count resnet20", "resnet20: no network of this name: there are ResNet18, ResNet34, Res"),
        ("count mobilenetv3", "mobilenetv3: no network of this name: there are MobileNetV1, Mobi"),
        ("count LeNet-5", "LeNet-5: no network of this name: did you mean LeNet? (a file ends in"),
        ("count vgg-16", "vgg-16: no network of this name: did you mean VGG16? (a file ends in"),
        ("count resnte50", "resnte50: no network of this name: did you mean ResNet50? (a file en"),
        ("count foo", "foo: no network of this name: there are AlexNet, ConvNe"),
        ("count lenet --convention macz", "argument --convention: invalid choice: 'macz' (choose"),
        ("count lenet --format xml", "argument --format: invalid choice: 'xml' (choose"),
        ("count lenet --columns peak", "argument --columns: no column 'peak': there are name, la"),
        ("count lenet --columns param", "argument --columns: no column 'param': did you mean par"),
        ("count lenet --dtype int4", "argument --dtype: invalid choice: 'int4' (choose"),
        ("compare lenet --input 1,x", "argument --input: must be sizes such as 1,3,224,224, got"),
        ("compare lenet --input 1,0,2,2", "lenet: input_size must be at least 1 on every axis"),
        ("compare lenet --conventions flop", "argument --conventions: must be among document, pad"),
        ("compare lenet --input 1,1", "lenet: features: 0: input_shape must be (N, C, H, W), four"),
        ("count lenet --input 1,3,28,28", "lenet: features: 0: input must have in_channels 1, got"),
        ("count lenet --input 1,1,32,32", "lenet: fc: 0: input_shape must end in in_features 400"),
        ("count lenet --input 1,1,4,4", "lenet: features: 3: kernel 5 does not fit: input 2"),
        ("count ./model.onnx", "./model.onnx: No such file or directory"),
        ("count zipped.onnx", "zipped.onnx: this is no ONNX file, or one that is cut or "),
        ("count model.PT", "model.PT: a file that ends in .PT is a file of PyTorch: an ONNX file"),
        ("compare net.h5", "net.h5: a file that ends in .h5 is a file of Keras: an ONNX file, or "),
        ("describe net.safetensors", "net.safetensors: a file that ends in .safetensors is a file "
         "of weights: an ONNX file, or JSON of Keras or of cnnlib, is read, nothing else (cnnlib "
         "count --help)"),
        ("count nasnet", "nasnet: no network of this name: there are AlexNet, ConvNe"),
        ("count resnet101", "resnet101: no network of this name: there are ResNet18, ResNet34, Re"),
        ("count lenet5", "lenet5: no network of this name: did you mean LeNet? (a file ends in"),
        ("count lenet --input -1,1,28,28", "lenet: input_size must begin with a batch that is"),
        ("count lenet --input=-1,1,28,28", "lenet: input_size must begin with a batch that is"),
        ("compare lenet --in -1,1,28,28", "lenet: input_size must begin with a batch that is"),
        ("count lenet --input 1,28,28,1", "lenet: features: 0: input must have in_channels 1, got "
         "28: (1, 28, 28, 1); (N, H, W, C)? transposed by (0, 3, 1, 2) it is (1, 1, 28, 28)"),
        ("count lenet --input 1,28,28", "lenet: features: 0: input_shape must be (N, C, H, W), "
         "four sizes, got 3: (1, 28, 28); one image is a batch of one: (1, 1, 28, 28)"),
        ("count zipped", "zipped: line 1, column 1: Expecting value: no JSON begins so"),
        ("count none.json", "none.json: No such file or directory"),
        ("describe folder.json", "folder.json: "),
        ("count bytes.json", "bytes.json: 'utf-8' codec can't decode byte 0xff in position 0"),
        ("count sizeless.json", "sizeless.json: states no input_size: give one, such as --input"),
        ("count lines.json", "lines.json: layers must be a list of layers, got '1 2'"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_line_and_exit_code_2(run, line, answer, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "zipped").write_bytes(b"PK\x03\x04")
    (tmp_path / "zipped.onnx").write_bytes(b"PK\x03\x04")
    (tmp_path / "bytes.json").write_bytes(b"\xff")
    (tmp_path / "sizeless.json").write_text('{"layers": []}')
    (tmp_path / "lines.json").write_text('{"layers": "1 2"}')
    code, out, err = run(line)
    assert (code, out) == (2, "")
    assert err.startswith(f"cnnlib: {answer}")
    assert err.count("\n") == 1


class Swish(cnnlib.Layer):
    """A layer that no convention knows."""

    def output_shape(self, input_shape):
        return input_shape


def test_a_missing_rule_is_one_line_beside_the_answer(run, monkeypatch):
    class Own(cnnlib.Sequential):
        input_size = (1, 2)

        def __init__(self):
            super().__init__(Swish(), cnnlib.Linear(2, 4))

    monkeypatch.setitem(NETWORKS, "lenet", Own)
    code, out, err = run("count lenet --convention thop")
    assert code == 0
    assert out.endswith("counted by thop 8\n")
    assert err == ("cnnlib: warning: convention 'thop' has no rule for Swish: counted as 0\n")


@pytest.mark.skipif(os.name == "nt", reason="pipes of bash")
@pytest.mark.parametrize(
    "line", ["count resnet50 | true", "--help | true", "describe vgg16 | head -1"]
)
def test_a_closed_pipe_is_no_error(line):
    ended = shell(line)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
def test_an_answer_that_cannot_be_written_is_no_success():
    ended = shell("count lenet > /dev/full")
    assert (ended.returncode, ended.stderr) == (
        2,
        "cnnlib: cannot print: No space left on device\n",
    )


def test_a_file_comes_out_in_utf_8_wherever_it_is_printed(tmp_path):
    (tmp_path / "net.json").write_text(
        '{"layers": [{"name": "卷积", "type": "ReLU"}, {"name": "\\ud800", "type": "ReLU"}]}',
        "utf-8",
    )
    ended = subprocess.run(
        [sys.executable, "-m", "cnnlib", "describe", tmp_path / "net.json"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert ended.returncode == 0
    assert '"卷积"' in ended.stdout
    assert '"\\ud800"' in ended.stdout


def test_the_installed_command_is_this_one(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"cnnlib": "cnnlib.command_line:main"}


# The page, and what the README says of it


@pytest.fixture(scope="module")
def page(root):
    return (root / "chapters" / "command-line.md").read_text(encoding="utf-8")


@pytest.fixture
def files(page, tmp_path, monkeypatch):
    """Write the page's files into a folder and go there."""
    monkeypatch.chdir(tmp_path)
    found = re.findall(r"```\{code-block\} json\n:caption: (\S+)\n\n(.*?)```", page, re.S)
    for name, text in found:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(found) == 8
    return tmp_path


def test_the_page_shows_what_the_commands_print(page, files, run):
    shown = "".join(re.findall(r"^```console\n(.*?)^```", page, re.M | re.S))
    dialog = re.findall(r"^\$ cnnlib (.*)\n((?:(?!\$ ).*\n)*)", shown, re.M)
    assert len(dialog) == 15
    for line, answer in dialog:
        _, out, err = run(line)
        shown, cut, _ = answer.partition("…\n")
        assert (err + out)[: len(shown) if cut else None] == shown, line


def test_the_pages_question_has_its_answer(page, files, run):
    block = (files / "block.json").read_text(encoding="utf-8")
    (files / "block.json").write_text(block.replace(', "padding": "SAME"', ""), encoding="utf-8")
    _, _, err = run("count block.json")
    assert err.startswith("cnnlib: block.json: block: ")
    assert f"`{err.removeprefix('cnnlib: block.json: block: ').rstrip()}`" in page


def test_the_pages_python_runs(page):
    (code,) = re.findall(r"```python\n(.*?)```", page, re.S)
    test = doctest.DocTestParser().get_doctest(code, {}, "page", None, None)
    assert len(test.examples) == 13
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_peers_run_the_pages_recipe_for_a_module_of_pytorch(page, root):
    (code,) = re.findall(r"```\{code-block\} python\n(.*?)```", page, re.S)
    lines = code.splitlines()
    assert len(lines) == 3
    peers = (root / "peers" / "exports.py").read_text(encoding="utf-8")
    assert all(line.removeprefix("net = ") in peers for line in lines)


def test_the_readmes_file_gives_its_numbers(root, run, tmp_path):
    readme = (root / "README.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```json\n(.*?)```", readme, re.S)
    (tmp_path / "net.json").write_text(text, encoding="utf-8")
    _, out, _ = run(f"count {tmp_path}/net.json --convention macs")
    assert re.search(r"parameters 11,830 .* MACs 54,096$", out)
    commands = re.findall(r"^cnnlib (count|compare|describe|check) (\S+)", readme, re.M)
    assert commands == [
        ("count", "net.json"),
        ("count", "model.onnx"),
        ("compare", "vgg16"),
        ("describe", "resnet50"),
        ("check", "model.onnx"),
    ]
