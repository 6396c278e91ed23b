"""What the matrix of answers and the search for a route say where no script runs."""

STANDARD = "ONNX standard"
HEADERS = ("Case", "Answer", "Who")
CAPTION = "Every case, and who answers what"
REMEDY = "Write instead"
ASKED = "Who was asked"
ASKED_HEADERS = ("Engine", "Version", "How it was asked", "On")
ROUTE_HEADERS = ("What bites", "Case", "Answers", "Becomes")
SEVERITIES = {
    "wrong": "wrong numbers, and no error",
    "shape": "another shape",
    "refused": "refused",
}
ALONG = "through the export"
APART = "each asked on its own"


def matrix(cases: int, engines: int, differ: int) -> str:
    """Return how much was asked, and how often the engines disagree."""
    return f"{cases} cases by {engines} engines, which differ in {differ}"


def opened(engine: str, setting: str, answer: str | None) -> str:
    """Return what the open cell says."""
    return f"; {setting}: {engine} {'was not asked' if answer is None else f'answers {answer}'}"


def route(source: str, target: str, bites: dict[str, int], same: int, missing: int) -> str:
    """Return how many cases bite between two engines, by severity, and what was not measured."""
    counts = [f"{count} {SEVERITIES[severity]}" for severity, count in bites.items()]
    return (
        f"{source} to {target}: {', '.join(counts)}; {same} the same at both ends, "
        f"{missing} not measured or refused by {source} itself"
    )
