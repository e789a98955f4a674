"""Write the trained encoder as an ONNX graph, in float32 or with int8 weights.

The graph is built node by node from NumPy arrays, so neither PyTorch nor a converter is needed.
Every large matrix product of the int8 graph is one ``DynamicQuantizeMatMul`` (weights: int8, one
scale a column; activations: uint8, one range a window or a piece); the piece embeddings are int8
with one scale a row.

Inputs: ``ids`` (int64, pieces of one window) and ``own`` (float32, segments x pieces: 1 where the
piece belongs to the segment). Output: ``sentence`` (segments x labels, log odds).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .encoder import KEY

Array = np.ndarray
_OPSET = 20


class _Graph:
    """Collects nodes and weights; every method returns the name of its output."""

    def __init__(self, int8: bool, ranges: Mapping[str, Array] | None) -> None:
        from onnx import helper, numpy_helper

        self._helper = helper
        self._to_tensor = numpy_helper.from_array
        self.int8 = int8
        self.ranges = ranges or {}
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def const(self, name: str, value: Array) -> str:
        """Store a weight."""
        self.weights.append(self._to_tensor(np.ascontiguousarray(value), name))
        return name

    def op(
        self, kind: str, inputs: list[str], name: str, domain: str = "", **attributes: Any
    ) -> str:
        """Append a node with one output, which gets the node's name."""
        node = self._helper.make_node(kind, inputs, [name], name=name, domain=domain, **attributes)
        self.nodes.append(node)
        return name

    def linear(self, x: str, weight: Array, bias: Array, name: str) -> str:
        """Append ``x @ weight.T + bias`` in float32 (``weight`` is out x in)."""
        w = self.const(f"{name}.w", weight.T.astype(np.float32))
        b = self.const(f"{name}.b", bias.astype(np.float32))
        return self.op("Add", [self.op("MatMul", [x, w], f"{name}.mm"), b], name)

    def product(self, x: str, weight: Array, bias: Array, name: str, rows: bool = False) -> str:
        """Append the same with int8 weights, if this is an int8 graph.

        Args:
            x: The input, 1 x pieces x width.
            weight: Out x in.
            bias: One value an output.
            name: The node's name.
            rows: Whether to give every piece a range of its own: where a few pieces are far larger
                than the rest, as behind the GELU.
        """
        if not self.int8:
            return self.linear(x, weight, bias, name)
        if name in self.ranges:
            factor = balance(self.ranges[name], weight)
            x = self.op("Mul", [x, self.const(f"{name}.f", 1 / factor)], f"{name}.even")
            weight = weight * factor
        values, scale = quantise_rows(weight)
        w, s = self.const(f"{name}.w", values.T), self.const(f"{name}.s", scale)
        zero = self.const(f"{name}.z", np.zeros(len(scale), np.int8))
        b = self.const(f"{name}.b", bias.astype(np.float32))
        kind, domain = "DynamicQuantizeMatMul", "com.microsoft"
        if not rows:
            return self.op(kind, [x, w, s, zero, b], name, domain)
        axis = self.const(f"{name}.axis", np.array([-1], np.int64))
        size = self.op("Abs", [x], f"{name}.abs")
        top = self.op("ReduceMax", [size, axis], f"{name}.top", keepdims=1)
        x = self.op("Div", [x, top], f"{name}.unit")
        x = self.op("Mul", [self.op(kind, [x, w, s, zero], f"{name}.q", domain), top], f"{name}.m")
        return self.op("Add", [x, b], name)

    def norm(self, x: str, skip: str, weight: Array, bias: Array, name: str) -> str:
        """Append the layer norm of ``x + skip``."""
        w = self.const(f"{name}.w", weight.astype(np.float32))
        b = self.const(f"{name}.b", bias.astype(np.float32))
        inputs = [x, skip, w, b]
        return self.op("SkipLayerNormalization", inputs, name, "com.microsoft", epsilon=1e-12)


def quantise_rows(weight: Array) -> tuple[Array, Array]:
    """Return int8 values and one float32 scale a row (symmetric, zero point 0)."""
    scale = np.maximum(np.abs(weight).max(axis=1), 1e-8).astype(np.float32) / 127.0
    values = np.clip(np.rint(weight / scale[:, None]), -127, 127).astype(np.int8)
    return values, scale.astype(np.float32)


def balance(ranges: Array, weight: Array) -> Array:
    """Return the factor by which each input's weights grow and its activations shrink.

    A few inputs of a layer are far larger than the rest and would leave them a handful of the 256
    steps; so part of their size moves into the weights (SmoothQuant).
    """
    sizes = np.maximum(ranges, 1e-3), np.maximum(np.abs(weight).max(axis=0), 1e-4)
    factor = np.sqrt(sizes[0] / sizes[1])
    even: Array = (factor / np.exp(np.log(factor).mean())).astype(np.float32)
    return even


def measure_ranges(path: Path, inputs: Iterable[Mapping[str, Array]]) -> dict[str, Array]:
    """Run a float32 graph over windows.

    Args:
        path: A graph that `export` wrote with ``int8=False``.
        inputs: The inputs of some windows.

    Returns:
        For each product behind a layer norm the largest size that each of its inputs took.
    """
    import onnx
    import onnxruntime as ort

    model = onnx.load(str(path))
    sources = {n.name[:-3]: n.input[0] for n in model.graph.node if n.op_type == "MatMul"}
    sources = {k: v for k, v in sources.items() if k.endswith((".qkv", ".fi"))}
    wanted = sorted(set(sources.values()))
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in wanted)
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    largest: dict[str, Array] = {}
    for feed in inputs:
        for name, value in zip(wanted, session.run(wanted, dict(feed)), strict=True):
            top = np.abs(value).max(axis=(0, 1))
            largest[name] = np.maximum(largest.get(name, top), top)
    return {layer: largest[source] for layer, source in sources.items()}


