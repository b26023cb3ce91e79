"""An order for each of many is read in seven more languages, with what its things are like."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.sentence.ages import ages_in
from tests.helpers.loop_rows import Loop, loop, looped_steps
from tests.helpers.rows import for_each


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    """Know the words of each provider."""
    catalog.enable_providers(catalog.known_providers())
    yield
    catalog.enable_providers(())


LOOPS = [
    (
        'Commente "sans labels" sur toutes les issues de octo/app avec le label bug',
        Loop("issues.list repo=octo/app labels=bug", (), ("issues.add_comment body=sans labels",)),
    ),
    (
        'Añade la etiqueta "sin etiquetas" a todas las issues de octo/app',
        Loop("issues.list repo=octo/app", (), ("issues.add_labels labels=sin etiquetas",)),
    ),
    (
        "关闭 octo/app 中所有带 bug 标签的 issue",
        Loop("issues.list repo=octo/app labels=bug", (), ("issues.close",)),
    ),
    (
        "octo/app の bug ラベルが付いたすべての Issue を閉じて",
        Loop("issues.list repo=octo/app labels=bug", (), ("issues.close",)),
    ),
    (
        "schließe alle Issues in acme/web, die seit 90 Tagen niemand angefasst hat",
        Loop("issues.list repo=acme/web", ("updated before 90 days ago",), ("issues.close",)),
    ),
    (
        "schließe alle offenen Issues in acme/web mit dem Label stale, die älter als 30 Tage sind",
        Loop(
            "issues.list repo=acme/web state=open labels=stale",
            ("created before 30 days ago",),
            ("issues.close",),
        ),
    ),
    (
        "alle Issues in acme/web ohne Label schließen",
        Loop("issues.list repo=acme/web", ("without any label",), ("issues.close",)),
    ),
    (
        "füge allen Issues in acme/web ohne Zuständigen das Label needs-info hinzu",
        Loop(
            "issues.list repo=acme/web",
            ("without any assignee",),
            ("issues.add_labels labels=needs-info",),
        ),
    ),
    (
        "schließe alle Issues in acme/web außer #12",
        Loop("issues.list repo=acme/web", ("number is not 12",), ("issues.close",)),
    ),
    (
        "weise alle Issues in acme/web ohne Bearbeiter alice zu",
        Loop(
            "issues.list repo=acme/web",
            ("without any assignee",),
            ("issues.add_assignees assignees=alice",),
        ),
    ),
    (
        "kommentiere 'Bitte rebasen' bei allen offenen PRs in acme/web",
        Loop("pulls.list repo=acme/web state=open", (), ("issues.add_comment body=Bitte rebasen",)),
    ),
    (
        "ferme toutes les issues de acme/web que personne n'a touchées depuis 90 jours",
        Loop("issues.list repo=acme/web", ("updated before 90 days ago",), ("issues.close",)),
    ),
    (
        "ferme toutes les issues de acme/web sans étiquette",
        Loop("issues.list repo=acme/web", ("without any label",), ("issues.close",)),
    ),
    (
        "ferme tous les tickets de acme/web qui ont plus de 6 mois",
        Loop("issues.list repo=acme/web", ("created before 6 months ago",), ("issues.close",)),
    ),
    (
        "ferme toutes les issues de acme/web sauf #12",
        Loop("issues.list repo=acme/web", ("number is not 12",), ("issues.close",)),
    ),
    (
        "ajoute le label needs-info à toutes les issues non assignées de acme/web",
        Loop(
            "issues.list repo=acme/web",
            ("without any assignee",),
            ("issues.add_labels labels=needs-info",),
        ),
    ),
    (
        "cierra todas las issues de acme/web que nadie ha tocado en 90 días",
        Loop("issues.list repo=acme/web", ("updated before 90 days ago",), ("issues.close",)),
    ),
    (
        "cierra todos los issues de acme/web sin etiquetas",
        Loop("issues.list repo=acme/web", ("without any label",), ("issues.close",)),
    ),
    (
        "cierra todas las incidencias abiertas de acme/web con más de 30 días",
        Loop(
            "issues.list repo=acme/web state=open",
            ("created before 30 days ago",),
            ("issues.close",),
        ),
    ),
    (
        "añade la etiqueta needs-info a todas las issues de acme/web sin asignar",
        Loop(
            "issues.list repo=acme/web",
            ("without any assignee",),
            ("issues.add_labels labels=needs-info",),
        ),
    ),
    (
        "asigna a alice todas las issues de acme/web sin asignar",
        Loop(
            "issues.list repo=acme/web",
            ("without any assignee",),
            ("issues.add_assignees assignees=alice",),
        ),
    ),
    (
        "chiudi tutte le issue di acme/web che nessuno ha toccato da 90 giorni",
        Loop("issues.list repo=acme/web", ("updated before 90 days ago",), ("issues.close",)),
    ),
    (
        "chiudi tutte le issue in acme/web senza etichette",
        Loop("issues.list repo=acme/web", ("without any label",), ("issues.close",)),
    ),
    (
        "aggiungi l'etichetta needs-info a tutte le issue di acme/web senza assegnatario",
        Loop(
            "issues.list repo=acme/web",
            ("without any assignee",),
            ("issues.add_labels labels=needs-info",),
        ),
    ),
    (
        "feche todas as issues de acme/web que ninguém tocou há 90 dias",
        Loop("issues.list repo=acme/web", ("updated before 90 days ago",), ("issues.close",)),
    ),
    (
        "feche todas as issues em acme/web sem etiquetas",
        Loop("issues.list repo=acme/web", ("without any label",), ("issues.close",)),
    ),
    (
        "feche todas as issues abertas de acme/web com mais de 30 dias",
        Loop(
            "issues.list repo=acme/web state=open",
            ("created before 30 days ago",),
            ("issues.close",),
        ),
    ),
    (
        "adicione a etiqueta needs-info a todas as issues de acme/web sem responsável",
        Loop(
            "issues.list repo=acme/web",
            ("without any assignee",),
            ("issues.add_labels labels=needs-info",),
        ),
    ),
    (
        "acme/webの90日以上更新されていないissueをすべて閉じて",
        Loop("issues.list repo=acme/web", ("updated before 90 days ago",), ("issues.close",)),
    ),
    (
        "acme/web のラベルのない issue をすべて閉じて",
        Loop("issues.list repo=acme/web", ("without any label",), ("issues.close",)),
    ),
    (
        "acme/web の担当者のいない issue すべてに needs-info ラベルを付けて",
        Loop(
            "issues.list repo=acme/web",
            ("without any assignee",),
            ("issues.add_labels labels=needs-info",),
        ),
    ),
    (
        "acme/web の 90日以上前に作成された issue をすべて閉じて",
        Loop("issues.list repo=acme/web", ("created before 90 days ago",), ("issues.close",)),
    ),
    (
        "关闭 acme/web 中所有超过 90 天没有更新的 issue",
        Loop("issues.list repo=acme/web", ("updated before 90 days ago",), ("issues.close",)),
    ),
    (
        "关闭 acme/web 中所有没有标签的 issue",
        Loop("issues.list repo=acme/web", ("without any label",), ("issues.close",)),
    ),
    (
        "关闭 acme/web 里所有 90 天前创建的 issue",
        Loop("issues.list repo=acme/web", ("created before 90 days ago",), ("issues.close",)),
    ),
    (
        "给 acme/web 中所有没有负责人的 issue 添加 needs-info 标签",
        Loop(
            "issues.list repo=acme/web",
            ("without any assignee",),
            ("issues.add_labels labels=needs-info",),
        ),
    ),
    (
        "schließe alle offenen Issues in acme/web mit dem Label bug, die älter als 30 Tage sind",
        Loop(
            "issues.list repo=acme/web state=open labels=bug",
            ("created before 30 days ago",),
            ("issues.close",),
        ),
    ),
    (
        "schließe alle Issues in acme/web mit dem Label stale, die älter als 30 Tage sind",
        Loop(
            "issues.list repo=acme/web labels=stale",
            ("created before 30 days ago",),
            ("issues.close",),
        ),
    ),
    (
        "ferme toutes les issues ouvertes de acme/web avec le label bug",
        Loop("issues.list repo=acme/web state=open labels=bug", (), ("issues.close",)),
    ),
    (
        "关闭 acme/web 中除 #12 外的所有 issue",
        Loop("issues.list repo=acme/web", ("number is not 12",), ("issues.close",)),
    ),
]

NO_LOOPS = [
    "Ferme toutes les issues urgentes de octo/app sans labels",
    "Chiudi tutte le issue urgenti di octo/app senza etichette",
    "Cierra todas las issues urgentes de octo/app sin etiquetas",
    'Schließe alle Issues in octo/app mit "crash" im Titel und "hang" im Titel',
    'Ferme toutes les issues de octo/app avec "crash" dans le titre et "hang" dans le titre',
    "Schließe alle Issues in octo/app, die älter als zwei Wochen und drei Tage sind",
    "Chiudi tutte le issue di octo/app con più di 90 giorni e bloccate",
    "Feche todas as issues de octo/app com mais de 90 dias e bloqueadas",
    "Ferme toutes les issues de octo/app sans labels et résolues",
    "Cierra todas las issues de octo/app sin etiquetas y resueltas",
    "Schließe alle Issues in octo/app mit dem Label bug, außer denen mit dem Label wichtig und dringend",
    "Schließe alle Issues in octo/app mit dem Label bug außer #12 und mona",
    "Cierra todas las issues de octo/app con la etiqueta bug menos las que tienen la etiqueta wip y p1",
    "Cierra todas las issues de octo/app con la etiqueta bug sin la etiqueta wip y p1",
    "关闭 octo/app 中所有30天前更新的 issue",
    "Schließe fast alle Issues in octo/app, die älter als 90 Tage sind",
    "Chiudi quasi tutte le issue di octo/app senza etichette",
    "Schließe alle Issues in octo/app mit mehr als 5 Kommentaren von mona",
    "Ferme toutes les issues de octo/app avec plus de 5 commentaires de mona",
    "Sperre alle Issues in octo/app mit mehr als 5 Kommentaren in den letzten 7 Tagen",
    "Cierra todas las issues de octo/app con más de 90 días sin comentarios",
    "Feche todas as issues de octo/app com mais de 90 dias sem comentários",
    "Ferme toutes les issues de octo/app de plus de 90 jours ouvrés",
    "schließe alle Issues in acme/web, die vor 30 Tagen erstellt wurden",
    "ferme toutes les issues de acme/web créées il y a 30 jours",
    "cierra todas las issues de acme/web creadas hace 30 días",
    "chiudi tutte le issue di acme/web create 30 giorni fa",
    "feche todas as issues de acme/web criadas há 30 dias",
    "ferme toutes les issues de acme/web sauf #12 et #13",
    "schließe alle Issues in acme/web außer #12 und #13",
    "schließe alle Issues in acme/web, die älter als 90 Tage sind oder kein Label haben",
    "schließe alle Issues in acme/web, die nicht älter als 30 Tage sind",
    "schließe alle Issues in acme/web ohne Label bug oder stale",
    "关闭 acme/web 中除了 #12 和 #13 的所有 issue",
    "cierra todas las issues de acme/web que no tienen más de 30 días",
    "ferme toutes les issues de acme/web qui n'ont pas plus de 30 jours",
    "chiudi tutte le issue in acme/web che non hanno più di 30 giorni",
    "feche todas as issues de acme/web que não têm mais de 30 dias",
    "关闭 acme/web 中所有不超过 90 天的 issue",
    "acme/web の 90日以上前に作成されたものではない issue をすべて閉じて",
    "acme/web の 90日以上前に作成された issue 以外をすべて閉じて",
    "schließe alle Issues in acme/web, die seit 90 Tagen angefasst wurden",
    "ferme toutes les issues de acme/web sans commentaires de alice",
    "cierra todas las issues de acme/web sin etiquetas o con más de 3 comentarios",
    "schließe alle Issues in acme/web außer denen mit dem Label keep und pinned",
    "schließe alle Issues in acme/web, wenn sie älter als 30 Tage sind",
    "schließe alle Issues in acme/web ohne Label nicht",
    "lösche alle Issues in acme/web ohne Label",
    "关闭 acme/web 中所有没有分配给 alice 的 issue",
]


@for_each(("text", "meant"), LOOPS, ids=lambda text, _: text)
def test_an_order_for_each_of_many_is_read_in_its_language(text: str, meant: Loop) -> None:
    assert meant == loop(text)


@for_each("text", NO_LOOPS, ids=str)
def test_what_no_phrase_says_whole_is_no_loop(text: str) -> None:
    assert [] == looped_steps(text)


@for_each(
    ("text", "ages"),
    [
        ("älter als 90 Tage", [(90, "day")]),
        ("depuis les 7 derniers jours", [(7, "day")]),
        ("hace un año, o dos semanas", [(1, "year"), (2, "week")]),
        ("超过 90 天 或者两周", [(90, "day"), (2, "week")]),
        ("3ヶ月以上前", [(3, "month")]),
        ("one day", [(1, "day")]),
        ("a12 days and 5 dayss", []),
    ],
)
def test_an_age_is_found_in_any_language(text: str, ages: list[tuple[int, str]]) -> None:
    assert ages == [*ages_in(text)]
