"""`prescreen evaluate` and `prescreen trial`, in processes of their own: what is printed where, and the exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN = ("rasa", "spacy", "tensorflow", "sanic")


def prescreen(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "bot.command_line.main", *arguments]
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, timeout=60, check=False)


def refusal(done: subprocess.CompletedProcess[bytes]) -> str:
    """The one line that a refused command leaves on standard error."""
    assert done.returncode == 2
    assert done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1 and lines[0].startswith("prescreen")
    return lines[0]


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    path = tmp_path / "patient.json"
    path.write_text('{"diagnosis": "t_all", "therapies": [{"agent": "VCR", "last_given": "2026-11-21"}]}')
    return path


def test_evaluate_prints_one_result(patient: Path) -> None:
    done = prescreen("evaluate", str(patient), "--on", "2026-11-22", "--trial", "AALL1331")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1
    result = json.loads(done.stdout)
    assert (result["on"], result["unmet"]) == ("2026-11-22", ["b_all", "cytotoxic_washout"])


def test_standard_input_and_a_byte_order_mark(patient: Path) -> None:
    answers = b"\xef\xbb\xbf" + patient.read_bytes()
    from_input = prescreen("evaluate", "-", "--on", "2026-11-22", given=answers)
    assert from_input.stdout == prescreen("evaluate", str(patient), "--on", "2026-11-22").stdout


def test_explain_is_for_people(patient: Path) -> None:
    done = prescreen("evaluate", str(patient), "--on", "2026-11-22", "--explain")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "Last vincristine 2026-11-21, 1 day before 2026-11-22; 14 days are needed." in text
    for words in (
        "NOT MET",
        "2026-12-05",
        "no reason to put off treatment",
        "the study team decides",
        "closed",
        "NCT02101853",
    ):
        assert words in text
    assert "eligib" not in text.replace("eligibility", "")


def test_trial_prints_the_criteria_with_their_source() -> None:
    done = prescreen("trial")
    text = done.stdout.decode()
    assert done.returncode == 0
    for words in ("cytotoxic_washout", "Patient has not had prior treatment with blinatumomab", "closed to enrollment"):
        assert words in text


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (b'{"gfr": -1}', "gfr"),
        (b'{"therapies": [{"agent": "VCR", "last_given": "2027"}]}', "therapies[0].last_given"),
        (b'{"gfr": 1, "gfr": 1}', "gfr"),
        (b'{"a\\nb": 1}', r"a\nb"),
        (b"[]", "no JSON object"),
        (b"", "no JSON object"),
        (b"\xff\xfe{}", "no UTF-8"),
        (b'{"gfr": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "gfr"),
    ],
)
def test_refused_input_names_the_key_in_one_line(given: bytes, names: str) -> None:
    assert names in refusal(prescreen("evaluate", "-", "--on", "2026-11-22", given=given))


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "missing.json"):
        assert str(file) in refusal(prescreen("evaluate", str(file)))
        assert str(file) in refusal(prescreen("evaluate", "--jsonl", str(file)))


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("evaluate", "-", "--on", "yesterday"), "yesterday"),
        (("evaluate", "-", "--on", "2026-02-29"), "2026-02-29"),
        (("evaluate", "-", "--trial", "AALL0000"), "AALL0000"),
        (("trial", "--trial", "nowhere.yaml"), "nowhere.yaml"),
        (("evaluate", "-", "--jsonl", "--explain"), "--jsonl"),
        (("evaluate",), "FILE"),
        (("assess",), "assess"),
        ((), "COMMAND"),
    ],
)
def test_wrong_arguments(arguments: tuple[str, ...], names: str) -> None:
    assert names in refusal(prescreen(*arguments))


def test_a_wrong_trial_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("id: WRONG\nid: TWICE\n")
    assert f"{path}:2: id: stands twice" in refusal(prescreen("evaluate", "-", "--trial", str(path)))


def test_jsonl_prints_a_line_for_each_line_in_order() -> None:
    lines = [
        b'{"relapse_count": 1}',
        b"",
        b"  \t ",
        b'{"relapse_count": -1}',
        b"\xff",
        b"{",
        b'{"birth_date": "2026-11-23"}',
        b'{"relapse_count": 2, "diagnosis": "b_all"}\r',
        b"[1]",
    ]
    done = prescreen("evaluate", "--jsonl", "-", "--on", "2026-11-22", given=b"\n".join(lines))
    assert (done.returncode, done.stderr) == (0, b"")
    written = [json.loads(line) for line in done.stdout.splitlines()]
    assert [list(one) == ["error"] for one in written] == [False, True, True, True, True, False, True]
    errors = [one["error"] for one in written if "error" in one]
    assert [error["key"] for error in errors] == ["relapse_count", None, None, "birth_date", None]
    assert all(list(error) == ["key", "message"] and error["message"] for error in errors)
    assert written[0]["criteria"][2]["status"] == "met" and written[5]["unmet"] == ["first_relapse"]


def test_a_line_gives_what_a_file_gives(patient: Path) -> None:
    alone = prescreen("evaluate", str(patient), "--on", "2026-11-22")
    assert prescreen("evaluate", "--jsonl", str(patient), "--on", "2026-11-22").stdout == alone.stdout


def test_output_that_closes_early_leaves_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("{}\n" * 5000)
    command = [sys.executable, "-m", "bot.command_line.main", "evaluate", "--jsonl", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read().decode() == "prescreen: input or output: Broken pipe\n"
    assert process.returncode == 2


def test_evaluate_needs_neither_rasa_nor_spacy() -> None:
    """It starts at once, and runs where neither is installed."""
    code = (
        "import sys; from bot.command_line.main import main; main(['trial']);"
        "main(['evaluate', '/dev/null']);"
        f"print(sorted(set(sys.modules) & set({FORBIDDEN!r})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, timeout=60, check=False)
    assert done.stderr.decode().splitlines()[-1] == "[]"
