"""Writes in English what things must be like: "alle Issues, die älter als 90 Tage sind".

That has "older than 90 days" then, which `said_conditions` reads. All else stays as it is, for the
reader of its language; what no row has is read by nobody, and the sentence is no plan.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

from aegis_cli.planning.sentence.ages import AGE, ages_in
from aegis_cli.planning.sentence.sentence import Sentence


class _Row(NamedTuple):
    """A phrase in several languages, and the same in English."""

    english: str
    """With `{age}` and `{v}` in place of what the groups of these names have."""
    forms: Sequence[str]
    """Patterns, a language each."""


_DE_TOUCHED = r"(?:angefasst|angerührt|berührt|bearbeitet|geändert|aktualisiert)"
_DE_WERE = r"(?:\s+(?:hat|haben|wurden?|worden(?:\s+(?:sind|ist))?|sind|ist))?"
_FR_TOUCHED = r"(?:touchée?s?|modifiée?s?|mises?\s+à\s+jour|mis\s+à\s+jour)"
_ES_TOUCHED = r"(?:tocad[oa]s?|actualizad[oa]s?|modificad[oa]s?)"
_IT_TOUCHED = r"(?:toccat[oaie]|aggiornat[oaie]|modificat[oaie])"
_PT_TOUCHED = r"(?:tocad[oa]s?|atualizad[oa]s?|modificad[oa]s?|mexid[oa]s?)"
_FR_SINCE = r"(?:depuis|pendant|au\s+cours\s+des|dans\s+les|ces)\s+(?:plus\s+de\s+)?"
_ES_SINCE = r"(?:desde\s+hace|en|durante)\s+(?:l[oa]s\s+últim[oa]s\s+)?(?:más\s+de\s+)?"
_IT_SINCE = r"(?:da|negli\s+ultimi|nelle\s+ultime)\s+(?:più\s+di\s+)?"
_PT_SINCE = r"(?:há|faz|em|n[oa]s\s+últim[oa]s)\s+(?:mais\s+de\s+)?"
_DE_THAT, _FR_THAT = r"(?:,?\s*(?:die|das|der)\s+)?", r"(?:qu[ie]\s+)?"
_THAT = r"(?:(?:que|che)\s+)?"
_NAME = r"(?P<v>[\w:/.-]*[\w])"
_ASCII = r"(?P<v>[A-Za-z0-9:/._-]+)"
_SMALL = (
    r"(?:und|oder|in|im|an|zu|auf|bei|von|hinzu|haben|sind|et|ou|dans|de|des|du|à|aux?|y|o|en|al?|"
    r"alle?|alla|e|di|da|nel|em|do|no|na|às?|aos?|ao|"
    r"except|untouched|updated|older|created|with|without|unlabelled|unassigned)\b"
)
"""Words that no name can be."""
_AND = rf"(?!{_SMALL})"
_ALONE = rf"(?!\s+(?!{_SMALL}|[a-zäöüß]+en\b)[\w'\"])"
"""No name follows; a German verb may, at the end of its sentence."""
_BY_ANYBODY = r"(?!\s+(?:von|de|d'|di|da|do|del)\s+@?\w)"
"""No person follows: whose they are is another question than how many."""
_NUMBER = r"#(?P<v>\d{1,9})"
_TITLED = r"['\"“„«「](?P<v>[^'\"“”„«»「」]{1,200})['\"“”»」]"
_ROWS: Sequence[_Row] = (
    _Row(
        "except those labelled {v}",
        (
            rf"(?:außer|ausser|bis\s+auf)\s+(?:denen|die|solchen|solche)\s+mit\s+(?:dem\s+)?label\s+{_NAME}",
            rf"(?:sauf|excepté|hormis)\s+(?:celles|ceux)\s+(?:avec|qui\s+ont)\s+(?:le\s+label|l'étiquette)\s+{_NAME}",
            rf"(?:excepto|salvo|menos)\s+l[oa]s\s+(?:con|que\s+tienen)\s+la\s+etiqueta\s+{_NAME}",
            rf"(?:tranne|eccetto|salvo)\s+quell[ei]\s+(?:con|che\s+hanno)\s+(?:l'etichetta|la\s+label)\s+{_NAME}",
            rf"(?:exceto|menos|salvo)\s+[oa]s\s+(?:com|que\s+têm)\s+(?:a\s+etiqueta|o\s+label|a\s+label|o\s+rótulo)\s+{_NAME}",
        ),
    ),
    _Row(
        "except #{v}",
        (
            rf"(?:außer|ausser|bis\s+auf)\s+{_NUMBER}",
            rf"(?:sauf|excepté|hormis)\s+(?:la\s+|le\s+|l')?{_NUMBER}",
            rf"(?:excepto|salvo|menos|tranne|eccetto|exceto)\s+(?:la\s+|el\s+|il\s+|a\s+|o\s+)?{_NUMBER}",
            rf"{_NUMBER}\s*(?:以外の?|を除く|を除いた)",
            rf"除了?\s*{_NUMBER}\s*(?:之外|以外|外)?的?",
        ),
    ),
    _Row(
        "untouched for {age}",
        (
            rf"{_DE_THAT}seit\s+(?:mehr\s+als\s+|über\s+)?{{age}}\s+(?:von\s+)?niemand(?:em)?\s+(?:mehr\s+)?{_DE_TOUCHED}{_DE_WERE}",
            rf"{_DE_THAT}seit\s+(?:mehr\s+als\s+|über\s+)?{{age}}\s+nicht\s+(?:mehr\s+)?{_DE_TOUCHED}{_DE_WERE}",
            rf"{_DE_THAT}niemand\s+seit\s+(?:mehr\s+als\s+|über\s+)?{{age}}\s+{_DE_TOUCHED}(?:\s+hat)?",
            r"(?:,?\s*die\s+)?(?:seit\s+(?:mehr\s+als\s+|über\s+)?{age}\s+(?:ohne|keine)\s+Aktivität(?:\s+(?:haben|hatten|sind))?|ohne\s+Aktivität\s+seit\s+(?:mehr\s+als\s+|über\s+)?{age})",
            rf"(?:que\s+personne\s+n'a\s+(?:plus\s+)?{_FR_TOUCHED}|qui\s+n'(?:ont|a)\s+pas\s+(?:été\s+)?{_FR_TOUCHED}|non\s+{_FR_TOUCHED}|(?:qui\s+sont\s+)?inacti(?:ve|f)s?|sans\s+activité)\s+{_FR_SINCE}{{age}}",
            rf"(?:que\s+nadie\s+(?:ha|haya)\s+{_ES_TOUCHED}|que\s+no\s+(?:se\s+|fueron\s+|han\s+sido\s+|hayan\s+sido\s+)?(?:(?:han|hayan)\s+)?{_ES_TOUCHED}|no\s+{_ES_TOUCHED}|sin\s+(?:tocar|actividad|cambios|actualizar)|inactiv[oa]s)\s+{_ES_SINCE}{{age}}",
            rf"(?:che\s+nessuno\s+(?:ha\s+{_IT_TOUCHED}|tocca|aggiorna)|{_THAT}non\s+(?:sono\s+stat[ie]\s+|vengono\s+)?{_IT_TOUCHED}|senza\s+attività|inattiv[ie]|ferm[ie])\s+{_IT_SINCE}{{age}}",
            rf"(?:que\s+ninguém\s+(?:tocou|toca|mexeu|mexe|atualizou|atualiza|modificou)|{_THAT}não\s+(?:foram\s+|são\s+|tenham\s+sido\s+)?{_PT_TOUCHED}|sem\s+(?:atividade|atualização)|inativ[oa]s|parad[oa]s)\s+{_PT_SINCE}{{age}}",
            r"{age}(?:以上)?(?:誰も|だれも)?(?:触って|触れて|さわって|更新して|更新されて|変更されて|動いて)い?ない",
            r"{age}(?:以上)?(?:更新|動き|活動)(?:が|の)(?:ない|無い)",
            r"(?:已经?\s*)?(?:超过\s*|超過\s*)?{age}(?:以上)?\s*(?:都\s*)?(?:没有?人?|无人|未|沒人)\s*(?:碰过?|动过?|更新过?|修改过?|被更新|活动|触碰过?|处理过?)\s*的?",
        ),
    ),
    _Row(
        "updated in the last {age}",
        (
            rf"{_DE_THAT}in\s+den\s+letzten\s+{{age}}\s+{_DE_TOUCHED}{_DE_WERE}",
            rf"(?:qui\s+ont\s+été\s+)?{_FR_TOUCHED}\s+(?:dans\s+les|au\s+cours\s+des|ces)\s+{{age}}",
            rf"(?:que\s+se\s+(?:han|hayan)\s+)?{_ES_TOUCHED}\s+en\s+l[oa]s\s+últim[oa]s\s+{{age}}",
            rf"{_IT_TOUCHED}\s+(?:negli\s+ultimi|nelle\s+ultime)\s+{{age}}",
            rf"(?:que\s+foram\s+)?{_PT_TOUCHED}\s+n[oa]s\s+últim[oa]s\s+{{age}}",
            r"(?:過去|直近|ここ)(?:の)?\s?{age}(?:以内)?に更新された",
            r"(?:最近|过去|近)\s*{age}(?:内|之内)?(?:更新过?|修改过?)的?",
        ),
    ),
    _Row(
        "older than {age}",
        (
            rf"{_DE_THAT}älter\s+als\s+{{age}}(?:\s+sind)?",
            rf"{_DE_THAT}vor\s+(?:mehr\s+als|über)\s+{{age}}\s+(?:erstellt|eröffnet|angelegt|geöffnet)(?:e[nr]?)?{_DE_WERE}",
            rf"{_FR_THAT}(?:(?:ont|datent\s+de|datant\s+de|vieux\s+de|vieilles?\s+de|de)\s+)?plus\s+(?:vieux\s+que|vieilles\s+que|anciens\s+que|anciennes\s+que|de)\s+{{age}}(?!\s+(?:ouvr|sans\b))",
            r"(?:qui\s+ont\s+été\s+)?(?:créée?s?|ouvert(?:e?s)?)\s+il\s+y\s+a\s+plus\s+de\s+{age}",
            r"(?:con|de|que\s+(?:tienen|tengan))\s+más\s+de\s+{age}(?!\s+sin\b)(?:\s+(?:de\s+antigüedad|abiert[oa]s))?",
            r"(?:que\s+(?:son|sean)\s+)?más\s+(?:antigu[oa]s|viej[oa]s)\s+(?:de|que)\s+{age}",
            r"(?:cread[oa]s|abiert[oa]s)\s+hace\s+más\s+de\s+{age}",
            r"(?:che\s+hanno\s+|con\s+|di\s+)?più\s+(?:vecch[ei]e?\s+)?di\s+{age}",
            r"(?:creat[ie]|apert[ie])\s+(?:da\s+)?più\s+di\s+{age}(?:\s+fa)?",
            r"(?:com|de|que\s+têm)\s+mais\s+de\s+{age}(?!\s+sem\b)",
            r"(?:que\s+são\s+)?mais\s+(?:antig[oa]s|velh[oa]s)\s+(?:do\s+)?que\s+{age}",
            r"(?:criad[oa]s|abert[oa]s)\s+há\s+mais\s+de\s+{age}",
            r"{age}(?:以上)?(?:より|以上)?(?:も)?(?:前に?(?:作成|作ら|オープン)(?:され|れ|さ)?れ?た|前の|古い)",
            r"作成(?:から|後)\s?{age}(?:以上)?(?:経った|経過した|たった|の)",
            r"(?:创建)?(?:超过|早于|超過|大于)\s*{age}(?:以?前)?(?:创建)?的",
            r"{age}(?:以前|之前|前)(?:创建|打开|提交)?的",
        ),
    ),
    _Row(
        "created before {v}",
        (
            rf"{_DE_THAT}vor\s+(?:dem\s+)?(?P<v>\d{{4}}-\d\d-\d\d)\s+(?:erstellt|eröffnet|angelegt)(?:e[nr]?)?{_DE_WERE}",
            r"(?:qui\s+ont\s+été\s+)?(?:créée?s?|ouvert(?:e?s)?)\s+avant\s+(?:le\s+)?(?P<v>\d{4}-\d\d-\d\d)",
            r"(?:cread[oa]s|abiert[oa]s)\s+antes\s+del?\s+(?P<v>\d{4}-\d\d-\d\d)",
            r"(?:creat[ie]|apert[ie])\s+prima\s+del?\s+(?P<v>\d{4}-\d\d-\d\d)",
            r"(?:criad[oa]s|abert[oa]s)\s+antes\s+de\s+(?P<v>\d{4}-\d\d-\d\d)",
            r"(?P<v>\d{4}-\d\d-\d\d)\s*(?:より)?(?:以前|前)に(?:作成|作ら|オープン)(?:され|れ)?た",
            r"(?:在\s*)?(?P<v>\d{4}-\d\d-\d\d)\s*(?:之前|以前|前)(?:创建|打开|提交)的",
        ),
    ),
    _Row(
        "with more than {v} comments",
        (
            rf"(?:{_DE_THAT}|mit\s+)mehr\s+als\s+(?P<v>\d{{1,6}})\s+Kommentaren?(?!\s+(?:von)\s)(?:\s+haben)?",
            r"(?:avec|qui\s+ont)\s+plus\s+de\s+(?P<v>\d{1,6})\s+commentaires(?!\s+(?:von|de|d\W|di|da|do|del)\s*@?\w)",
            r"(?:con|que\s+tienen)\s+más\s+de\s+(?P<v>\d{1,6})\s+comentarios(?!\s+(?:von|de|d\W|di|da|do|del)\s*@?\w)",
            r"(?:con|che\s+hanno)\s+più\s+di\s+(?P<v>\d{1,6})\s+commenti(?!\s+(?:von|de|d\W|di|da|do|del)\s*@?\w)",
            r"(?:com|que\s+têm)\s+mais\s+de\s+(?P<v>\d{1,6})\s+comentários(?!\s+(?:von|de|d\W|di|da|do|del)\s*@?\w)",
            r"コメントが\s?(?P<v>\d{1,6})\s?(?:件|個)?(?:より多い|を超える)",
            r"评论\s*(?:数\s*)?(?:超过|多于|大于)\s*(?P<v>\d{1,6})\s*(?:条|个)?的?",
        ),
    ),
    _Row(
        "without comments",
        (
            rf"ohne\s+Kommentare?{_BY_ANYBODY}|{_DE_THAT}keine\s+Kommentare\s+haben",
            rf"(?:sans\s+(?:aucun\s+)?|qui\s+n'ont\s+(?:pas\s+de|aucun)\s+)commentaires?{_BY_ANYBODY}",
            rf"(?:sin|que\s+no\s+(?:tienen|tengan))\s+(?:ningún\s+)?comentarios?{_BY_ANYBODY}",
            rf"(?:senza|che\s+non\s+hanno)\s+(?:alcun\s+)?comment[oi]{_BY_ANYBODY}",
            rf"(?:sem|que\s+não\s+têm)\s+(?:nenhum\s+)?comentários?{_BY_ANYBODY}",
            r"コメントの?が?(?:ついていない|付いていない|ない|無い)|コメントなしの",
            r"(?:没有|无)评论的?",
        ),
    ),
    _Row(
        "without the label {v}",
        (
            rf"ohne\s+das\s+Label\s+{_AND}{_NAME}",
            rf"sans\s+(?:le\s+label|l'étiquette)\s+{_NAME}",
            rf"sin\s+la\s+etiqueta\s+{_NAME}",
            rf"senza\s+(?:l'etichetta|la\s+label)\s+{_NAME}",
            rf"sem\s+(?:a\s+etiqueta|o\s+label|a\s+label|o\s+rótulo)\s+{_NAME}",
            rf"{_ASCII}\s?ラベル(?:の|が)(?:付いて|ついて)?い?ない",
            rf"(?:没有|不带|无)\s*{_ASCII}\s*标签的?",
        ),
    ),
    _Row(
        "unlabelled",
        (
            rf"(?:ohne\s+(?:jedes\s+|irgendein\s+)?Labels?{_ALONE}|{_DE_THAT}keine?\s+Labels?\s+haben)",
            rf"(?:sans|qui\s+n'ont)\s+(?:pas\s+de\s+|aucune?\s+)?(?:labels?|étiquettes?){_ALONE}",
            rf"(?:sin|que\s+no\s+(?:tienen|tengan))\s+(?:ninguna\s+)?etiquetas?{_ALONE}|sin\s+etiquetar",
            rf"(?:senza|che\s+non\s+hanno)\s+(?:alcuna\s+|nessuna\s+)?(?:etichett[ae]|label){_ALONE}",
            rf"(?:sem|que\s+não\s+têm)\s+(?:nenhuma?\s+)?(?:etiquetas?|labels?|rótulos?){_ALONE}",
            r"ラベル(?:の|が)(?:(?:付いて|ついて)い)?(?:ない|無い)|ラベルなしの",
            r"(?:没有|无|未打|不带)标签的?",
        ),
    ),
    _Row(
        "unassigned",
        (
            rf"ohne\s+(?:einen\s+)?(?:Zuständigen?|Bearbeiter|Zugewiesenen?|Assignee|Verantwortlichen?)|{_DE_THAT}niemandem\s+zugewiesen\s+sind|{_DE_THAT}nicht\s+zugewiesen\s+sind|nicht\s+zugewiesenen?",
            r"sans\s+(?:assignée?|responsable|personne\s+assignée)|(?:qui\s+ne\s+sont\s+(?:pas\s+)?)?(?:non\s+)?assignée?s\s+à\s+personne|non\s+assignée?s|qui\s+ne\s+sont\s+pas\s+assignée?s",
            r"sin\s+(?:asignar|asignad[oa]|responsable|persona\s+asignada)|(?:que\s+)?no\s+(?:est[áé]n\s+)?asignad[oa]s(?:\s+a\s+nadie)?",
            rf"senza\s+(?:assegnatari[oi]|responsabil[ei]|un\s+assegnatario)|{_THAT}non\s+(?:sono\s+)?assegnat[ie](?:\s+a\s+nessuno)?",
            rf"sem\s+(?:responsável|atribuição|ninguém\s+atribuído)|{_THAT}não\s+(?:estão\s+)?atribuíd[oa]s(?:\s+a\s+ninguém)?",
            r"担当者(?:の|が)?(?:いない|居ない|未設定の|なしの)|誰にも(?:割り当てられて|アサインされて)いない|未割り当ての|未アサインの",
            r"(?:没有|无)(?:负责人|指派人|被指派人|受理人)的?|(?:还)?(?:没有|未)(?:分配|指派)(?:给任何人|的人)?的?",
        ),
    ),
    _Row(
        "with '{v}' in the title",
        (
            rf"mit\s+{_TITLED}\s+im\s+Titel",
            rf"avec\s+{_TITLED}\s+dans\s+le\s+titre",
            rf"con\s+{_TITLED}\s+en\s+el\s+título",
            rf"con\s+{_TITLED}\s+nel\s+titolo",
            rf"com\s+{_TITLED}\s+no\s+título",
            rf"タイトルに\s*{_TITLED}\s*(?:を含む|が含まれる|が入った)",
            rf"标题(?:中|里)?(?:包含|含有|含)\s*{_TITLED}\s*的?",
        ),
    ),
)


_END = r"(?:(?<![A-Za-zÀ-ÿ])|(?![A-Za-zÀ-ÿ]))"
"""No word goes on; in Japanese and Chinese another may begin."""


def _forms_of(row: _Row) -> Iterator[tuple[re.Pattern[str], str]]:
    for form in row.forms:
        of_age = form.replace("{age}", f"(?P<age>{AGE})", 1).replace("{age}", f"(?P<other>{AGE})")
        yield re.compile(rf"(?<![0-9A-Za-zÀ-ÿ])(?:{of_age}){_END}", re.IGNORECASE), row.english


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return each form with its English: they are compiled when the first such sentence is read."""
    return tuple(one for row in _ROWS for one in _forms_of(row))


