"""Every word of the interface, once per language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Language = Literal["ja", "en"]


@dataclass(frozen=True)
class Texts:
    """The interface in one language."""

    language: Language
    name: str
    subtitle: str
    language_label: str
    city_label: str
    all_cities: str
    audience_label: str
    citizen: str
    onboarding: str
    counter: str
    question_label: str
    placeholder: str
    send: str
    new_conversation: str
    welcome: str
    welcome_more: str
    examples: str
    asked: str
    searching: str
    department: str
    other_departments: str
    contact: str
    sources: str
    open_source: str
    passage_in_document: str
    page_number: str
    file_name: str
    previous_passage: str
    next_passage: str
    back_to_quote: str
    suggestions: str
    choose_city: str
    not_found: str
    refused: str
    clarify: str
    error: str
    notice: str
    answers_are_japanese: str
    copy: str
    copied: str
    too_long: str
    unexpected: str
    empty_knowledge_base: str
    skip_link: str
    needs_script: str


JAPANESE = Texts(
    language="ja",
    name="Madoguchi",
    subtitle="条例・計画・手続などの資料から、出典を示してお答えします。",
    language_label="表示の言語",
    city_label="市区町村",
    all_cities="全市",
    audience_label="ご利用の方",
    citizen="市民",
    onboarding="新任職員",
    counter="窓口職員",
    question_label="質問",
    placeholder="質問を入力",
    send="質問する",
    new_conversation="新しい会話",
    welcome="何をお調べですか",
    welcome_more="ふだんの言葉で質問してください。資料に書かれていることだけを、引用とともにお答えします。",
    examples="質問の例",
    asked="質問",
    searching="資料を調べています",
    department="担当",
    other_departments="関係する部署",
    contact="連絡先",
    sources="出典",
    open_source="出典{number}を開く：{label}",
    passage_in_document="資料の中の該当箇所",
    page_number="{page}ページ",
    file_name="ファイル",
    previous_passage="前の箇所",
    next_passage="次の箇所",
    back_to_quote="引用に戻る",
    suggestions="資料からお答えできる質問",
    choose_city="市区町村を選ぶと、そこだけをお答えします",
    not_found="資料に見つかりませんでした",
    refused="お答えを控えます",
    clarify="もう少し教えてください",
    error="お答えできませんでした",
    notice=(
        "回答は、登録された資料からの引用です。資料が古い場合や、読み取りが不完全な場合があります。"
        "手続などの前に、原本または担当の窓口で必ず確認してください。"
    ),
    answers_are_japanese="",
    copy="回答をコピー",
    copied="コピーしました",
    too_long="質問は{most}字以内で入力してください（いまは{length}字です）。",
    unexpected="回答を作る途中で問題が起きました。少し待ってから、もう一度質問してください。",
    empty_knowledge_base=(
        "まだ資料が登録されていません。madoguchi ingest で資料を取り込んでから使ってください。"
    ),
    skip_link="質問の入力欄へ移動",
    needs_script="この画面を使うには、ブラウザーの JavaScript を有効にしてください。",
)

ENGLISH = Texts(
    language="en",
    name="Madoguchi",
    subtitle="Answers from ordinances, plans and procedures, with their sources.",
    language_label="Interface language",
    city_label="Municipality",
    all_cities="All",
    audience_label="You are",
    citizen="Resident",
    onboarding="New staff",
    counter="Counter staff",
    question_label="Question",
    placeholder="Question in Japanese",
    send="Ask",
    new_conversation="New conversation",
    welcome="What would you like to know?",
    welcome_more=(
        "Ask in everyday Japanese. You are told only what the documents say, with quotations."
    ),
    examples="Example questions",
    asked="Question",
    searching="Looking through the documents",
    department="Responsible department",
    other_departments="Other departments",
    contact="Contact",
    sources="Sources",
    open_source="Open source {number}: {label}",
    passage_in_document="The passage in its document",
    page_number="page {page}",
    file_name="File",
    previous_passage="Previous passage",
    next_passage="Next passage",
    back_to_quote="Back to the quotation",
    suggestions="Questions that the documents answer",
    choose_city="Choose a municipality to see its answer alone",
    not_found="Not found in the documents",
    refused="This is not answered here",
    clarify="Please tell us a little more",
    error="There is no answer this time",
    notice=(
        "Answers are quotations from the registered documents, which may be out of date or read "
        "imperfectly. Always check with the original or with the department before you act."
    ),
    answers_are_japanese="Answers are given in Japanese, in the documents’ own words.",
    copy="Copy answer",
    copied="Copied",
    too_long="Please keep the question within {most} characters (it has {length}).",
    unexpected="Something went wrong while answering. Please wait a little and ask again.",
    empty_knowledge_base=(
        "No documents are registered yet. Read some in with “madoguchi ingest” first."
    ),
    skip_link="Skip to the question",
    needs_script="Please allow JavaScript in your browser to use this page.",
)

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def texts_for(language: str | None) -> Texts:
    """Return the interface in a language, in Japanese where it is not known."""
    return ENGLISH if language == "en" else JAPANESE


def readable_date(iso: str | None, texts: Texts) -> str:
    """Return YYYY, YYYY-MM or YYYY-MM-DD as people write it; "" for None.

    A text that is no such date is returned as it is.
    """
    if not iso:
        return ""
    if not re.fullmatch(r"\d{4}(?:-\d{1,2}){0,2}", iso):
        return iso
    numbers = [int(part) for part in iso.split("-")]
    try:
        date(*[*numbers, 1, 1][:3])
    except ValueError:
        return iso
    if texts.language == "ja":
        return "".join(f"{number}{unit}" for number, unit in zip(numbers, "年月日", strict=False))
    words = [str(numbers[0])]
    if len(numbers) > 1:
        words.insert(0, _MONTHS[numbers[1] - 1])
    if len(numbers) > 2:
        words.insert(0, str(numbers[2]))
    return " ".join(words)
