from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.office_settings import RecordSettings, ServerSettings
from bot.options import OPTIONS
from bot.settings import ModelSettings, Settings, read_settings
from bot.sync_settings import SyncFolder
from ingest.errors import SettingsError

DOCUMENTED = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def file_of(tmp_path: Path, text: str) -> dict[str, str]:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return {"MADOGUCHI_SETTINGS": str(path)}


def test_every_setting_is_documented_with_its_variable() -> None:
    rows = DOCUMENTED.read_text(encoding="utf-8").splitlines()
    documented = [row.split("|")[1:3] for row in rows if row.startswith("| `")]
    named = [tuple(cell.strip(" `") for cell in row) for row in documented]

    assert sorted(named) == sorted((option.key, option.variable) for option in OPTIONS)


def test_without_file_and_variables_there_are_defaults() -> None:
    settings = read_settings({}, knowledge_base="kb")

    assert settings.knowledge_base == Path("kb")
    assert settings.server == ServerSettings()
    assert settings.staff_access is False
    assert settings.records.retention_days == 90
    assert settings.records.database.startswith("sqlite:///")


def test_the_command_line_wins_over_a_variable_and_a_variable_over_the_file(
    tmp_path: Path,
) -> None:
    environment = file_of(
        tmp_path,
        '[knowledge_base]\nfolder = "a"\n[server]\nport = 1\nhosts = ["x.example"]\n'
        'trusted_proxies = ["10.1.2.3/8"]\n[records]\nfolder = "data"\nretention_days = 5\n',
    )
    environment["MADOGUCHI_SERVER_PORT"] = "2"

    assert read_settings(environment).knowledge_base == tmp_path / "a"
    assert read_settings(environment | {"MADOGUCHI_KB": "b"}).knowledge_base == Path("b")
    assert read_settings(environment, knowledge_base="c") == Settings(
        knowledge_base=Path("c"),
        embedder=None,
        vocabulary=None,
        server=ServerSettings(
            port=2, hosts=("x.example",), trusted_proxies=(ip_network("10.0.0.0/8"),)
        ),
        records=RecordSettings(
            folder=tmp_path / "data",
            database=f"sqlite:///{tmp_path / 'data' / 'records.sqlite'}",
            retention_days=5,
        ),
    )


def test_the_file_of_the_current_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "madoguchi.toml").write_text("[access]\nstaff = true\n", encoding="utf-8")

    assert read_settings({}).staff_access is True
    assert read_settings({"MADOGUCHI_STAFF_ACCESS": "0"}).staff_access is False


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[server]\nprot = 1\n", "「server.port」ではありませんか"),
        ("kb = 1\n", "「kb」という設定はありません"),
        ("[server]\nport = true\n", "0 以上の整数"),
        ("[server]\nport = 70000\n", "65535"),
        ("[records]\nretention_days = 0\n", "1 以上の整数"),
        ('[access]\nstaff = "たぶん"\n', "1（はい）か 0（いいえ）"),
        ('[server]\ntrusted_proxies = ["proxy"]\n', "「proxy」はアドレスではありません"),
        ("[server]\nhosts = 1\n", "文字列の並び"),
        ('[access]\nproxy_header = "X-User"\n', "server.trusted_proxies"),
        ('[access]\noidc_issuer = "https://id.example"\n', "三つが要ります"),
        ('[access]\nproxy_role = "boss"\n', "reader、editor、administrator"),
        ('[sync]\npublic_folders = ["a"]\nstaff_folders = ["a/b"]\n', "重なっています"),
        ('[sync]\nstaff_folders = ["a", "a/../a"]\n', "重なっています"),
        ('[sync]\npublic_folders = ["."]\n[records]\nfolder = "data"\n', "記録のフォルダー"),
        ('[sync]\npublic_folders = "a"\n[knowledge_base]\nfolder = "a"\n', "知識ベース"),
        ("[sync]\npublic_folders = [1]\n", "文字列の並び"),
        ("[server", "TOMLとして読めません"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_name(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read_settings(file_of(tmp_path, text))


def test_a_named_file_that_is_missing_is_told() -> None:
    with pytest.raises(SettingsError, match="MADOGUCHI_SETTINGS"):
        read_settings({"MADOGUCHI_SETTINGS": "/nowhere/own.toml"})


def test_no_model_is_used_unless_one_is_named() -> None:
    assert read_settings({}).llm is None
    assert read_settings({"MADOGUCHI_LLM_URL": "http://127.0.0.1:1/v1"}).llm is None


def test_a_model_is_named_with_its_provider() -> None:
    llm = read_settings(
        {
            "MADOGUCHI_LLM": "ollama:qwen3:8b",
            "MADOGUCHI_LLM_URL": "http://127.0.0.1:11434",
            "MADOGUCHI_LLM_TIMEOUT": "7",
            "MADOGUCHI_LLM_INPUT_TOKENS": "2000",
        }
    ).llm
    assert llm == ModelSettings("ollama", "qwen3:8b", "http://127.0.0.1:11434", None, 7, 2000, 600)
    assert llm.label == "ollama:qwen3:8b"


def test_the_key_of_a_model_is_shown_nowhere() -> None:
    settings = read_settings({"MADOGUCHI_LLM": "openai:m", "MADOGUCHI_LLM_KEY": "sk-geheim"})
    assert "sk-geheim" not in repr(settings)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"MADOGUCHI_LLM": "gpt"}, "MADOGUCHI_LLM"),
        ({"MADOGUCHI_LLM": "openai:"}, "MADOGUCHI_LLM"),
        ({"MADOGUCHI_LLM": "openai:m", "MADOGUCHI_LLM_URL": "host"}, "MADOGUCHI_LLM_URL"),
        ({"MADOGUCHI_LLM": "openai:m", "MADOGUCHI_LLM_TIMEOUT": "0"}, "MADOGUCHI_LLM_TIMEOUT"),
        ({"MADOGUCHI_LLM": "openai:m", "MADOGUCHI_LLM_INPUT_TOKENS": "x"}, "INPUT_TOKENS"),
    ],
)
def test_a_model_that_cannot_be_used_is_told(variables: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        read_settings(variables)


def test_folders_to_sync_are_relative_to_the_file_and_have_keys_of_their_own(
    tmp_path: Path,
) -> None:
    environment = file_of(tmp_path, '[sync]\npublic_folders = ["a", "b"]\nmanifest = "m.toml"\n')
    environment["MADOGUCHI_SYNC_STAFF_FOLDERS"] = str(tmp_path / "c")

    sync = read_settings(environment).sync

    assert [(folder.path, folder.audience) for folder in sync.folders] == [
        (tmp_path / "a", "public"),
        (tmp_path / "b", "public"),
        (tmp_path / "c", "staff"),
    ]
    assert sync.manifest == tmp_path / "m.toml"
    assert len({folder.key for folder in sync.folders}) == 3
    assert SyncFolder(tmp_path / "a", "staff").key != sync.folders[0].key
