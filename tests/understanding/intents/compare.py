"""`python -m tests.understanding.intents.compare`: classifiers on the same examples and the same messages set aside.

The table of `docs/intents.md` comes from here. Each is asked alone, without the phrases that decide before it.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import joblib
import numpy as np
import spacy
import yaml
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC
from spacy.training import Example
from spacy.util import minibatch
from thinc.util import fix_random_seed

from bot.runtime import lean
from bot.understand.lexicon import fold
from bot.understand.ranking import FILE, IntentModel
from tests.understanding.intents.messages import DATA, NOT, examples, messages

Classify = Callable[[str], str]
TEXTS = [text for text, _ in examples()]
INTENTS = np.array([intent for _, intent in examples()])


def main() -> None:
    asked = [said for said in messages() if not said.kind.startswith(NOT)]
    print(f"{len(TEXTS)} examples, {len(asked)} messages")
    print(f"{'':58}{'right':>7}{'ms':>8}{'train s':>9}{'kB':>7}")
    for name, train in CANDIDATES.items():
        with tempfile.TemporaryDirectory() as folder:
            begin = perf_counter()
            classify = train(Path(folder))
            seconds = perf_counter() - begin
            begin = perf_counter()
            right = sum(classify(said.text) == said.kind for said in asked)
            each = 1000 * (perf_counter() - begin) / len(asked)
            size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) // 1024
        print(f"{name:58}{right / len(asked):7.1%}{each:8.2f}{seconds:9.1f}{size:7}", flush=True)


def ours(folder: Path) -> Classify:
    model = IntentModel.train(TEXTS, list(INTENTS))
    model.save(folder / FILE)
    return lambda text: model.rank(text)[0][0]


def rasa(folder: Path) -> Classify:
    lean.use()
    lean.quiet()
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    pipeline: list[dict[str, Any]] = [
        {"name": "WhitespaceTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "LogisticRegressionClassifier"},
    ]
    config = folder.parent / f"{folder.name}.yml"
    config.write_text(yaml.safe_dump({"recipe": "default.v1", "language": "en", "pipeline": pipeline}))
    model = train_nlu(str(config), str(DATA), str(folder))
    agent = Agent.load(model)
    config.unlink()

    async def parse(text: str) -> str:
        parsed: dict[str, Any] = await agent.parse_message(text)
        return str(parsed["intent"]["name"])

    loop = asyncio.new_event_loop()
    return lambda text: loop.run_until_complete(parse(text))


def sklearn(learner: Any) -> Callable[[Path], Classify]:
    def train(folder: Path) -> Classify:
        pipeline: Pipeline = make_pipeline(
            make_union(
                TfidfVectorizer(tokenizer=str.split, token_pattern=None, ngram_range=(1, 2)),
                TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2),
            ),
            learner,
        )
        pipeline.fit([fold(text) for text in TEXTS], INTENTS)
        joblib.dump(pipeline, folder / "pipeline")
        return lambda text: str(pipeline.predict([fold(text)])[0])

    return train


def spacy_shapes(folder: Path) -> Classify:
    """spaCy's tokens by norm, shape, prefix and suffix, in the place of letters."""
    nlp = spacy.blank("en")

    def tokens(text: str) -> Iterator[str]:
        for token in nlp.make_doc(text):
            yield from (token.norm_, f"shape {token.shape_}", f"pre {token.norm_[:3]}", f"suf {token.norm_[-3:]}")

    pipeline = make_pipeline(
        TfidfVectorizer(tokenizer=lambda text: list(tokens(text)), token_pattern=None, ngram_range=(1, 1)),
        LogisticRegression(C=10, class_weight="balanced", solver="liblinear"),
    )
    pipeline.fit(TEXTS, INTENTS)
    return lambda text: str(pipeline.predict([text])[0])


def spacy_textcat(architecture: str, epochs: int) -> Callable[[Path], Classify]:
    def train(folder: Path) -> Classify:
        random.seed(0)
        fix_random_seed(0)
        nlp = spacy.blank("en")
        settings: dict[str, Any] = {"@architectures": architecture, "exclusive_classes": True}
        if architecture.startswith("spacy.TextCatBOW"):
            settings |= {"ngram_size": 2, "no_output_layer": False}
        else:
            settings |= {"tok2vec": _hashed(), "linear_model": _bag()}
            del settings["exclusive_classes"]
        textcat = nlp.add_pipe("textcat", config={"model": settings})
        kinds = sorted(set(INTENTS))
        for kind in kinds:
            textcat.add_label(kind)  # type: ignore[attr-defined]
        data = [
            Example.from_dict(nlp.make_doc(text), {"cats": {kind: float(kind == intent) for kind in kinds}})
            for text, intent in examples()
        ]
        optimizer = nlp.initialize(lambda: data)
        for _ in range(epochs):
            random.shuffle(data)
            for batch in minibatch(data, 64):  # type: ignore[no-untyped-call]
                nlp.update(batch, sgd=optimizer)
        nlp.to_disk(folder)

        def classify(text: str) -> str:
            cats = nlp(text).cats
            return max(cats, key=lambda kind: cats[kind])

        return classify

    return train


def _bag() -> dict[str, Any]:
    return {
        "@architectures": "spacy.TextCatBOW.v2",
        "exclusive_classes": True,
        "ngram_size": 2,
        "no_output_layer": False,
    }


def _hashed() -> dict[str, Any]:
    return {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "width": 64,
        "depth": 2,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
        "pretrained_vectors": None,
    }


CANDIDATES: dict[str, Callable[[Path], Classify]] = {
    "Rasa: CountVectors words and letters, LogisticRegression": rasa,
    "ours: TF-IDF of words and letters, logistic regression": ours,
    "scikit-learn's own: the same features, liblinear": sklearn(
        LogisticRegression(C=10, class_weight="balanced", solver="liblinear")
    ),
    "scikit-learn's own: LinearSVC, calibrated": sklearn(
        CalibratedClassifierCV(LinearSVC(C=0.5, class_weight="balanced"), cv=3)
    ),
    "spaCy: norms, shapes, prefixes; logistic regression": spacy_shapes,
    "spaCy: text categorizer, bag of words": spacy_textcat("spacy.TextCatBOW.v2", 20),
    "spaCy: text categorizer, hashed embeddings and CNN": spacy_textcat("spacy.TextCatEnsemble.v2", 15),
}


if __name__ == "__main__":
    main()