_LABELLED = re.compile(
    r"(?<!\w)(?P<of>(?:das|dem|mit|avec|le|il|con|o|com)\s+label|étiquette|etiqueta|etichetta|rótulo)"
    rf"\s+{_AND}(?P<v>[A-Za-z][\w:/.-]*\w)",
    re.IGNORECASE,
)
_LABELS = re.compile(r"(?<![\w'])(?P<v>[A-Za-z][A-Za-z0-9:/._-]*)\s?(?P<of>ラベル|标签|標籤)")
_OR = re.compile(r"\b(?:or|oder|ou|o|u|oppure)\b|或|または|もしくは")


def _around(match: re.Match[str]) -> tuple[int, int]:
    """Return the span of a phrase with a word on each side, which may join another to it."""
    return max(0, match.start() - 4), match.end() + 6


ALMOST = re.compile(
    r"\b(?:fast|nahezu|quasi|almost|nearly|presque|casi|quase)\s+(?:all|tut|tou|tod)|\bnot all\b"
    r"|\b(?:issues|prs|requests|tickets|bugs|drafts|runs)(?: in \S+)? but "
    r"(?!(?:with(?:out)?|not?|that|which)\b)",
    re.IGNORECASE,
)
"""What is said of all, in any language, where nobody knows which are left out."""
_JOINS = re.compile(
    r"\b(?:und|sowie|oder|noch|et|ou|ni|y|e|ed|né|nem|oppure)\b|[とや和及、]", re.IGNORECASE
)
"""What joins one condition to another, in the languages other than English."""
_HOW_LONG = re.compile(
    rf"{AGE}|\b(?:il\s+y\s+a|da|depuis|desde|hace|há|faz|seit|vor)\b", re.IGNORECASE
)
"""What is left of a time that no condition has taken."""


