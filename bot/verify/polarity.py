"""What a clause affirms, denies, allows or demands, and words that exclude each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb import words

_PERMITTED = re.compile(
    r"て(?:も)?(?:かまい?ません|かまわない|構いません|構わない|差し支えな|問題ありません|よい|いい)|を?妨げ(?:ない|ません|られません)"
)
_OBLIGED = re.compile(
    r"(?:な(?:ければ|くては)|ねば|ないと)(?:なら(?:ない|ず|ぬ|なく)|なりません|いけ(?:ない|ません)|だめ)"
    r"|(?:ざるを得|わけにはいか)(?:ない|ません)"
)
_FORBIDDEN = re.compile(r"[てで]は(?:なら(?:ない|ぬ)|なりません|いけ(?:ない|ません))")
_DENIES = re.compile(
    r"ない(?!容)|ません|(?:ら|さ|わ|か|せ|め|え|れ|べ|け|げ|ま|ば|た)ず(?!つ)|ずに|なく(?!し|な[っりる])|なし(?!に)|"
    r"不要|不可|不成立|禁止|非公開|対象外|を除[かくき]|要し(?:ない|ません)|無効"
)
_DENIES_IN_EFFECT = re.compile(r"無料|免除|0円|除|以外|限|断|廃止|無|非|未")
_PAIRS: tuple[tuple[str, str], ...] = (
    (r"無料|かかりません|かからない|(?<![0-9])0円(?!から)|免除",
     r"有料|(?:料|費用?|お金|代)(?:が|は)(?:かか(?!りません|らない)|必要(?!は|あり|な))|[1-9][0-9]*円"),
    (r"不要|必要(?:は|が)?(?:あり?ません|な[いく])|要しな|要りません|いりません",
     r"必要(?!(?:は|が)?(?:あり?ません|な[いく]))|要する|要ります"),
    (r"増[やえ]|増加|拡大|引き?上げ|高め|広げ|伸ば|増(?![やえ加])",
     r"減[らり少]|半減|削減|縮小|縮め|引き?下げ|短く|短縮|減$"),
    (r"(?<![以午直])前(?:に|の|まで|$|[、。)])",
     r"(?<![以午直])後(?:に|の|は|から|まで|$|[、。)])"),
    (r"全額|全部|全て|すべて", r"一部|半額"),
    (r"非公開|公開(?:さ|し)(?:れ)?(?:ない|ません)", r"公開(?!(?:さ|し)(?:れ)?(?:ない|ません))"),
    (r"対象外|対象(?:に|と)(?:は)?なら|除[かくき外]", r"対象(?!外|(?:に|と)(?:は)?なら)"),
    (r"公募", r"推薦|指名"),
    (r"毎日|日ごと", r"毎週|毎月|毎年|隔週|隔月"),
    (r"事前", r"事後"),
    (r"義務", r"任意"),
    (r"有効", r"無効"),
    (r"頂点|最多|最高|最大", r"底$|底に|最少|最低|最小"),
    (r"開始|始め", r"終了|終え|廃止|やめ"),
    (r"許可|認め(?:る|ます|られ)|よい(?:$|[。、])",
     r"禁止|認め(?:ない|ません|られ(?:ない|ません))|てはなら|てはいけ"),
    (r"午前", r"午後"),
    (r"大人", r"小人|子ども料金"),
    (r"公費", r"自費|自己負担"),
)  # fmt: skip
EXCLUDING = tuple((re.compile(first), re.compile(second)) for first, second in _PAIRS)
_STRONG: tuple[tuple[str, str], ...] = (
    (
        r"すべて|全て|全部|全員|全額|誰でも|だれでも|どれでも|どこでも|何でも|一律",
        r"すべて|全|各|誰|だれ|いずれ|どの|ごと",
    ),
    (r"必ず|絶対|かならず|確実に|無条件", r"必ず|なければ|ならない|必須|絶対|全"),
    (r"常に|いつでも|いつも|年中無休|24時間", r"常に|常時|いつでも|24時間|年中|毎日|いつ"),
    (r"だけ|のみ|限り|に限", r"だけ|のみ|限|に限|一に"),
    (r"即日|すぐに|直ちに|ただちに|当日中", r"即|すぐ|直ち|ただち|速やか|当日"),
    (r"初めて|日本一|全国で最も|県内で最も|唯一", r"初|日本一|最も|唯一"),
)
STRONG = tuple((re.compile(stated), re.compile(needed)) for stated, needed in _STRONG)
"""Words that say more than most sources do, and what the source must hold for them."""

_MUST = re.compile(r"義務|責務|必ず|を要する(?!経費|費用|期間|時間)|べき")
EFFORT = re.compile(r"努め|努力")
_MAY = re.compile(
    r"(?:こと)?(?:が|も|は)?(?:でき|出来)(?:る|ます|た|、|$)|できます|可能|てもよい|てよい|妨げない|妨げません|妨げられ|"
    r"(?:られ|[えけげせてねべめれ])ます(?!ん)"
)
_EFFORT = re.compile(r"努め|努力|目指|心がけ|心掛け|配慮|よう(?:に)?(?:し|する)(?:ま|も|$|。)|目標")


def denies(text: str) -> bool:
    """Return whether a clause denies something; 「しなければならない」 demands instead."""
    text = _PERMITTED.sub("", text)
    text = _OBLIGED.sub("", text)
    return bool(_DENIES.search(text) or _FORBIDDEN.search(text))


def may_deny(text: str) -> bool:
    """Return whether a text holds what somebody may put as a denial: 無料, 免除, 除く."""
    return denies(text) or bool(_DENIES_IN_EFFECT.search(text))


def demands(text: str) -> bool:
    """Return whether a clause lays a duty on somebody."""
    return bool(_OBLIGED.search(text) or _MUST.search(text) or _FORBIDDEN.search(text))


def allows(text: str) -> bool:
    """Return whether a clause says that something can or may be done."""
    return bool(_MAY.search(text) or _PERMITTED.search(text))


def only_intends(text: str) -> bool:
    """Return whether a clause speaks of an effort or an aim."""
    return bool(_EFFORT.search(text))


def predicates(text: str) -> dict[str, set[bool]]:
    """Return each predicate's polarities: 適用しない gives {適用: {False}}.

    A predicate is a verb, an adjective or a noun that becomes one; it is denied where a
    negative auxiliary follows before the next predicate or comma.
    """
    # Demands hold no denial, permissions hold none of what they permit.
    text = _OBLIGED.sub("べきだ", _PERMITTED.sub(_permission, text))
    found: dict[str, set[bool]] = {}
    tokens = [token for token in words.tokens(text) if not token.is_space]
    for number, token in enumerate(tokens):
        if token.is_content and _is_predicate(tokens, number):
            found.setdefault(token.normalized_form, set()).add(not _denied(tokens, number))
    return found


def _permission(match: re.Match[str]) -> str:
    return "てもよい" if match.group().startswith("て") else "してもよい"


def has_verb(text: str) -> bool:
    """Return whether something is said in a text, and not only named."""
    return any(
        token.part_of_speech[0] in ("動詞", "形容詞", "助動詞") for token in words.tokens(text)
    )


def _is_predicate(tokens: Sequence[words.Token], number: int) -> bool:
    token = tokens[number]
    if token.part_of_speech[0] in ("動詞", "形容詞"):
        # 通す may help another verb (…て通す) or be one of its own.
        helps = number > 0 and tokens[number - 1].surface in ("て", "で")
        return token.part_of_speech[1] == "一般" or not helps
    if "サ変可能" not in token.part_of_speech[2]:
        return False
    after = tokens[number + 1].surface if number + 1 < len(tokens) else "。"
    return after in "。）)；" or _followed_by_suru(tokens, number)


def _followed_by_suru(tokens: Sequence[words.Token], number: int) -> bool:
    for token in tokens[number + 1 : number + 3]:
        if token.dictionary_form in ("する", "できる", "致す"):
            return True
        if token.surface not in ("を", "は", "が", "も"):
            return False
    return False


def _denied(tokens: Sequence[words.Token], number: int) -> bool:
    for token in tokens[number + 1 : number + 9]:
        if token.surface in ("、", "。", "（", "("):
            return False
        if token.dictionary_form in ("ない", "ぬ", "ん", "無い") or token.normalized_form in (
            "ず",
            "無い",
            "不要",
            "禁止",
        ):
            return True
        # ことができる belongs to the predicate; another verb begins its own.
        is_next = token.is_content and token.part_of_speech[0] in ("動詞", "名詞", "形容詞")
        if is_next and token.dictionary_form not in ("できる", "する", "ある", "要する", "行う"):
            return False
    return False
