"""YAML that knows the line of everything in it, so that what is wrong in a file can be found there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

Place = tuple[int | str, ...]
"""The way to something in a file: keys of mappings and numbers in lists."""


class YamlError(ValueError):
    """A text that is no YAML, or has a key twice; `line` and `key` where they are known."""

    def __init__(self, line: int | None, key: str | None, message: str) -> None:
        self.line, self.key, self.message = line, key, message
        super().__init__(message)


class YamlFile(NamedTuple):
    """What a text of YAML holds."""

    data: Any
    node: yaml.Node

    @classmethod
    def read(cls, text: str) -> YamlFile:
        """Read a text. Raises `YamlError`, for a key that stands twice too."""
        try:
            loader = _Loader(text)
            node = loader.get_single_node()
            if node is None:
                raise YamlError(1, None, "is empty")
            for key in _repeated_keys(node):
                raise YamlError(key.start_mark.line + 1, key.value, "stands twice: keep one")
            return cls(loader.construct_document(node), node)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            raise YamlError(line, None, f"is no YAML: {error.problem}") from None
        except YamlError:
            raise
        except (yaml.YAMLError, ValueError, RecursionError) as error:  # a control character, 31 September, a loop
            raise YamlError(None, None, f"is no YAML: {error}") from None

    def locate(self, place: Place) -> tuple[int, str]:
        """The line and the dotted key of a place. What of the way isn't in the file is passed over; of what is missing
        in the file, the place is where it should be.

        Where something has a `kind` that tells its model, pydantic puts that kind into the way.
        """
        node, line, keys, kind = self.node, self.node.start_mark.line, "", None
        for step in place:
            if isinstance(node, yaml.MappingNode):
                entries = {key.value: (key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}
                if kind is not node and "kind" in entries and entries["kind"][1].value == step:
                    kind = node
                elif step in entries:
                    line, node = entries[step][0].start_mark.line, entries[step][1]
                    keys += f".{step}"
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line
                keys += f"[{step}]"
        return line + 1, keys.removeprefix(".")


class _Loader(yaml.CSafeLoader):
    """YAML in which only true and false are booleans: `on`, `yes` and `no` are words."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML declares it so
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), ["t", "f"])


def _repeated_keys(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The keys that stand in a mapping for the second time, with their place."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key
                seen.add(key.value)
            yield from _repeated_keys(value)
