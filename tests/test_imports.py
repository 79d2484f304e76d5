"""Imports point one way (docs/architecture.md), and no core module knows Rasa, a server or a clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import PROJECT

ORDER = (
    ("bot.intervals", "bot.quantities", "bot.status", "bot.drugs", "bot.ages", "bot.yaml_file", "bot.json_text"),
    ("bot.answers",),
    ("bot.criteria",),
    ("bot.trial",),
    ("bot.evaluation",),
    ("bot.explain",),
    ("bot.wording",),
    ("bot.questions",),
    ("bot.understand",),
    ("bot.dialogue",),
    ("actions", "bot.channels", "bot.command_line", "bot.runtime"),
)
"""The layers: a module imports its own and those before it."""
ANYWHERE = ("bot.colours", "bot.settings")
"""What a site configures. They import nothing else of the project; only `today` of the settings looks at a clock."""

PURE = {layer for layers in ORDER[:-1] for layer in layers}
MEETS_RASA = "bot.understand.component"
FRAMEWORKS = ("rasa", "rasa_sdk", "sanic")
CLOCKS = ("today", "now", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime")


def _modules() -> Iterator[tuple[str, Path]]:
    for folder in ("bot", "actions"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            parts = path.relative_to(PROJECT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


MODULES = dict(_modules())


def _imports(tree: ast.AST, module: str) -> Iterator[str]:
    """Every module that is imported, wherever in the file. A name taken from a package may be a module itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: line {node.lineno}: imports name the whole module"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


def _layer(module: str) -> str | None:
    layers = [layer for layers in (*ORDER, ANYWHERE) for layer in layers]
    return next((layer for layer in layers if module == layer or module.startswith(f"{layer}.")), None)


def _rank(layer: str) -> int:
    return next(number for number, layers in enumerate(ORDER) if layer in layers)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _upwards(module: str, imported: list[str]) -> list[str]:
    """What of `imported` lies above the module."""
    own = _layer(module)
    layers = {name: _layer(name) for name in imported if name.split(".")[0] in ("bot", "actions")}
    if own in ANYWHERE:
        return sorted(name for name, layer in layers.items() if layer not in ANYWHERE)
    return [
        name
        for name, layer in layers.items()
        if layer not in ANYWHERE and (layer is None or own is None or _rank(layer) > _rank(own))
    ]


def _clocks(tree: ast.AST) -> list[str]:
    """Where a clock is looked at: `date.today()`, `datetime.now()`, `time.time()`, or such a function imported."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    functions = {alias.asname or alias.name for node in imports for alias in node.names if alias.name in CLOCKS}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            owner, _, name = called.rpartition(".")
            if (name in CLOCKS and owner.rpartition(".")[2] in ("date", "datetime", "time")) or called in functions:
                found.append(f"line {node.lineno}: {called}()")
    return found


def test_every_module_has_a_layer() -> None:
    packages = {"bot", "actions"}
    assert [module for module in MODULES if module not in packages and _layer(module) is None] == []


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    if module != "bot":
        assert _upwards(module, list(_imports(_tree(MODULES[module]), module))) == []


@pytest.mark.parametrize("module", [module for module in MODULES if _layer(module) in PURE])
def test_the_core_knows_no_framework_and_no_clock(module: str) -> None:
    tree = _tree(MODULES[module])
    if module == MEETS_RASA:
        return
    imported = list(_imports(tree, module))
    assert [name for name in imported if name.split(".")[0] in FRAMEWORKS] == []
    assert _clocks(tree) == []
    if _layer(module) != "bot.dialogue":  # which names the site's contact
        assert "bot.settings" not in imported


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("bot.answers", "from bot.evaluation import evaluate"),
        ("bot.criteria.washout", "import bot.trial"),
        ("bot.trial", "def read():\n    from bot.dialogue import turns"),
        ("bot.dialogue.turns", "from bot import runtime"),
        ("bot.understand.answers", "from bot.dialogue.screening import Screening"),
        ("bot.settings", "from bot.wording import load_wording"),
    ],
)
def test_imports_that_point_up_are_found(module: str, source: str) -> None:
    assert _upwards(module, list(_imports(ast.parse(source), module)))


@pytest.mark.parametrize(
    "source",
    [
        "date.today()",
        "datetime.datetime.now()",
        "time.time()",
        "from bot.settings import today\ntoday()",
        "from time import time as seconds\nseconds()",
        "def f(on=date.today()): ...",
    ],
)
def test_clocks_are_found(source: str) -> None:
    assert _clocks(ast.parse(source))


@pytest.mark.parametrize("source", ["modifiers.now(finding)", "today = on\nf(today)", "def now(): ...\nnow()"])
def test_what_is_only_called_like_a_clock_is_none(source: str) -> None:
    assert _clocks(ast.parse(source)) == []
