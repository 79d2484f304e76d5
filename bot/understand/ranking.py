"""The trained part of deciding what kind of message it is: a linear model over a message's words and letters.

Features are the words, pairs of words and pieces of words of the folded text, weighed by how rare they are (TF-IDF)
and told apart by logistic regression. It learns with scikit-learn in a few seconds; ranking a message is a look-up and
a sum, a tenth of a millisecond. `docs/intents.md` has what it was measured against.
"""

from __future__ import annotations

import io
import json
import math
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bot.understand.lexicon import fold

Ranking = list[tuple[str, float]]
"""Intents with their probabilities, the likeliest first."""

FILE = "intents.npz"
_PIECES = range(2, 5)
"""Lengths of the pieces of words, in letters; a word's ends count as one."""
_PIECE = "~"
"""Before a piece of a word, to tell it from a word."""
_STRENGTH = 30.0
"""Inverse of the regularization; chosen by cross-validation on the training data (docs/intents.md)."""


class IntentModel:
    """Ranks the intents of a text."""

    def __init__(self, intents: Sequence[str], vocabulary: dict[str, int], weights: Any, bias: Any) -> None:
        self._intents = list(intents)
        self._vocabulary = vocabulary
        self._rarity = weights[:, 0]
        self._weights = weights[:, 1:]
        self._bias = bias

    @classmethod
    def train(cls, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Learn from texts and their intents. Raises ValueError where there are fewer than two intents."""
        # scikit-learn takes a second to import, and only training needs it.
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression

        examples = [set(_features(fold(text))) for text in texts]
        counts = Counter(feature for features in examples for feature in features)
        # What only one message holds tells nothing of others, and is more than half of all.
        vocabulary = {feature: place for place, feature in enumerate(sorted(f for f in counts if counts[f] > 1))}
        rarity = np.array([1.0 + math.log((1 + len(texts)) / (1 + counts[f])) for f in vocabulary], dtype=np.float32)
        rows = [_vector(features, vocabulary, rarity) for features in examples]
        ends = np.cumsum([0, *(len(places) for places, _ in rows)])
        matrix = csr_matrix(
            (np.concatenate([v for _, v in rows]), np.concatenate([p for p, _ in rows]), ends),
            shape=(len(rows), len(vocabulary)),
        )
        learned = LogisticRegression(C=_STRENGTH, class_weight="balanced", solver="liblinear").fit(
            matrix, list(intents)
        )
        weights = np.column_stack([rarity, learned.coef_.T]).astype(np.float32)
        return cls(list(learned.classes_), vocabulary, weights, learned.intercept_.astype(np.float32))

    def rank(self, text: str) -> Ranking:
        """The intents of a text with their probabilities, the likeliest first."""
        places, values = _vector(set(_features(fold(text))), self._vocabulary, self._rarity)
        scores = values @ self._weights[places] + self._bias
        # One intent against all others, each: so the probabilities are made to add up to one.
        shares = 1.0 / (1.0 + np.exp(-scores))
        shares /= shares.sum()
        return [(self._intents[i], float(shares[i])) for i in np.argsort(-shares)]

    def save(self, path: Path) -> None:
        """Write the model to a file: arrays and names, nothing that runs."""
        names = json.dumps([self._intents, list(self._vocabulary)])
        weights = np.column_stack([self._rarity, self._weights])
        np.savez_compressed(path, names=np.array(names), weights=weights, bias=self._bias)

    @classmethod
    def load(cls, file: Path | io.BytesIO) -> IntentModel:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as data:
            intents, features = json.loads(str(data["names"]))
            return cls(intents, {f: place for place, f in enumerate(features)}, data["weights"], data["bias"])

    @classmethod
    def from_archive(cls, path: Path) -> IntentModel:
        """The model inside a trained Rasa model, without Rasa. Raises FileNotFoundError where there is none."""
        with tarfile.open(path) as archive:
            for member in archive:
                if Path(member.name).name == FILE and (content := archive.extractfile(member)):
                    return cls.load(io.BytesIO(content.read()))
        raise FileNotFoundError(f"{path}: holds no {FILE}; train again with `make train`")


def _features(folded: str) -> Iterator[str]:
    words = folded.split()
    yield from words
    edged = ["^", *words, "$"]
    for first, second in pairwise(edged):
        yield f"{first} {second}"
    for word in words:
        edged_word = f"<{word}>"
        for length in _PIECES:
            for start in range(len(edged_word) - length + 1):
                yield _PIECE + edged_word[start : start + length]


def _vector(features: set[str], vocabulary: dict[str, int], rarity: Any) -> tuple[Any, Any]:
    """The places of the known features and their values: words and pieces each of length one."""
    words = sorted(vocabulary[f] for f in features if f in vocabulary and f[0] != _PIECE)
    pieces = sorted(vocabulary[f] for f in features if f in vocabulary and f[0] == _PIECE)
    places = np.array(words + pieces, dtype=np.int32)
    values = rarity[places]
    for part in (values[: len(words)], values[len(words) :]):
        if len(part):
            part /= math.sqrt(float(part @ part))
    return places, values
