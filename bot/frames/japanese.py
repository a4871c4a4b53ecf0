"""The bot's sentences in Japanese."""

from __future__ import annotations

from bot.frames.table import Frames

JAPANESE = Frames(
    department="担当は、{name}です{mark}。",
    department_unclear="はっきりした担当は、登録されている資料からは分かりませんでした。",
    department_near="はっきりした担当は見つかりませんが、近いのは、{name}です{mark}。",
    department_also="ほかに、{name}も関係します{mark}。",
    contact="連絡先：{contact}",
    which_clause="{title}の{clause}です{mark}。",
    few="{count}つ",
    list_count="{place}：{count}あります{mark}。",
    list_more="ほかに{count}件あります。",
    list_partial="{place}：資料のこの箇所にあるのは{count}です{mark}。",
    city_without="{city}：登録されている資料には見つかりませんでした。",
    paragraph_missing="{title} {locator}は第{last}項までで、第{number}項はありません。",
    item_missing="{title} {locator}は第{last}号までで、第{number}号はありません。",
    items_missing="{title} {locator}は号に分かれておらず、第{number}号はありません。",
    ordinal_missing="{place}に挙げられているのは{last}件で、{number}番目はありません。",
    article_missing="{title}は第{last}条までで、第{number}条{branch}はありません。",
    annex_missing="{title}の別表は第{last}までで、別表{number}はありません。",
    stage_missing="{title}の段階は{count}つまでで、{name}はありません。",
    code_missing="{title}にあるのは{first}から{last}までで、{name}はありません。",
    place_unknown="「{name}」にあたる箇所は、登録されている資料にありません。",
    works_known="登録されている資料には、{titles}などがあります。",
    document_unknown=(
        "「{name}」は登録されている資料の中にありません。"
        "例規集を確かめるか、市の法規担当の窓口にお問い合わせください。"
    ),
    document_of_another_city="「{title}」は{owner}の資料で、{city}の資料にはありません。",
    department_unknown=(
        "「{name}」という部署は、登録されている資料にありません。"
        "部署の名前を確かめるか、用件をそのままおたずねください。"
    ),
    question_empty="質問を入力してください。",
    question_too_long="質問が長すぎます（{length}文字）。{most}文字までにしてください。",
    city_unknown="{city}の資料は登録されていません。登録されているのは{cities}の資料です。",
    not_found=(
        "登録されている資料には、おたずねの内容についての記載が見つかりませんでした。"
        "市の窓口にお問い合わせください。"
    ),
    not_found_in_city=(
        "登録されている{city}の資料には、おたずねの内容についての記載が見つかりませんでした。"
        "{city}の窓口にお問い合わせください。"
    ),
    date_unknown=("日付の記載なし"),
    which_work=("「{clause}」は、複数の条例・規則にあります。どれについてお知りになりたいですか。"),
    not_found_topic=(
        "登録されている資料には、{topic}についての記載が見つかりませんでした。市の窓口にお問い合わせください。"
    ),
    not_found_topic_in_city=(
        "登録されている{city}の資料には、{topic}についての記載が見つかりませんでした。{city}の窓口にお問い合わせください。"
    ),
    not_found_fact="登録されている資料には、{fact}についての記載が見つかりませんでした。",
    known="関係する記載は、次のとおりです。",
    missing_facts={
        "person": "氏名",
        "name": "名称",
        "money": "金額",
        "phone": "連絡先",
        "papers": "必要なもの",
        "deadline": "期限",
        "weekday": "曜日や日にち",
        "collection": "収集の日",
        "clock": "時間",
        "term": "任期",
        "capacity": "定員",
        "closed": "休みの日",
        "address": "場所",
        "spot": "場所",
        "winner": "賞や順位",
        "sight": "写真や地図",
        "penalty": "罰則",
        "prize": "賞金や品物",
        "apply": "申込みの方法",
        "age": "年齢",
        "abbreviation": "もとの言葉",
        "language": "言語",
        "web": "ホームページのアドレス",
        "size": "大きさや距離",
        "population": "人口",
        "rate": "率",
        "date": "日にち",
        "when": "時期",
        "count": "おたずねの数",
        "other": "おたずねの点",
    },
    ask_department="くわしくは、{name}にお問い合わせください。",
    ask_city="くわしくは、{city}の窓口にお問い合わせください。",
    ask_counter="くわしくは、市の窓口にお問い合わせください。",
    notice_old="「{title}」は{date}の資料です。今の内容と異なることがあります{mark}。",
    notice_ended=("「{title}」の期間は{year}年度までです。今の内容と異なることがあります{mark}。"),
    notice_superseded="「{title}」（{date}）には、新しい版があります{mark}。",
    differs=(
        "資料によって記載が異なります。上は{first}{mark}、{second}では次のとおりです。\n{place}：{quote}"
    ),
    refusals={
        "greeting": (
            "こんにちは。条例・計画・目標・手続などについて、ふだんの言葉でおたずねください。"
        ),
        "emergency": (
            "急を要するときは、すぐに119番（火事・救急）または110番（事件・事故）へ電話してください。"
            "この窓口からは通報できません。"
        ),
        "crisis": (
            "おつらい状況なのですね。一人で抱えず、いのちの電話（0120-783-556）や"
            "#いのちSOS（0120-061-338）に話してみてください。"
            "命の危険があるときは119番へ電話してください。"
        ),
        "injection": (
            "ご指示の内容にはお応えできません。"
            "登録されている資料に書かれていることを、出典とともにお答えします。"
        ),
        "personal_data": (
            "特定の個人に関する情報はお答えできません。"
            "ご本人の情報は、本人確認のうえ担当の窓口で確認してください。"
        ),
        "out_of_scope": (
            "それはこの窓口ではお手伝いできません。"
            "登録されている条例・計画・目標・手続などについておたずねください。"
        ),
    },
    personal_data_notice=(
        "質問に{kinds}と思われるものがあったため、伏せて扱いました。"
        "個人の情報は入力しないでください。"
    ),
    personal_data_kinds={
        "individual_number": "個人番号（マイナンバー）",
        "card": "カード番号",
        "phone": "電話番号",
        "mail": "メールアドレス",
        "address": "住所",
        "licence": "免許証の番号",
        "pension": "基礎年金番号",
        "account": "口座番号",
        "insurance": "保険証の番号",
        "birth_date": "生年月日",
    },
    separator="、",
    written_by_model="（生成AIが書いた文を、出典と照合したうえで示しています。）",
    model_not_used="（生成AIの文を使わず、資料からの引用でお答えしています。）",
    suggestions="この資料で答えられる質問の例:",
)
