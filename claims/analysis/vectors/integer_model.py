"""The sentence encoder's computation with its matrix products in integers, from the shipped file's weights.

The shipped file holds int8 weights, multiplies floats, and spends half its time between the products. Here each word
piece's numbers are scaled by their own largest before they become integers, and sums of integers are exact: so no
piece changes another's numbers, however many run together (docs/adr/0003-one-text-one-vector.md).
Architecture: BERT (Devlin et al. 2019, arXiv:1810.04805) in the sizes of MiniLM-L6 (Wang et al. 2020,
arXiv:2002.10957). Operators: ONNX, and onnxruntime's own ones ("com.microsoft").
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy
import numpy.typing
import onnx
from onnx import TensorProto, helper, numpy_helper

from claims.analysis.types import VECTOR_DIMENSIONS

LAYERS = 6
HEADS = 12
LAYER_NORM_EPSILON = 1e-12
GELU_MINIMUM = 0.17  # GELU never falls below -0.17, so most of its 256 steps can be given to what is above 0
GELU_ZERO = 24  # the step that stands for 0 there
MIDDLE = 128  # the step that stands for 0 elsewhere
_MICROSOFT = "com.microsoft"

Floats = numpy.typing.NDArray[numpy.float32]
Integers = numpy.typing.NDArray[numpy.int8]


class Weights(Protocol):
    """The tensors of a model by their names, which start with "inner."."""

    def vector(self, name: str) -> Floats: ...

    def matrix(self, name: str) -> tuple[Integers, Floats]:
        """Integers and the scales they are multiplied with, a column's for a product's matrix, a row's for a table."""
        ...

    def floats(self, name: str) -> Floats:
        """A matrix as numbers."""
        ...


def integer_model(weights: Weights, *, longest: int, lengths: int, segments: int = 1) -> bytes:
    """Return an ONNX model for texts of at most `longest` word pieces, of up to `lengths` different lengths in a run.

    Inputs: `ids` and `positions`, int64 of shape (pieces,), text after text, those of equal length together;
    `shapes`, int64 (lengths, 3), for each length the number of texts, the length and 384; `sizes`, int64 (lengths,),
    for each length the number of pieces in all. A length that isn't needed has no texts. With two segments also
    `segments`, int64 (pieces,): 0 for a piece of a text's first sentence, 1 for one of its second.
    Output: `states`, float32 (pieces, 384), a state a piece.
    """
    graph = _Graph(lengths, segments)
    states = _embeddings(graph, weights, longest)
    for layer in range(LAYERS):
        name = f"inner.encoder.layer.{layer}."
        states = _attention(graph, weights, name + "attention.", states)
        states = _feed_forward(graph, weights, name, states)
    return graph.serialized(states)


def without_overflow(integers: Integers, scales: Floats) -> tuple[Integers, Floats]:
    """Scale a matrix anew, by column, so that no two neighbours of a column add up to more than 128 either way.

    Processors without VNNI add two products of an 8-bit input (up to 255) and a weight in 16 bits, where 255 * 129
    would be cut off. Most columns come out as they went in, so this costs less precision than 7-bit weights do.
    """
    weights = integers * scales.astype(numpy.float64)
    largest = numpy.abs(weights).max(axis=0)
    for sign in (1, -1):
        onesided = numpy.maximum(sign * weights, 0)
        largest = numpy.maximum(largest, (onesided[1:] + onesided[:-1]).max(axis=0))
    # 127 and not 128: rounding adds up to a half to each of the two.
    fitting = numpy.maximum(largest / 127, scales.reshape(-1)).astype(numpy.float32)
    return numpy.rint(weights / fitting).astype(numpy.int8), fitting


