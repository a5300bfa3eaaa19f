import ast
from enum import Enum
from pathlib import Path

import claims
from claims.analysis import types

ENUMS = {name for name, value in vars(types).items() if isinstance(value, type) and issubclass(value, Enum)}


def test_words_of_the_domain_are_compared_as_values_since_the_database_gives_strings():
    found = []
    for path in sorted(Path(claims.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and any(isinstance(one, ast.Is | ast.IsNot) for one in node.ops):
                for side in node.comparators:
                    if isinstance(side, ast.Attribute) and isinstance(side.value, ast.Name) and side.value.id in ENUMS:
                        found.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
    assert found == []