def says_more(listed: str, tail: str) -> bool:
    """Tell whether words around a condition in another language may be another part of it.

    NOTE: so a good second condition, or a second order, is no plan behind one in these languages.
    """
    is_joined = _JOINS.search(listed) or _JOINS.match(tail)
    return bool(is_joined or _HOW_LONG.search(listed) or _HOW_LONG.match(tail))


def in_english(text: str) -> str:
    """Return a text with each phrase of the table in English, and what is called a label quoted."""
    if any(
        _OR.search(text, *_around(match)) for form, _ in _phrases() for match in form.finditer(text)
    ):
        return text
    for form, english in _phrases():
        text = _outside_quotations(form, partial(_translate, english), text)
    text = _outside_quotations(_LABELLED, r"\g<of> '\g<v>'", text)
    return _outside_quotations(_LABELS, r"'\g<v>' \g<of>", text)


def _outside_quotations(
    form: re.Pattern[str], to: str | Callable[[re.Match[str]], str], text: str
) -> str:
    """Replace each match of a form that begins in no quotation: what is quoted is sent as it is."""
    quotes = [range(each.start, each.end) for each in Sentence(text).quotes]

    def replace(match: re.Match[str]) -> str:
        if any(match.start() in quote for quote in quotes):
            return match[0]
        return match.expand(to) if isinstance(to, str) else to(match)

    return form.sub(replace, text)


def _translate(english: str, match: re.Match[str]) -> str:
    parts = match.groupdict()
    age = parts.get("age") or parts.get("other")
    ((count, unit),) = ages_in(age) if age else ((0, "day"),)
    said = english.format(v=parts.get("v"), age=f"{count} {unit}{'' if count == 1 else 's'}")
    return f" {said} "
