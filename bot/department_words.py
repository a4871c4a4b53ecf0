"""What is written like the name of a department."""

from __future__ import annotations

import re

from kb import words

_QUOTED_DEPARTMENT = re.compile(r"「(?P<name>[^」]{2,16}(?:課|部|局|室|係|センター))」")
# 東消防署 is a name, 最寄り消防署 is none.
_DIRECTIONS = frozenset(("東", "西", "南", "北", "中央"))
# テレビ局, サッカー部 and the middle of a town are no departments of a city.
_NO_DEPARTMENT = re.compile(
    r"(?:テレビ|ラジオ|放送|郵便|薬|調剤薬|電話|支)局$|"
    r"(?:サッカー|野球|ソフトボール|テニス|バスケット(?:ボール)?|バレー(?:ボール)?|ラグビー|ダンス|"
    r"吹奏楽|軽音楽|合唱|美術|演劇|書道|茶道|写真|文芸|陸上(?:競技)?|水泳|卓球|柔道|剣道|弓道|バドミントン|"
    r"青年|女性|婦人|老人|壮年|少年|執行|編集|中心|都心|山間|沿岸|沿線|周辺|市街地|郊外|平野|丘陵|内陸|"
    r"[東西南北]|上層|下層|中央|先端|突出|連結|接合|損傷|危険|段差)部$"
)


def is_department(name: str) -> bool:
    """Return whether a name without its bureau's is written like a department's: 浄水部."""
    return bool(re.fullmatch(r"[一-龥ァ-ヶー]{2,12}[課部局室係]", name)) and not (
        _NO_DEPARTMENT.search(name)
    )


def department_words(text: str) -> list[str]:
    """Return what is written like a department's name: 「くらし応援課」, 生活応援課."""
    found = [match["name"] for match in _QUOTED_DEPARTMENT.finditer(text)]
    run: list[str] = []
    for token in [*words.tokens(text), None]:
        if token is not None and token.part_of_speech[0] in ("名詞", "接頭辞", "接尾辞"):
            run.append(token.surface)
            continue
        # 毎月何部 counts copies.
        if (
            len(run) > 1
            and run[-1] in ("課", "局", "係", "部", "事務所")
            and len("".join(run)) > 3
            and run[-2] not in ("何", "数")
        ) or (len(run) == 3 and run[-1] == "署" and run[0] in _DIRECTIONS):
            found.append("".join(run))
        run = []
    return [name for name in found if not _NO_DEPARTMENT.search(name)]
