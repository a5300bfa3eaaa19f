"""Running an integer model over many texts of different lengths, without padding any (see integer_model.py)."""

from collections.abc import Iterator, Sequence

import numpy
import numpy.typing
import onnxruntime

from claims.analysis.types import VECTOR_DIMENSIONS

LENGTHS_A_RUN = 4  # the more lengths can run together, the fuller the runs, but the more steps the model has
MAX_PIECES_A_RUN = 512  # bounds the memory of a run; more at once is no faster

Vectors = numpy.typing.NDArray[numpy.float32]
Run = list[tuple[int, list[int]]]  # of each length among the texts that run together, the texts' places


def session(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # One core a worker process: Celery already runs as many processes as there are cores.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The graph is as it should run. Rewritten by the library it is no faster, and its vectors' last bits may change.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])


def runs(lengths: Sequence[int]) -> Iterator[Run]:
    """The batches of texts to run together, given the number of word pieces of each.

    Only texts of equal length attend together, so none is padded: in another length, floats would be added in
    another order, and the last bit of a vector would depend on its company.
    """
    run: Run = []
    room = MAX_PIECES_A_RUN
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        length = lengths[place]
        known = bool(run) and run[-1][0] == length
        if room < length or (not known and len(run) == LENGTHS_A_RUN):
            yield run
            run, room, known = [], MAX_PIECES_A_RUN, False
        if not known:
            run.append((length, []))
        run[-1][1].append(place)
        room -= length
    yield run


def last_states(
    session: onnxruntime.InferenceSession,
    run: Run,
    texts: Sequence[Sequence[int]],
    segments: Sequence[Sequence[int]] | None = None,
) -> list[Vectors]:
    """The last layer's states of each text's word pieces, of shape (pieces, 384); the texts in the run's order.

    `segments` tells of each piece which of two sentences it belongs to, for a model that reads pairs.
    """
    shapes = numpy.array([(0, 1, VECTOR_DIMENSIONS)] * LENGTHS_A_RUN, dtype=numpy.int64)
    for place, (length, rows) in enumerate(run):
        shapes[place, :2] = len(rows), length
    feed = {
        "ids": numpy.concatenate(texts).astype(numpy.int64),
        "positions": numpy.concatenate([numpy.arange(len(pieces)) for pieces in texts]),
        "shapes": shapes,
        "sizes": shapes[:, 0] * shapes[:, 1],
    }
    if segments is not None:
        feed["segments"] = numpy.concatenate(segments).astype(numpy.int64)
    ends = numpy.cumsum([len(pieces) for pieces in texts])
    return numpy.split(session.run(None, feed)[0], ends[:-1])
