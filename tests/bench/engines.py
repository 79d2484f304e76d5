"""Other rule engines deciding the same 14 criteria: yes or no, on ready-made numbers, without reasons."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import rule_engine
import zen

RULES = {
    "b_all": "diagnosis == 'b_all'",
    "age": "age >= 1 and age <= 30",
    "first_relapse": "relapse_count == 1",
    "relapse_sites": "allowed_sites >= 1 and other_sites == 0",
    "toxicity_recovery": "phase == 'maintenance' or phase == 'off_therapy' or recovered",
    "cytotoxic_washout": "days_since_cytotoxic >= 14 and days_since_hydroxyurea >= 2",
    "biologic_washout": "days_since_biologic >= 7",
    "no_transplant": "not transplant",
    "no_blinatumomab": "not blinatumomab",
    "no_relapse_therapy": "not relapse_therapy",
    "performance_status": "(scale == 'ecog' and score <= 2) or (scale != 'ecog' and score >= 50)",
    "renal": "gfr >= 70 or creatinine <= maximum_creatinine",
    "hepatic": "direct_bilirubin < 3",
    "cardiac": "shortening >= 27 or ejection >= 50",
}
"""Each criterion in the words that both engines read."""

Plain = dict[str, Any]
Decide = Callable[[Plain], list[bool]]
"""Whether each criterion is met, in the order of `RULES`."""


def engines(example: Plain) -> dict[str, Decide]:
    """Every way of using them that their documentation gives, compiled beforehand; `example` tells the types."""
    return {
        "zen-engine, decision graph": partial(_zen_graph, _graph()),
        "zen-engine, 14 compiled expressions": partial(_zen_each, [zen.compile_expression(r) for r in RULES.values()]),
        "zen-engine, one compiled expression": partial(
            _zen_one, zen.compile_expression(f"[{', '.join(RULES.values())}]")
        ),
        "rule-engine, 14 typed rules": partial(_rule_engine, _rules(example)),
    }


def _zen_each(expressions: list[Any], patient: Plain) -> list[bool]:
    return [expression.evaluate(patient) for expression in expressions]


def _zen_one(expression: Any, patient: Plain) -> list[bool]:
    met: list[bool] = expression.evaluate(patient)
    return met


def _zen_graph(engine: Any, patient: Plain) -> list[bool]:
    result = engine.evaluate("trial", patient)["result"]
    return [result[name] for name in RULES]


def _graph() -> Any:
    """A decision of one expression node, from a static loader, which compiles it once."""
    place = {"position": {"x": 0, "y": 0}}
    expressions = [{"id": name, "key": name, "value": rule} for name, rule in RULES.items()]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", **place},
        {"id": "rules", "name": "rules", "type": "expressionNode", "content": {"expressions": expressions}, **place},
        {"id": "out", "name": "out", "type": "outputNode", **place},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
        {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
    ]
    content = json.loads(json.dumps({"nodes": nodes, "edges": edges}))
    return zen.ZenEngine({"loader": {"type": "static", "content": {"trial": content}}})


def _rule_engine(rules: list[rule_engine.Rule], patient: Plain) -> list[bool]:
    return [rule.matches(patient) for rule in rules]


def _rules(example: Plain) -> list[rule_engine.Rule]:
    types = {str: rule_engine.DataType.STRING, bool: rule_engine.DataType.BOOLEAN}
    known = {name: types.get(type(value), rule_engine.DataType.FLOAT) for name, value in example.items()}
    resolver = rule_engine.type_resolver_from_dict(known)
    context = rule_engine.Context(type_resolver=resolver, resolver=rule_engine.resolve_item)
    return [rule_engine.Rule(rule, context=context) for rule in RULES.values()]
