"""An order for each of many, in eight languages, and what is like one but must stay silent."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
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
        "close any milestone in octo/app whose due date has passed and that has no open issues",
        Loop(
            "milestones.list repo=octo/app",
            ("due before 2026-12-02", "issues less than 1"),
            ("milestones.update state=closed",),
        ),
    ),
    (
        "hey, close whatever issues in octo/app are labelled needs-info and weren't updated in 2 weeks",
        Loop(
            "issues.list repo=octo/app labels=needs-info",
            ("updated before 2 weeks ago",),
            ("issues.close",),
        ),
    ),
    (
        "which PRs from renovate[bot] in octo/app are still open? close them all please",
        Loop("pulls.search repo=octo/app author=renovate[bot] state=open", (), ("pulls.close",)),
    ),
    (
        "lock every issue in octo/app with over 50 comments as too heated",
        Loop(
            "issues.list repo=octo/app",
            ("comments more than 50",),
            ("issues.lock lock_reason=too heated",),
        ),
    ),
    (
        "take all Critical tickets in APP with no assignee and give them to Dana Wu",
        Loop(
            "jira.issues.search project=APP assignee=none",
            ("priority is Critical",),
            ("jira.issues.assign assignee=Dana Wu",),
        ),
    ),
    (
        "put every issue by erik in octo/app in the milestone Sprint 42",
        Loop("issues.list repo=octo/app creator=erik", (), ("issues.update milestone=Sprint 42",)),
    ),
    (
        "ask the frontend team to review every open PR in octo/app by dora",
        Loop(
            "pulls.search repo=octo/app author=dora state=open",
            (),
            ("pulls.request_reviewers team_reviewers=frontend",),
        ),
    ),
    (
        "unassign every ticket in APP in the current sprint that isn't done",
        Loop(
            "jira.issues.search project=APP state=open sprint=open",
            (),
            ("jira.issues.assign assignee=@none",),
        ),
    ),
    (
        "tell the authors of all open PRs in octo/app older than 60 days 'still needed?'",
        Loop(
            "pulls.list repo=octo/app state=open",
            ("created before 60 days ago",),
            ("issues.add_comment body=still needed?",),
        ),
    ),
    (
        "re-run every run of ci.yml in octo/app that timed out",
        Loop("runs.list repo=octo/app status=timed_out", ("workflow is ci.yml",), ("runs.rerun",)),
    ),
    (
        "lock every closed issue in octo/app that nobody has touched for 200 days",
        Loop(
            "issues.list repo=octo/app state=closed",
            ("updated before 200 days ago",),
            ("issues.lock",),
        ),
    ),
    (
        "every PR in octo/app by dora against release-3 gets the label backport",
        Loop(
            "pulls.search repo=octo/app author=dora state=open base=release-3",
            (),
            ("issues.add_labels labels=backport",),
        ),
    ),
    (
        "hand all of erik's open APP tickets to dora",
        Loop(
            "jira.issues.search project=APP state=open assignee=erik",
            (),
            ("jira.issues.assign assignee=dora",),
        ),
    ),
    (
        'issues in octo/app titled "login" without a milestone: set the milestone 4.0',
        Loop(
            "issues.search repo=octo/app without=milestone state=open",
            ("title contains login",),
            ("issues.update milestone=4.0",),
        ),
    ),
    (
        "ask erik for a review on all PRs in octo/app that are not drafts",
        Loop(
            "pulls.search repo=octo/app state=open draft=False",
            (),
            ("pulls.request_reviewers reviewers=erik",),
        ),
    ),
    (
        "take the label p1 off all closed issues in octo/app",
        Loop(
            "issues.list repo=octo/app state=closed labels=p1", (), ("issues.remove_label name=p1",)
        ),
    ),
    (
        "sperre jedes geschlossene Issue in octo/app, das seit 200 Tagen niemand angefasst hat",
        Loop(
            "issues.list repo=octo/app state=closed",
            ("updated before 200 days ago",),
            ("issues.lock",),
        ),
    ),
    (
        "alle PRs von dora in octo/app sollen das Label backport bekommen",
        Loop(
            "pulls.search repo=octo/app author=dora state=open",
            (),
            ("issues.add_labels labels=backport",),
        ),
    ),
    (
        "verschiebe alle APP-Tickets ohne Bearbeiter nach Blocked",
        Loop(
            "jira.issues.search project=APP assignee=none",
            (),
            ("jira.issues.transition to=Blocked",),
        ),
    ),
    (
        "weise jeden offenen Bug in octo/app ohne Bearbeiter erik zu",
        Loop(
            "issues.list repo=octo/app state=open labels=bug",
            ("without any assignee",),
            ("issues.add_assignees assignees=erik",),
        ),
    ),
    (
        'kommentiere "noch aktuell?" bei allen Issues in octo/app mit mehr als 12 Kommentaren',
        Loop(
            "issues.list repo=octo/app",
            ("comments more than 12",),
            ("issues.add_comment body=noch aktuell?",),
        ),
    ),
    (
        "nimm das Label p1 von allen geschlossenen Issues in octo/app weg",
        Loop(
            "issues.list repo=octo/app state=closed labels=p1", (), ("issues.remove_label name=p1",)
        ),
    ),
    (
        "verrouille chaque issue fermée de octo/app que personne n'a touchée depuis 200 jours",
        Loop(
            "issues.list repo=octo/app state=closed",
            ("updated before 200 days ago",),
            ("issues.lock",),
        ),
    ),
    (
        "ajoute le label backport à toutes les PR de dora dans octo/app",
        Loop(
            "pulls.search repo=octo/app author=dora state=open",
            (),
            ("issues.add_labels labels=backport",),
        ),
    ),
    (
        "assigne à erik tous les bugs ouverts de octo/app sans responsable",
        Loop(
            "issues.list repo=octo/app state=open labels=bug",
            ("without any assignee",),
            ("issues.add_assignees assignees=erik",),
        ),
    ),
    (
        "demande une relecture à erik sur chaque PR de octo/app qui n'est pas un brouillon",
        Loop(
            "pulls.search repo=octo/app state=open draft=False",
            (),
            ("pulls.request_reviewers reviewers=erik",),
        ),
    ),
    (
        "ferme toutes les issues de octo/app sans commentaire créées avant 2025",
        Loop(
            "issues.list repo=octo/app",
            ("comments less than 1", "created before 2025-01-01"),
            ("issues.close",),
        ),
    ),
    (
        'passe en brouillon toutes les PR de octo/app avec "essai" dans le titre',
        Loop(
            "pulls.search repo=octo/app state=open draft=False",
            ("title contains essai",),
            ("pulls.convert_to_draft",),
        ),
    ),
    (
        "bloquea cada issue cerrada de octo/app sin actividad desde hace 200 días",
        Loop(
            "issues.list repo=octo/app state=closed",
            ("updated before 200 days ago",),
            ("issues.lock",),
        ),
    ),
    (
        "añade la etiqueta backport a todas las PR de dora en octo/app",
        Loop(
            "pulls.search repo=octo/app author=dora state=open",
            (),
            ("issues.add_labels labels=backport",),
        ),
    ),
    (
        "asigna a erik todos los bugs abiertos de octo/app sin responsable",
        Loop(
            "issues.list repo=octo/app state=open labels=bug",
            ("without any assignee",),
            ("issues.add_assignees assignees=erik",),
        ),
    ),
    (
        "pide revisión a erik en cada PR de octo/app que no sea borrador",
        Loop(
            "pulls.search repo=octo/app state=open draft=False",
            (),
            ("pulls.request_reviewers reviewers=erik",),
        ),
    ),
    (
        "los bugs abiertos de octo/app que creó dora, asígnaselos a erik",
        Loop(
            "issues.list repo=octo/app state=open labels=bug creator=dora",
            (),
            ("issues.add_assignees assignees=erik",),
        ),
    ),
    (
        'comenta "¿sigue igual?" en todas las issues de octo/app con más de 12 comentarios',
        Loop(
            "issues.list repo=octo/app",
            ("comments more than 12",),
            ("issues.add_comment body=¿sigue igual?",),
        ),
    ),
    (
        "tranca cada issue fechada do octo/app sem atividade há 200 dias",
        Loop(
            "issues.list repo=octo/app state=closed",
            ("updated before 200 days ago",),
            ("issues.lock",),
        ),
    ),
    (
        "adiciona a label backport a todos os PRs da dora no octo/app",
        Loop(
            "pulls.search repo=octo/app author=dora state=open",
            (),
            ("issues.add_labels labels=backport",),
        ),
    ),
    (
        "pede revisão ao erik em cada PR do octo/app aberto pra main",
        Loop(
            "pulls.list repo=octo/app state=open base=main",
            (),
            ("pulls.request_reviewers reviewers=erik",),
        ),
    ),
    (
        "pede revisão ao erik em cada PR do octo/app que não seja rascunho",
        Loop(
            "pulls.search repo=octo/app state=open draft=False",
            (),
            ("pulls.request_reviewers reviewers=erik",),
        ),
    ),
    (
        "tira a label velha de todas as issues fechadas do octo/app",
        Loop(
            "issues.list repo=octo/app state=closed labels=velha",
            (),
            ("issues.remove_label name=velha",),
        ),
    ),
    (
        'comenta "ainda vale?" em todas as issues do octo/app com mais de 12 comentários',
        Loop(
            "issues.list repo=octo/app",
            ("comments more than 12",),
            ("issues.add_comment body=ainda vale?",),
        ),
    ),
    (
        "blocca ogni issue chiusa di octo/app senza attività da 200 giorni",
        Loop(
            "issues.list repo=octo/app state=closed",
            ("updated before 200 days ago",),
            ("issues.lock",),
        ),
    ),
    (
        "assegna a erik tutti i bug aperti di octo/app senza assegnatario",
        Loop(
            "issues.list repo=octo/app state=open labels=bug",
            ("without any assignee",),
            ("issues.add_assignees assignees=erik",),
        ),
    ),
    (
        "chiedi una revisione a erik su ogni PR di octo/app che non è in bozza",
        Loop(
            "pulls.search repo=octo/app state=open draft=False",
            (),
            ("pulls.request_reviewers reviewers=erik",),
        ),
    ),
    (
        "metti l'etichetta backport su tutte le PR di dora in octo/app",
        Loop(
            "pulls.search repo=octo/app author=dora state=open",
            (),
            ("issues.add_labels labels=backport",),
        ),
    ),
    (
        "chiudi tutte le issue di octo/app senza commenti create prima del 2025",
        Loop(
            "issues.list repo=octo/app",
            ("comments less than 1", "created before 2025-01-01"),
            ("issues.close",),
        ),
    ),
    (
        'commenta "vale ancora?" su tutte le issue di octo/app con più di 12 commenti',
        Loop(
            "issues.list repo=octo/app",
            ("comments more than 12",),
            ("issues.add_comment body=vale ancora?",),
        ),
    ),
    (
        "octo/appのクローズ済みissueで200日以上更新されていないものを全部ロックして",
        Loop(
            "issues.list repo=octo/app state=closed",
            ("updated before 200 days ago",),
            ("issues.lock",),
        ),
    ),
    (
        "octo/appのdoraのPR全部にbackportラベルを付けて",
        Loop(
            "pulls.search repo=octo/app author=dora state=open",
            (),
            ("issues.add_labels labels=backport",),
        ),
    ),
    (
        "octo/appの担当者なしのオープンなbugを全部erikに割り当てて",
        Loop(
            "issues.list repo=octo/app state=open labels=bug",
            ("without any assignee",),
            ("issues.add_assignees assignees=erik",),
        ),
    ),
    (
        "octo/appのドラフトではないPR全部erikにレビューを依頼して",
        Loop(
            "pulls.search repo=octo/app state=open draft=False",
            (),
            ("pulls.request_reviewers reviewers=erik",),
        ),
    ),
    (
        "octo/appのクローズ済みissue全部からoldラベルを外して",
        Loop(
            "issues.list repo=octo/app state=closed labels=old",
            (),
            ("issues.remove_label name=old",),
        ),
    ),
    (
        "octo/appのコメントが12件を超えたissueを全部閉じて",
        Loop("issues.list repo=octo/app", ("comments more than 12",), ("issues.close",)),
    ),
    (
        "octo/app里200天没更新的已关闭issue全部锁定",
        Loop(
            "issues.list repo=octo/app state=closed",
            ("updated before 200 days ago",),
            ("issues.lock",),
        ),
    ),
    (
        "octo/app里dora的所有PR都加上backport标签",
        Loop(
            "pulls.search repo=octo/app author=dora state=open",
            (),
            ("issues.add_labels labels=backport",),
        ),
    ),
    (
        "把octo/app里没人负责的未关闭bug全部指派给erik",
        Loop(
            "issues.list repo=octo/app state=open labels=bug",
            ("without any assignee",),
            ("issues.add_assignees assignees=erik",),
        ),
    ),
    (
        "octo/app里所有不是草稿的PR都请erik评审",
        Loop(
            "pulls.search repo=octo/app state=open draft=False",
            (),
            ("pulls.request_reviewers reviewers=erik",),
        ),
    ),
    (
        "去掉octo/app里所有已关闭issue的old标签",
        Loop(
            "issues.list repo=octo/app state=closed labels=old",
            (),
            ("issues.remove_label name=old",),
        ),
    ),
    (
        "octo/app里评论超过12条的issue全部关闭",
        Loop("issues.list repo=octo/app", ("comments more than 12",), ("issues.close",)),
    ),
    (
        "Kannst du sämtliche PRs von dora in octo/app freigeben?",
        Loop(
            "pulls.search repo=octo/app author=dora state=open",
            (),
            ("reviews.create event=APPROVE",),
        ),
    ),
    (
        "puedes cerrar todos los issues de octo/app creados antes de 2022 porfa",
        Loop("issues.list repo=octo/app", ("created before 2022-01-01",), ("issues.close",)),
    ),
    (
        "octo/appで2022年より前に作られたissueを全部閉じておいて",
        Loop("issues.list repo=octo/app", ("created before 2022-01-01",), ("issues.close",)),
    ),
    (
        "octo/app里三十天没更新的issue全部关闭",
        Loop("issues.list repo=octo/app", ("updated before 30 days ago",), ("issues.close",)),
    ),
    (
        "把octo/app里创建超过两周的草稿PR都关闭",
        Loop(
            "pulls.search repo=octo/app state=open draft=True",
            ("created before 2 weeks ago",),
            ("pulls.close",),
        ),
    ),
    (
        "Passa por todos os PRs do octo/app em rascunho com mais de duas semanas e fecha eles",
        Loop(
            "pulls.search repo=octo/app state=open draft=True",
            ("created before 2 weeks ago",),
            ("pulls.close",),
        ),
    ),
    (
        "ponle needs-review a cualquier PR sin revisores en octo/app",
        Loop(
            "pulls.list repo=octo/app",
            ("without any reviewer",),
            ("issues.add_labels labels=needs-review",),
        ),
    ),
    (
        'jeder PR gegen develop in octo/app kriegt das Label falsch und nen Kommentar "bitte auf main"',
        Loop(
            "pulls.list repo=octo/app base=develop",
            (),
            ("issues.add_labels labels=falsch", "issues.add_comment body=bitte auf main"),
        ),
    ),
    (
        "togli dora da tutte le issue di octo/app con label sospeso dove è assegnato",
        Loop(
            "issues.list repo=octo/app labels=sospeso assignee=dora",
            (),
            ("issues.remove_assignees assignees=dora",),
        ),
    ),
    (
        "chiudi tutte le issue di octo/app con etichetta stale ferme da più di 80 giorni",
        Loop(
            "issues.list repo=octo/app labels=stale",
            ("updated before 80 days ago",),
            ("issues.close",),
        ),
    ),
]

NO_LOOPS = [
    "cierra todos los issues de octo/app con más de 10 y menos de 20 comentarios",
    "octo/appのマイルストーンv1に残ってるissueをどれもv2へ付け替えて",
    "give me each closed issue of octo/app with its assignee",
    "tell me every issue of octo/app that is stale",
    "which issues of octo/app labelled x should be closed?",
    "close all issues in octo/app from hered",
    "assign every ticket in APP labelled x to Dana Wu Chen Lee",
    'close all issues in octo/app titled something with "X"',
    "label every PR in octo/app from a fork as external",
    "set the milestone v2 on all issues in octo/app with milestone",
    "approbiere fast alle PRs in octo/app",
    "gib allen Issues in octo/app ohne Bearbeiter das Label weg",
    "schließe alle Meilensteine in octo/app, deren Frist abgelaufen ist und die keine offenen Issues haben",
    'schließe alle Issues in octo/app mit dem Titel irgendwas mit "X"',
    "schließe alle Issues in octo/app, die bob wichtig findet",
    "ferme presque toutes les issues de octo/app",
    "ferme tous les jalons de octo/app dont l'échéance est passée et qui n'ont pas d'issue ouverte",
    "ferme toutes les issues de octo/app que bob juge inutiles",
    'cierra todas las issues de octo/app tituladas algo con "X"',
    "cierra todos los milestones de octo/app cuya fecha límite ha pasado y que no tienen issues abiertas",
    "cierra la mayoría de las issues de octo/app",
    "fecha quase todas as issues do octo/app",
    "fecha todas as issues do octo/app que o bob acha inúteis",
    'fecha todas as issues do octo/app com título alguma coisa com "X"',
    "chiudi tutti i milestone di octo/app la cui scadenza è passata e che non hanno issue aperte",
    "chiudi quasi tutte le issue di octo/app",
    "chiudi tutte le issue di octo/app che bob trova inutili",
    "octo/appのほとんどのissueを閉じて",
    "octo/appのissueを全部閉じるべき?",
    "octo/appのつまらないissueを全部閉じて",
    "octo/appの古いissueを全部削除して",
    "关闭octo/app里几乎所有的issue",
    "octo/app里没用的issue全部关闭",
    "octo/app里所有issue都应该关闭吗",
    "如果没人反对,就关闭octo/app里所有的issue",
    "joga a issue 16 do octo/app no milestone v2.0",
    "passe en Terminé tous les tickets de WEB qui sont En revue",
    "lass alle Issues von bob in octo/app in Ruhe",
    "häng dringend an alle Issues in octo/app ohne Label",
    "joga urgente em todas as issues do octo/app sem etiqueta",
    "Können alle Issues von bob in octo/app geschlossen werden?",
    "Kannst du sehen, ob alle Issues von bob in octo/app geschlossen sind?",
    "Parcours toutes les issues de bob dans octo/app",
    "Peux-tu voir si toutes les issues de bob dans octo/app sont fermées ?",
    "¿Puedes decirme si todos los issues de bob en octo/app están cerrados?",
    "Elimina la etiqueta stale y todos los issues cerrados de octo/app",
    "Podem ser fechadas todas as issues do bob no octo/app?",
    "Non vanno chiuse tutte le issue di bob in octo/app",
    "octo/appのbobのissueを全部閉じたくない",
    "octo/appのbobのissueが全部閉じられたか教えてくれますか",
    "octo/app里bob的issue不用全部关闭",
    "能不能不关闭octo/app里bob的issue",
]


@for_each(("text", "meant"), LOOPS, ids=lambda text, _: text)
def test_each_language_says_an_order_for_each_of_many(text: str, meant: Loop) -> None:
    assert meant == loop(text)


@for_each("text", NO_LOOPS, ids=str)
def test_what_may_mean_two_things_is_done_for_none(text: str) -> None:
    assert [] == looped_steps(text)
