"""The same folders, read by transformers and by Keju's own runtime."""

from pathlib import Path

import numpy as np
import pytest

import keju.models
from keju.core.records import Message
from keju.models.qwen3_numpy import Cache, Qwen3
from keju.models.tokens import CHARACTERS, CharacterTokenizer

torch = pytest.importorskip("torch", reason="torch is not installed; run make test-train")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")

WEIGHTS = Path(keju.models.__file__).parent / "weights"
NAMES = ["xiucai", "xiucai-direct", "xiucai-loops", "xiucai-start"]
QUESTIONS = [
    'What is 347 * 582? Finish with "Answer: N".',
    'What is 47 + 85 - 23 + 9? Finish with "Answer: N".',
    "科举? \t {x}\n",
]


def load(folder):
    return transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def both_logits(folder, tokens):
    network = Qwen3.read(folder)
    starts, cache = np.zeros(len(tokens), np.int64), Cache(network.config, len(tokens))
    own = network.logits(network.hidden(tokens, starts, cache, 0))
    with torch.no_grad():
        theirs = load(folder)(torch.tensor(tokens)).logits.numpy()
    return own, theirs


@pytest.mark.parametrize("name", NAMES)
def test_logits_of_the_shipped_models_agree(name):
    tokenizer = CharacterTokenizer.read(WEIGHTS / name)
    prompt = tokenizer.prompt([Message("user", QUESTIONS[0])])
    trace = [tokenizer.think, *tokenizer.encode("743*285\n2:418060>4960;40906000")]
    own, theirs = both_logits(WEIGHTS / name, np.array([prompt + trace]))
    np.testing.assert_allclose(own, theirs, atol=1e-4 * abs(theirs).max())


@pytest.mark.parametrize(("heads", "groups", "tied"), [(4, 2, True), (6, 1, False), (2, 2, False)])
def test_logits_of_random_models_agree_with_grouped_heads(tmp_path, heads, groups, tied):
    torch.manual_seed(heads)
    config = transformers.Qwen3Config(
        vocab_size=31,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=3,
        num_attention_heads=heads,
        num_key_value_heads=groups,
        head_dim=8,
        max_position_embeddings=64,
        tie_word_embeddings=tied,
        initializer_range=0.3,
    )
    transformers.Qwen3ForCausalLM(config).save_pretrained(tmp_path)
    tokens = np.random.default_rng(0).integers(0, 31, (3, 40))
    own, theirs = both_logits(tmp_path, tokens)
    np.testing.assert_allclose(own, theirs, atol=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_tokens_and_chat_template_agree(name):
    own = CharacterTokenizer.read(WEIGHTS / name)
    theirs = transformers.AutoTokenizer.from_pretrained(WEIGHTS / name)
    assert theirs(CHARACTERS)["input_ids"] == own.encode(CHARACTERS)
    turns = [
        Message("system", "s"),
        *(Message("user", question) for question in QUESTIONS),
        Message("assistant", "a"),
        Message("user", "b"),
    ]
    rendered = theirs.apply_chat_template(
        [{"role": turn.role, "content": turn.content} for turn in turns],
        add_generation_prompt=True,
        return_dict=False,
    )
    assert list(rendered) == own.prompt(turns)


def test_a_thoughts_tags_survive_decoding():
    theirs = transformers.AutoTokenizer.from_pretrained(WEIGHTS / "xiucai")
    own = CharacterTokenizer.read(WEIGHTS / "xiucai")
    tokens = [own.pad, own.think, *own.encode("1 + 1\n"), own.end_think, *own.encode("2"), own.end]
    assert theirs.decode(tokens, skip_special_tokens=True) == "<think>1 + 1\n</think>2"
