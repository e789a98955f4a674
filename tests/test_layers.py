"""The layer law: schemas < corpus, extractors, models < pipeline < stores < explorer."""

import ast

import pytest

ALLOWED = {
    "schemas": set(),
    "corpus": {"schemas"},
    "extractors": {"schemas"},
    "models": {"schemas", "corpus"},
    "pipeline": {"schemas", "corpus", "extractors", "models"},
    "stores": {"schemas", "corpus", "extractors", "models", "pipeline"},
    "explorer": {"schemas", "corpus", "extractors", "models", "pipeline", "stores"},
}
COMPOSITION = "cli"
"""Modules of ``pipeline`` that begin so put the layers together: inside of functions they import
whatever a command needs."""


def imported(tree: ast.AST) -> set[str]:
    """The packages of ours that a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level == 2:
                found |= {module.split(".")[0]} if module else {a.name for a in node.names}
            elif module.startswith("thanhtra."):
                found.add(module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("thanhtra.")}
    return found


@pytest.mark.parametrize("layer", ALLOWED)
def test_a_layer_imports_only_what_lies_below_it(root, layer):
    for path in (root / layer).glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        if layer == "pipeline" and path.name.startswith(COMPOSITION):
            tree.body = [node for node in tree.body if not lazy(node)]
        above = imported(tree) - ALLOWED[layer] - {layer}
        assert not above, f"{path.name} imports {above}"


def lazy(node: ast.stmt) -> bool:
    """Does the statement import nothing when the module is loaded?"""
    types_only = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    return types_only or isinstance(node, ast.FunctionDef)
