"""Addresses of the safety desk."""

from django.urls import path

from hepatica.web.safety import (
    acts,
    approvals,
    board,
    evidence,
    holds,
    oncall,
    openlists,
    packs,
    rules,
    sending,
    views,
)
from hepatica.web.safety.case import coding, icsr
from hepatica.web.safety.case import views as case

app_name = "safety"
CASE = "case/<str:subject>/<int:row>/"
JUDGE = "judge/<str:subject>/<str:visit>/<str:form>/<str:signal>/"
SEND = "send/<str:subject>/<int:row>/"
urlpatterns = [
    path("", views.desk, name="desk"),
    path(JUDGE, views.judge, name="judge"),
    path(f"{JUDGE}confirm", acts.confirm, name="confirm"),
    path(f"{JUDGE}dismiss", acts.dismiss, name="dismiss"),
    path("hold", acts.hold, name="hold"),
    path("lift", acts.lift, name="lift"),
    path("holds/", holds.page, name="holds"),
    path("rules/", rules.page, name="rules"),
    path("open/", openlists.page, name="open"),
    path("approvals/", approvals.page, name="approvals"),
    path("approval", approvals.record_one, name="approval"),
    path("clearance/", approvals.page, name="clearances"),
    path("clearance", approvals.clear, name="clearance"),
    path("oncall/", oncall.page, name="oncall"),
    path("oncall", oncall.change, name="oncall-set"),
    path("board/", board.page, name="board"),
    path("board/decide", board.decide, name="board-decide"),
    path("board/sign", board.sign, name="board-sign"),
    path("board/pack", packs.order, name="pack"),
    path("board/pack/<str:job>/", packs.packing, name="packing"),
    path("board/packs/<str:sha256>.pdf", packs.pack, name="paper"),
    path("send/own/", sending.page, name="send-own"),
    path("send/own/sent", sending.send, name="sent-own"),
    path("send/own/withdraw", sending.withdraw, name="unsent-own"),
    path(SEND, sending.page, name="send"),
    path(f"{SEND}sent", sending.send, name="sent"),
    path(f"{SEND}withdraw", sending.withdraw, name="unsent"),
    path(CASE, case.page, name="case"),
    path(f"{CASE}answer", case.answer, name="answer"),
    path(f"{CASE}compensation", case.compensation, name="compensation"),
    path(f"{CASE}serious", case.serious, name="make-serious"),
    path(f"{CASE}issue", case.issue, name="issue"),
    path(f"{CASE}print/<str:report>", case.paper, name="paper"),
    path(f"{CASE}code/", coding.page, name="code"),
    path(f"{CASE}icsr", icsr.page, name="icsr"),
    path(f"{CASE}icsr/<int:version>", icsr.file, name="icsr-file"),
    path("files/<str:sha256>", evidence.file, name="file"),
]
