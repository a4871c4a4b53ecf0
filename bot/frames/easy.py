"""The bot's sentences in やさしい日本語: short, plain, without honorifics.

Furigana are added when an answer is complete (``bot.furigana``).
"""

from __future__ import annotations

from bot.frames.table import Frames

EASY = Frames(
    department="この仕事をしているところは、{name}です{mark}。",
    department_unclear="どの 課が 担当するか、資料からは はっきり 分かりませんでした。",
    department_near="はっきり わかりませんが、近いところは {name}です{mark}。",
    department_also="{name}も、この仕事をしています{mark}。",
    contact="電話など：{contact}",
    which_clause="{title}の{clause}に書いてあります{mark}。",
    few="{count}つ",
    list_count="{place}：{count}あります{mark}。",
    list_more="ほかに{count}つあります。",
    list_partial="{place}：この場所に書いてあるのは{count}です{mark}。",
    city_without="{city}：ここにある資料には、書いてありませんでした。",
    paragraph_missing="{title} {locator}は第{last}項までです。第{number}項はありません。",
    item_missing="{title} {locator}は第{last}号までです。第{number}号はありません。",
    items_missing="{title} {locator}には号がありません。第{number}号もありません。",
    ordinal_missing="{place}に 書いてあるのは{last}こです。{number}番目はありません。",
    article_missing="{title}は第{last}条までです。第{number}条{branch}はありません。",
    annex_missing="{title}の別表は第{last}までです。別表{number}はありません。",
    stage_missing="{title}の段階は{count}つです。{name}はありません。",
    code_missing="{title}にあるのは{first}から{last}までです。{name}はありません。",
    place_unknown="「{name}」は、ここにある資料にありません。",
    works_known="ここにある資料は、{titles}などです。",
    document_unknown="「{name}」は、ここにある資料の中にありません。市役所に聞いてください。",
    document_of_another_city="「{title}」は{owner}の資料です。{city}の資料ではありません。",
    department_unknown=(
        "「{name}」という名前のところは、ここにある資料に書いてありません。"
        "名前をもう一度見てください。または、したいことを書いてください。"
    ),
    question_empty="質問を書いてください。",
    question_too_long="質問が長いです（{length}文字）。{most}文字までで書いてください。",
    city_unknown="{city}の資料はありません。あるのは、{cities}の資料です。",
    not_found="ここにある資料には、質問の答えが書いてありませんでした。市役所に聞いてください。",
    not_found_in_city=(
        "ここにある{city}の資料には、質問の答えが書いてありませんでした。{city}に聞いてください。"
    ),
    date_unknown=("日付は書いてありません"),
    which_work=("「{clause}」は、いくつかのルールにあります。どのルールですか。"),
    not_found_topic=(
        "ここにある資料には、{topic}のことが書いてありませんでした。市役所に聞いてください。"
    ),
    not_found_topic_in_city=(
        "ここにある{city}の資料には、{topic}のことが書いてありませんでした。{city}に聞いてください。"
    ),
    not_found_fact="ここにある資料には、{fact}が書いてありませんでした。",
    known="にていることが、ここに書いてあります。",
    missing_facts={
        "person": "名前",
        "name": "名前",
        "money": "お金がいくらか",
        "phone": "電話番号など",
        "papers": "必要なもの",
        "deadline": "いつまでか",
        "weekday": "曜日や日にち",
        "collection": "集める日",
        "clock": "時間",
        "term": "何年つとめるか",
        "capacity": "何人までか",
        "closed": "休みの日",
        "address": "場所",
        "spot": "場所",
        "winner": "賞や順位",
        "sight": "写真や地図",
        "penalty": "守らないときのこと",
        "prize": "賞金や品物",
        "apply": "申し込みのしかた",
        "age": "年齢",
        "abbreviation": "もとの言葉",
        "language": "言葉の種類",
        "web": "ホームページのアドレス",
        "size": "大きさや距離",
        "population": "人口",
        "rate": "率",
        "date": "日",
        "when": "いつか",
        "count": "数",
        "other": "聞いたこと",
    },
    ask_department="{name}に聞いてください。",
    ask_city="{city}に聞いてください。",
    ask_counter="市役所に聞いてください。",
    notice_old="「{title}」は{date}の古い資料です。今はちがうかもしれません{mark}。",
    notice_ended=("「{title}」は{year}年度までのものです。今はちがうかもしれません{mark}。"),
    notice_superseded="「{title}」（{date}）には、新しい資料があります{mark}。",
    differs=(
        "資料によって、書いてあることがちがいます。上は{first}{mark}、{second}には、次のように書いてあります。\n{place}：{quote}"
    ),
    refusals={
        "greeting": "こんにちは。町のルールや、手続きについて質問してください。",
        "emergency": (
            "危ないときは、すぐに電話してください。火事や、けが・病気は119です。"
            "事件や事故は110です。ここからは、助けを呼ぶことができません。"
        ),
        "crisis": (
            "とてもつらいのですね。一人で考えないで、電話で話してください。"
            "いのちの電話（0120-783-556）か、#いのちSOS（0120-061-338）です。"
            "命が危ないときは、119に電話してください。"
        ),
        "injection": "その命令は、できません。ここにある資料に書いてあることを答えます。",
        "personal_data": (
            "ほかの人のことは、教えることができません。"
            "あなたのことは、市役所に行って聞いてください。あなたの名前がわかるものが必要です。"
        ),
        "out_of_scope": (
            "それは、ここでは答えることができません。町のルールや、手続きについて質問してください。"
        ),
    },
    personal_data_notice=(
        "質問の中に、{kinds}があったので、見えないようにしました。"
        "名前や住所や番号など、あなたのことは書かないでください。"
    ),
    personal_data_kinds={
        "individual_number": "マイナンバー",
        "card": "カードの番号",
        "phone": "電話番号",
        "mail": "メールアドレス",
        "address": "住所",
        "licence": "免許証の番号",
        "pension": "年金の番号",
        "account": "銀行の口座の番号",
        "insurance": "保険証の番号",
        "birth_date": "生まれた日",
    },
    separator="、",
    written_by_model="（AIが書いた文です。資料に書いてあることか、確かめました。）",
    model_not_used="（AIの文は使いません。資料の言葉で答えます。）",
    suggestions="答えることができる質問:",
)
