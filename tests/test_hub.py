"""The hub's configurations say the same, in forms that their programs read."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
import yaml

from book import ROOT

HUB = ROOT / "hub"
GOLDEN = ROOT / "tests" / "golden"
MEASURED = json.loads((ROOT / "benchmarks" / "hub.json").read_text(encoding="utf-8"))
READERS = json.loads((ROOT / "benchmarks" / "readers.json").read_text(encoding="utf-8"))
README = (HUB / "README.md").read_text(encoding="utf-8")
sys.path.insert(0, str(ROOT / "benchmarks"))
import hub_report  # noqa: E402


class Settings(SimpleNamespace):
    """Takes any setting of any class, as `get_config()` gives it."""

    def __getattr__(self, name):
        setattr(self, name, Settings())
        return vars(self)[name]


def configured(file, settings=None):
    """Return what a configuration sets."""
    settings = settings or Settings()
    names = {
        "__file__": str(file),
        "get_config": lambda: settings,
        "load_subconfig": lambda path: configured(Path(path), settings),
    }
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)
    return settings


def values():
    return yaml.safe_load((HUB / "values.yaml").read_text(encoding="utf-8"))


def test_kubernetes_takes_the_values():
    schema = json.loads((GOLDEN / "zero-to-jupyterhub.json").read_text(encoding="utf-8"))
    check = jsonschema.Draft7Validator(schema)
    assert [error.message for error in check.iter_errors(values())] == []
    wrong = values()
    wrong["singleuser"]["memory"]["limits"] = "2G"
    assert "'limits' was unexpected" in next(check.iter_errors(wrong)).message


def test_one_server_and_kubernetes_give_a_student_the_same():
    server, many = configured(HUB / "jupyterhub_config.py"), values()
    pod, spawner = many["singleuser"], server.Spawner
    assert spawner.environment == pod["extraEnv"]
    assert spawner.mem_limit == pod["memory"]["limit"] == "2G"
    assert spawner.cpu_limit == pod["cpu"]["limit"] == 2
    assert spawner.default_url == pod["defaultUrl"]
    assert spawner.start_timeout == pod["startTimeout"]
    hub = many["hub"]
    assert server.JupyterHub.concurrent_spawn_limit == hub["concurrentSpawnLimit"]
    for name, settings in hub["config"].items():
        for key, value in settings.items():
            if key not in ("dbm_path", "admin_users"):
                assert getattr(getattr(server, name), key) == value, (name, key)
    cull = server.JupyterHub.services[0]["command"]
    told = [f"--timeout={many['cull']['timeout']}", f"--cull-every={many['cull']['every']}"]
    assert cull[-2:] == told
    for key, value in (("services.cull.timeout", 5400), ("services.cull.every", 600)):
        assert f"tljh-config set {key} {value}\n" in README


def test_nobody_gets_in_whom_nobody_has_entered():
    server = configured(HUB / "jupyterhub_config.py")
    assert server.JupyterHub.authenticator_class == "firstuse"
    assert server.FirstUseAuthenticator.create_users is False
    assert "allow_all" not in vars(server.Authenticator)
    assert server.JupyterHub.bind_url == "http://127.0.0.1:8000"
    for file in HUB.iterdir():
        assert "dummy" not in file.read_text(encoding="utf-8").lower(), file


def test_the_trial_stays_on_this_machine(monkeypatch):
    for name in ("TRIAL_PORT", "TRIAL_PROXY", "TRIAL_HOMES"):
        monkeypatch.setenv(name, "18000")
    trial = configured(ROOT / "benchmarks" / "hub_config.py")
    addresses = trial.JupyterHub.bind_url, trial.ConfigurableHTTPProxy.api_url
    assert addresses == ("http://127.0.0.1:18000", "http://127.0.0.1:18002")
    assert trial.JupyterHub.hub_ip == "127.0.0.1"
    # What is measured is what a course gets.
    course = configured(HUB / "jupyterhub_config.py")
    kept = [name for name in vars(course.Spawner) if name != "args"]
    assert {n: getattr(trial.Spawner, n) for n in kept} == vars(course.Spawner)


def test_the_image_is_made_of_what_lies_there():
    lines = (HUB / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = {name for line in lines if line.startswith("COPY") for name in line.split()[1:-1]}
    assert all((ROOT / name).exists() for name in copied)
    ignored = (HUB / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line[1:] for line in ignored if line.startswith("!")}
    assert {name.partition("/")[0] for name in copied} == kept
    wanted = ROOT / ".binder" / "requirements.txt"
    assert wanted.name in (HUB / "install.sh").read_text(encoding="utf-8")
    settings = json.loads((HUB / "jupyter_server_config.json").read_text(encoding="utf-8"))
    assert settings["LabApp"]["news_url"] is None


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell of Unix")
def test_the_shell_reads_how_to_install():
    subprocess.run(["sh", "-n", HUB / "install.sh"], check=True)


def test_the_hub_and_its_students_run_one_version():
    text = (HUB / "requirements.txt").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w-]+)==([\d.]+)$", text, re.MULTILINE))
    assert pinned["jupyterhub"] == MEASURED["machine"]["jupyterhub"]
    assert pinned["nbgitpuller"] == MEASURED["machine"]["nbgitpuller"]
    # The needs of the chapters stand elsewhere, once.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not {re.match(r"[\w-]+", need)[0] for need in project["dependencies"]} & set(pinned)


def test_the_readme_states_what_was_measured():
    need = hub_report.for_class(MEASURED)
    steps, servers = MEASURED["steps"], MEASURED["servers"]
    fastest = max(READERS["rows"], key=lambda row: row["requests a second"])
    packed = {row["how"]: row for row in READERS["rows"] if "pooling" in row["page"]}
    for said in (
        f"{MEASURED['all logged in']:.0f} seconds",
        f"{steps['shown']['median']:.1f} s",
        f"{steps['open']['median']:.1f} s",
        f"{servers['pss']['most']:.0f} MB",
        f"{need['memory GB']} GB of memory",
        f"{need['cores']} cores",
        f"{packed['packed once']['requests a second']:,} pages",
        f"{packed['packed for each reader']['requests a second']:,}",
    ):
        assert said in README, said
    assert fastest["refused"] == 0
    guide = (ROOT / "teaching" / "guide.md").read_text(encoding="utf-8")
    assert f"plan {need['memory GB']} GB of memory" in guide
    assert (ROOT / "benchmarks" / "hub.md").read_text("utf-8") == hub_report.report(MEASURED)


def test_what_must_be_asked_for_anew_is_not_kept():
    conf = (HUB / "nginx.conf").read_text(encoding="utf-8")
    rules = re.search(r"map \$request_uri \$keep \{(.*?)\n\}", conf, re.DOTALL)[1]
    default, *kept = re.findall(r'^\s+(\S+)\s+"([^"]+)";', rules, re.MULTILINE)
    assert default == ("default", "no-cache")
    forms = [re.compile(form.strip('"')[2:]) for form, _ in kept]
    for address, long in (
        ("/sw.js", False),
        ("/manifest.webmanifest", False),
        ("/chapters/pooling.html", False),
        ("/_static/site.js", False),
        ("/_static/site.js?v=8dcf6d5f", True),
        ("/_images/" + "0a" * 32 + ".png", True),
        ("/_images/cover.png", False),
    ):
        assert any(form.search(address) for form in forms) == long, address