def _embed(g: _Graph, weights: Mapping[str, Array], window: int) -> str:
    """Append piece and position embeddings; return 1 x pieces x width."""
    table = weights["word.weight"]
    if g.int8:
        values, scale = quantise_rows(table)
        rows = g.op("Gather", [g.const("word", values), "ids"], "word.rows", axis=0)
        factor = g.op("Gather", [g.const("word.s", scale[:, None]), "ids"], "word.scale", axis=0)
        rows = g.op("Cast", [rows], "word.cast", to=1)
        x = g.op("Mul", [rows, factor], "word.float")
    else:
        x = g.op("Gather", [g.const("word", table.astype(np.float32)), "ids"], "word.rows", axis=0)
    count = g.op("Shape", ["ids"], "count")
    zero = g.const("zero", np.zeros(1, np.int64))
    positions = weights["pos.weight"][:window].astype(np.float16)  # Rounding them costs nothing.
    pos = g.op("Slice", [g.const("pos", positions), zero, count, zero], "pos.rows")
    pos = g.op("Cast", [pos], "pos.cast", to=1)
    batch = g.op("Unsqueeze", [x, zero], "word.batch")
    pos = g.op("Unsqueeze", [pos, zero], "pos.batch")
    return g.norm(batch, pos, weights["ln.weight"], weights["ln.bias"], "ln")


def _layer(g: _Graph, x: str, w: Mapping[str, Array], i: int, heads: int) -> str:
    """Append one transformer layer (post layer norm)."""

    def at(key: str) -> Array:
        return w[f"layers.{i}.{key}"]

    name = f"l{i}"
    qkv = g.product(x, at("qkv.weight"), at("qkv.bias"), f"{name}.qkv")
    parts = [f"{name}.q", f"{name}.k", f"{name}.v"]
    g.nodes.append(
        g._helper.make_node("Split", [qkv], parts, name=f"{name}.split", axis=2, num_outputs=3)
    )
    mixed = g.op("MultiHeadAttention", parts, f"{name}.att", "com.microsoft", num_heads=heads)
    out = g.product(mixed, at("ao.weight"), at("ao.bias"), f"{name}.ao")
    x = g.norm(x, out, at("aln.weight"), at("aln.bias"), f"{name}.aln")
    inner = g.product(x, at("fi.weight"), at("fi.bias"), f"{name}.fi")
    inner = g.op("Gelu", [inner], f"{name}.gelu")
    out = g.product(inner, at("fo.weight"), at("fo.bias"), f"{name}.fo", rows=True)
    return g.norm(x, out, at("oln.weight"), at("oln.bias"), f"{name}.oln")


def _heads(g: _Graph, x: str, w: Mapping[str, Array]) -> None:
    """Append the sentence head (attention and mean pooling) and the tag head."""
    x = g.op("Squeeze", [x, "zero"], "pieces")
    score = g.linear(x, w["att.weight"], w["att.bias"], "att")
    score = g.op("Transpose", [score], "att.row")
    away = g.op(
        "Mul",
        [
            g.op("Sub", ["own", g.const("one", np.array(1, np.float32))], "own.less"),
            g.const("big", np.array(1e4, np.float32)),
        ],
        "own.away",
    )
    inside = g.op("Softmax", [g.op("Add", [score, away], "att.masked")], "att.weights", axis=-1)
    focus = g.op("MatMul", [inside, x], "focus")
    last = g.const("last", np.array([-1], np.int64))
    size = g.op("ReduceSum", ["own", last], "own.size", keepdims=1)
    size = g.op("Max", [size, "one"], "own.safe")
    mean = g.op("Div", [g.op("MatMul", ["own", x], "own.sum"), size], "mean")
    both = g.op("Concat", [focus, mean], "both", axis=1)
    hidden = g.product(both, w["hid.weight"], w["hid.bias"], "hid")
    hidden = g.op("Tanh", [hidden], "hid.tanh")
    g.linear(hidden, w["out.weight"], w["out.bias"], "sentence")


def export(
    weights: Mapping[str, Array],
    path: Path,
    *,
    heads: int,
    window: int,
    settings: str = "",
    int8: bool = True,
    ranges: Mapping[str, Array] | None = None,
) -> None:
    """Write the graph.

    Args:
        weights: The trained weights, named as in ``encoder_net``.
        path: The ONNX file to write.
        heads: The number of attention heads.
        window: The most pieces that the graph will be given.
        settings: What is kept in the file's metadata for ``encoder.Encoder``.
        int8: Whether to quantise the weights.
        ranges: What `measure_ranges` found; the int8 graph is closer to float32 with it.
    """
    import onnx
    from onnx import TensorProto, helper

    g = _Graph(int8, ranges)
    x = _embed(g, weights, window)
    layers = 1 + max(int(k.split(".")[1]) for k in weights if k.startswith("layers."))
    for i in range(layers):
        x = _layer(g, x, weights, i, heads)
    _heads(g, x, weights)
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["pieces"]),
        helper.make_tensor_value_info("own", TensorProto.FLOAT, ["segments", "pieces"]),
    ]
    shape: list[str | int | None] = ["segments", len(weights["out.bias"])]
    outputs = [helper.make_tensor_value_info("sentence", TensorProto.FLOAT, shape)]
    graph = helper.make_graph(g.nodes, "encoder", inputs, outputs, initializer=g.weights)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="thanhtra")
    helper.set_model_props(model, {KEY: settings})
    onnx.save(model, str(path))