class ShippedWeights:
    """The tensors of the shipped file by their names in the original model (its matrices only have numbers)."""

    def __init__(self, path: Path) -> None:
        model = onnx.load(path)
        self._tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
        maker = {output: node for node in model.graph.node for output in node.output}
        self._matrices = {}
        for node in model.graph.node:
            # "x @ matrix + name.bias" tells which matrix `name` has.
            bias = next((given for given in node.input if given.endswith(".bias")), None)
            product = next((maker[given] for given in node.input if given in maker), None)
            if node.op_type == "Add" and bias and product is not None and product.op_type == "MatMul":
                self._matrices[bias.removesuffix(".bias")] = product.input[1]

    def vector(self, name: str) -> Floats:
        return self._tensors[name].astype(numpy.float32)

    def matrix(self, name: str) -> tuple[Integers, Floats]:
        stored = self._matrices.get(name, name + ".weight")
        return self._tensors[stored + "_q"], self._tensors[stored + "_scale"]

    def floats(self, name: str) -> Floats:
        integers, scales = self.matrix(name)
        return integers.astype(numpy.float32) * scales


class _Graph:
    """Collects nodes and constants. Names of values are strings; every method returns that of its result."""

    def __init__(self, lengths: int, segments: int) -> None:
        self.segments = segments
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}
        self._last_axis = self.constant("last_axis", numpy.array([-1]))
        self._one = self.constant("one", numpy.float32(1))
        places = [self.constant(f"place.{place}", numpy.int64(place)) for place in range(lengths)]
        self._shapes = [self.node("Gather", "shapes", place) for place in places]
        pieces = self.node("Shape", "ids")
        self._zeros = {step: self.node("Expand", self._zero(step), pieces) for step in (GELU_ZERO, MIDDLE)}

    def constant(self, name: str, value: numpy.typing.ArrayLike) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(numpy.asarray(value, order="C"), name)
        return name

    def _zero(self, step: int) -> str:
        return self.constant(f"zero.{step}", numpy.uint8(step))

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        output = f"{operator}.{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def by_length(self, rows: str) -> list[str]:
        """The rows of each length apart, of shape (texts, length, 384)."""
        parts = [f"{rows}.{place}" for place in range(len(self._shapes))]
        self._nodes.append(helper.make_node("Split", [rows, "sizes"], parts, axis=0))
        return [self.node("Reshape", *pair, allowzero=1) for pair in zip(parts, self._shapes, strict=True)]

    def layer_norm(self, states: str, weights: Weights, name: str) -> str:
        scale, bias = (self.constant(name + end, weights.vector(name + end)) for end in (".weight", ".bias"))
        return self.node("LayerNormalization", states, scale, bias, axis=-1, epsilon=LAYER_NORM_EPSILON)

    def products(self, rows: str, weights: Weights, names: Sequence[str], *, after_gelu: bool = False) -> list[str]:
        """`rows` times each of the matrices, without their biases: every row is scaled by its own largest number."""
        zero_at = GELU_ZERO if after_gelu else MIDDLE
        sizes = rows if after_gelu else self.node("Abs", rows)
        # The floor spares a row of zeros a division by zero.
        floor = GELU_MINIMUM / zero_at if after_gelu else 1e-12
        step = self.constant(f"step.{zero_at}", numpy.float32(1 / (255 - zero_at)))
        lowest = self.constant(f"lowest.{zero_at}", numpy.float32(floor))
        scale = self.node("ReduceMax", sizes, self._last_axis, keepdims=1)
        scale = self.node("Max", self.node("Mul", scale, step), lowest)
        of_row = self.node("Squeeze", scale, self._last_axis)
        integers = self.node("QuantizeLinear", rows, of_row, self._zeros[zero_at], axis=0)
        results = []
        for name in names:
            matrix, scales = without_overflow(*weights.matrix(name))
            operands = (self.constant(name + ".integers", matrix), self._one, self.constant(name + ".scales", scales))
            product = self.node("MatMulIntegerToFloat", integers, *operands, self._zero(zero_at), domain=_MICROSOFT)
            results.append(self.node("Mul", product, scale))
        return results

    def serialized(self, states: str) -> bytes:
        self.node("Identity", states)
        self._nodes[-1].output[0] = "states"
        inputs = [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["pieces"]),
            helper.make_tensor_value_info("positions", TensorProto.INT64, ["pieces"]),
            helper.make_tensor_value_info("shapes", TensorProto.INT64, [len(self._shapes), 3]),
            helper.make_tensor_value_info("sizes", TensorProto.INT64, [len(self._shapes)]),
        ]
        if self.segments > 1:
            inputs.append(helper.make_tensor_value_info("segments", TensorProto.INT64, ["pieces"]))
        outputs = [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["pieces", VECTOR_DIMENSIONS])]
        graph = helper.make_graph(self._nodes, "encoder", inputs, outputs, list(self._constants.values()))
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        model: bytes = helper.make_model(graph, opset_imports=versions, ir_version=8).SerializeToString()
        return model


