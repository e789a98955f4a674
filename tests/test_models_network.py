"""The arithmetic that the classifier rests on."""

import numpy as np
import pytest
from thanhtra.models import calibrate, tape, vectors
from thanhtra.models.articles import PLAIN, join, layout
from thanhtra.models.inference import Inference
from thanhtra.models.network import Network, Settings
from thanhtra.models.tokens import Tokenizer

SENTENCES = ["Xã đã niêm yết đầy đủ.", "Còn 3 hồ sơ trễ hạn.", "Đề nghị khắc phục ngay."]


@pytest.fixture
def batch():
    tokens = Tokenizer()(SENTENCES)
    vocabulary = np.unique(tokens.hashes)[:-2]
    plain = np.random.default_rng(1).standard_normal((3, PLAIN + 3)).astype(np.float32)
    return layout(tokens, vocabulary, plain, np.array([3]))


@pytest.fixture
def network(batch):
    known = int(batch.rows.max()) - 1
    start = np.random.default_rng(2).standard_normal((known, 6)).astype(np.float32)
    return Network.fresh(Settings(channels=5, dense=4, recurrent=3), start, seed=3)


def loss_of(network, batch, record=None):
    tokens = network.kinds(batch)
    first = network.convolve(batch, tokens, network.embed(tokens, tape=record), tape=record)
    logits = network.forward(batch, first, tape=record)
    ones = np.ones((len(logits.value), 3), dtype=np.float32)
    return tape.cross_entropy(record, logits, np.eye(3, dtype=np.float32)[: len(ones)], ones)


def log_odds(network, batch):
    tokens = network.kinds(batch)
    return network.forward(batch, network.convolve(batch, tokens, network.embed(tokens))).value


def test_models_gradients_are_the_slopes_of_the_loss(network, batch):
    record = tape.Tape()
    record.backward(loss_of(network, batch, record))
    for name, node in network.parameters.items():
        place = np.unravel_index(np.abs(node.grad).argmax(), node.grad.shape)
        before, losses = node.value[place], []
        for step in (0.01, -0.01):
            node.value[place] = before + step
            losses.append(float(loss_of(network, batch).value))
        node.value[place] = before
        slope = (losses[0] - losses[1]) / 0.02
        assert slope == pytest.approx(float(node.grad[place]), rel=0.05, abs=4e-4), name


def test_models_inference_equals_the_network(network, batch):
    np.testing.assert_allclose(Inference(network)(batch), log_odds(network, batch), atol=1e-3)


def test_models_inference_does_not_hang_on_the_batch(network, batch):
    infer = Inference(network)
    alone = infer(batch).tobytes()
    for places in range(1, 40):
        together = infer(join([batch] * places))
        assert together[-3:].tobytes() == together[:3].tobytes() == alone


def test_models_articles_in_one_batch_do_not_touch(network, batch):
    both = log_odds(network, join([batch, batch]))
    np.testing.assert_allclose(both, np.tile(log_odds(network, batch), (2, 1)), atol=1e-5)


def test_models_calibration_makes_probabilities_honest():
    generator = np.random.default_rng(5)
    truth = generator.random((4000, 3))
    labels = (generator.random((4000, 3)) < truth).astype(float)
    odds = calibrate.log_odds(truth)
    lines = calibrate.fit(tape.sigmoid(3 * odds + 1), labels, np.ones(4000))
    np.testing.assert_allclose(lines[:, 0], 1 / 3, rtol=0.1)
    found = calibrate.apply(lines, tape.sigmoid(3 * odds + 1))
    assert np.abs(found - truth).mean() < 0.02


def test_models_thresholds_find_the_best_cut():
    probability = np.linspace(0, 1, 1001)[:, None].repeat(3, axis=1)
    labels = (probability > 0.7).astype(float)
    cuts = calibrate.thresholds(probability, labels, np.ones(1001))
    assert cuts == pytest.approx((0.7, 0.7, 0.7), abs=0.021)


def test_models_expected_thresholds_are_half_of_the_best_f1():
    probability = np.random.default_rng(3).beta(0.3, 1, size=(20_000, 3))
    labels = np.random.default_rng(4).random(probability.shape) < probability
    for cut, one in zip(
        calibrate.expected_thresholds(probability),
        calibrate.thresholds(probability, labels, np.ones(len(labels))),
        strict=True,
    ):
        assert cut == pytest.approx(one, abs=0.06)
    best = calibrate.f1(probability, labels, calibrate.expected_thresholds(probability))
    assert calibrate.expected_thresholds(probability)[0] == pytest.approx(best[0] / 2, abs=0.03)


def test_models_vectors_put_like_words_together():
    tokenize = Tokenizer()
    lines = [f"xã {a} đã nộp" for a in ("chưa", "không")] * 30 + ["mưa to gió lớn"] * 30
    texts = [tokenize(lines)]
    words, _ = vectors.vocabulary(texts, minimum=2)
    learned = vectors.truncated(vectors.ppmi(vectors.cooccurrence(texts, words)), size=4)

    def vector(word):
        return learned[vectors.rows_of(tokenize([word]).hashes[1:2], words)[0]]

    def near(one, other):
        one, other = vector(one), vector(other)
        return one @ other / np.linalg.norm(one) / np.linalg.norm(other)

    assert near("chưa", "không") > 0.9 > near("chưa", "gió")