def _embeddings(graph: _Graph, weights: Weights, longest: int) -> str:
    name = "inner.embeddings."
    words, scales = weights.matrix(name + "word_embeddings")
    # The table stays in integers: as floats it would take 35 MB more of each worker.
    row = graph.node("Gather", graph.constant("words", words), "ids")
    scale = graph.node("Gather", graph.constant("words.scales", scales), "ids")
    word = graph.node("Mul", graph.node("Cast", row, to=TensorProto.FLOAT), scale)
    positions = weights.floats(name + "position_embeddings")[:longest]
    types = weights.vector(name + "token_type_embeddings.weight")
    if graph.segments == 1:
        positions, types = positions + types[0], types[:0]
    place = graph.node("Gather", graph.constant("positions.table", positions), "positions")
    if len(types):
        place = graph.node("Add", place, graph.node("Gather", graph.constant("segments.table", types), "segments"))
    return graph.layer_norm(graph.node("Add", word, place), weights, name + "LayerNorm")


def _attention(graph: _Graph, weights: Weights, name: str, states: str) -> str:
    query, key, value = (name + "self." + part for part in ("query", "key", "value"))
    output = name + "output.dense"
    asked, offered, given = graph.products(states, weights, [query, key, value])
    # The key's bias adds the same to all the scores of a piece, which softmax ignores. The value's bias goes through
    # the average of values unchanged, so it is added once, with the output's.
    asked = graph.node("Add", asked, graph.constant(query + ".bias", weights.vector(query + ".bias")))
    bias = weights.vector(output + ".bias") + weights.vector(value + ".bias") @ weights.floats(output)
    by_piece = graph.constant("by_piece", numpy.array([-1, VECTOR_DIMENSIONS]))
    attended = [
        graph.node("Reshape", graph.node("MultiHeadAttention", *parts, domain=_MICROSOFT, num_heads=HEADS), by_piece)
        for parts in zip(*(graph.by_length(rows) for rows in (asked, offered, given)), strict=True)
    ]
    (mixed,) = graph.products(graph.node("Concat", *attended, axis=0), weights, [output])
    mixed = graph.node("Add", mixed, graph.constant(output + ".bias", bias))
    return graph.layer_norm(graph.node("Add", mixed, states), weights, name + "output.LayerNorm")


def _feed_forward(graph: _Graph, weights: Weights, name: str, states: str) -> str:
    wide, narrow = name + "intermediate.dense", name + "output.dense"
    (inner,) = graph.products(states, weights, [wide])
    inner = graph.node("Add", inner, graph.constant(wide + ".bias", weights.vector(wide + ".bias")))
    inner = graph.node("Gelu", inner, domain=_MICROSOFT)
    (outer,) = graph.products(inner, weights, [narrow], after_gelu=True)
    outer = graph.node("Add", outer, graph.constant(narrow + ".bias", weights.vector(narrow + ".bias")))
    return graph.layer_norm(graph.node("Add", outer, states), weights, name + "output.LayerNorm")
