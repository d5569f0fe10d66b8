"""What OpenRosa clients submit becomes cases: exactly once, whole, and read by its form."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import etree
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from kiosk.cases.deposit import deposit
from kiosk.cases.fakes import FakeStore
from kiosk.cases.messages import MessageState
from kiosk.cases.samples import SteppingClock, sample_submission
from kiosk.cases.submission import Attachment
from kiosk.config import OpenRosaServer
from kiosk.errors import EnvironmentFault
from kiosk.forms import load_form
from kiosk.forms.filling import fill
from sync.agent.line import Line
from sync.agent.openrosa.client import OpenRosaClient
from sync.agent.openrosa.delivery import OpenRosaDeliverer
from sync.agent.openrosa.joining import join, load_key
from sync.agent.settings import AgentSettings
from sync.platform.catalogue.importing import import_catalogue
from sync.platform.opened import open_attachment, open_case
from sync.platform.openrosa.users import NONCE_LIFE_S, Accounts
from sync.platform.revoking import revoke
from sync.protocol.numbers import LOCAL_TIME

LIST = {"x": "http://openrosa.org/xforms/xformsList"}
MANIFEST = {"m": "http://openrosa.org/xforms/xformsManifest"}
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NAME, ID_NO = "王秀花", "370982195308150022"
PHOTO = bytes(range(256)) * 300
ANSWERS = {
    "/data/applicant/name": NAME,
    "/data/applicant/birth": "1953-08-15",
    "/data/applicant/id_no": ID_NO,
    "/data/contact/phone": "13705380033",
    "/data/dispute/dispute_kind": "homestead",
    "/data/facts_page/facts": "对方盖房，占了我家院墙外半米。",
}
Files = dict[str, bytes]


@dataclass
class Client:
    """What a telephone with ODK Collect is to the platform."""

    platform: Any
    form: bytes
    auth: Any
    name: str
    password: str

    @property
    def url(self) -> str:
        return f"{self.platform.url}/openrosa"

    def instance(self, **answers: str) -> bytes:
        session = load_form(self.form, placeholders=True).open(now=lambda: NOW, tz=LOCAL_TIME)
        fill(session, ANSWERS | {f"/data/applicant/{name}": one for name, one in answers.items()})
        return session.to_xml().encode()

    def post(
        self, xml: bytes, files: Files | None = None, *, more: bool = False, **changes: Any
    ) -> requests.Response:
        parts: list[tuple[str, Any]] = [("xml_submission_file", ("s.xml", xml, "text/xml"))]
        if more:
            parts.append(("*isIncomplete*", (None, b"yes")))
        parts += [(name, (name, one, "image/jpeg")) for name, one in (files or {}).items()]
        return self.ask("POST", "/submission", files=changes.pop("parts", parts), **changes)

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        more = {"auth": self.auth, "timeout": 60} | more
        response = requests.request(method, self.url + path, **more)  # noqa: S113 # it is in `more`
        assert response.headers["X-OpenRosa-Version"] == "1.0"
        assert response.headers["Date"]
        return response

    def cases(self) -> list[Any]:
        with self.platform.parts.database.reading() as transaction:
            found: list[Any] = transaction.cases()
        return found

    def opened(self, case: Any) -> tuple[Any, Files]:
        """A case's body, and its files as departments and exports get them."""
        parts = self.platform.parts
        with parts.database.reading() as transaction:
            body = open_case(transaction, case, parts.keys)
            uploads = transaction.uploads.of_case(case.case_id)
        found = {
            one.name: open_attachment(one, uploads, parts.files.storage) for one in body.attachments
        }
        return body, found


@pytest.fixture
def client(platform: Any, tmp_path: Path, project_root: Path) -> Client:
    folder = tmp_path / "catalogue"
    for item in ("602", "904"):
        shutil.copytree(project_root / "kiosk" / "catalogue" / "starter" / item, folder / item)
    (folder / "904" / "list.csv").write_text("name,label\na,A\n")
    done = import_catalogue(platform.parts.database, folder, actor="王主任", clock=platform.clock)
    assert done.problems == ()
    accounts = Accounts(platform.parts.database, platform.parts.keys, platform.clock)
    made = accounts.add("collect-1", "汶南镇", actor="王主任")
    with platform.parts.database.reading() as transaction:
        [item] = [one for one in transaction.openrosa.items() if one.item_id == "904"]
        files = transaction.catalogue.files(item.item_id, item.version)
        form = transaction.catalogue.content(files["form.xml"])
    assert form is not None
    auth = HTTPBasicAuth("collect-1", made.password)
    return Client(platform, form, auth, "collect-1", made.password)


def message_of(response: requests.Response) -> str:
    root = etree.fromstring(response.content)
    assert root.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    return root[0].text or ""


def test_a_submission_is_a_case_like_any_other(client: Client) -> None:
    xml = client.instance()
    response = client.post(xml, {"photo.jpg": PHOTO, "small.jpg": b"small"})
    assert response.status_code == 201, response.text
    assert message_of(response)
    [case] = client.cases()
    assert (case.item_id, case.state) == ("904", "accepted")
    body, files = client.opened(case)
    assert files == {"photo.jpg": PHOTO, "small.jpg": b"small"}
    assert body.instance.encode() == xml
    assert (body.applicant.name, body.applicant.id_no) == (NAME, ID_NO)
    assert (body.applicant.sex, body.applicant.source) == ("2", "typed")
    assert body.answers["applicant"]["name"] == NAME
    assert body.routing
    assert body.signature.strokes == ()
    assert body.place.name == "汶南镇"


def test_of_a_whole_submission_no_copy_stays(client: Client) -> None:
    xml = client.instance()
    client.post(xml, {"photo.jpg": PHOTO})
    with client.platform.parts.database.reading() as transaction:
        instance_id = xml.decode().split("uuid:")[1].split("<")[0]
        parts = transaction.openrosa.parts(f"uuid:{instance_id}")
    assert [part.sealed for part in parts] == [b"", b""]


def test_what_waits_for_its_files_is_sealed(client: Client) -> None:
    xml = client.instance()
    assert client.post(xml, {"photo.jpg": PHOTO}, more=True).status_code == 202
    instance_id = "uuid:" + xml.decode().split("uuid:")[1].split("<")[0]
    with client.platform.parts.database.reading() as transaction:
        parts = transaction.openrosa.parts(instance_id)
    assert [part.name for part in parts] == ["", "photo.jpg"]
    assert all(NAME.encode() not in part.sealed for part in parts)
    assert client.cases() == []


def test_requests_of_one_submission_become_one_case(client: Client) -> None:
    xml = client.instance()
    assert client.post(xml, {"a.jpg": PHOTO}, more=True).status_code == 202
    assert client.post(xml, {"b.jpg": PHOTO + b"b"}, more=True).status_code == 202
    assert client.post(xml, {"a.jpg": PHOTO}, more=True).status_code == 202
    assert client.cases() == []
    assert client.post(xml, {"c.jpg": b"c"}).status_code == 201
    [case] = client.cases()
    assert client.opened(case)[1] == {"a.jpg": PHOTO, "b.jpg": PHOTO + b"b", "c.jpg": b"c"}
    assert client.post(xml, {"a.jpg": PHOTO}, more=True).status_code == 201
    assert len(client.cases()) == 1


def test_five_at_once_are_one_case(client: Client) -> None:
    xml = client.instance()
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: client.post(xml, {"photo.jpg": PHOTO}), range(5)))
    assert {answer.status_code for answer in answers} == {201}
    [case] = client.cases()
    assert client.opened(case)[1] == {"photo.jpg": PHOTO}


def test_other_content_under_a_known_instance_id_is_refused(client: Client) -> None:
    xml = client.instance()
    client.post(xml, {"photo.jpg": PHOTO}, more=True)
    assert client.post(xml + b"\n").status_code == 409
    assert client.post(xml, {"photo.jpg": b"other"}).status_code == 409
    assert client.post(xml).status_code == 201
    assert client.post(xml, {"late.jpg": b"late"}).status_code == 409
    assert client.post(xml, {"photo.jpg": b"other"}).status_code == 409
    assert client.post(xml, {"photo.jpg": PHOTO}).status_code == 201
    assert len(client.cases()) == 1


def test_another_account_does_not_take_over_a_submission(client: Client) -> None:
    xml = client.instance()
    client.post(xml, more=True)
    parts = client.platform.parts
    other = Accounts(parts.database, parts.keys, client.platform.clock).add("b", "b", actor="x")
    assert client.post(xml, auth=HTTPBasicAuth("b", other.password)).status_code == 409


@pytest.mark.parametrize("step", ["receive", "count"])
def test_what_was_cut_off_while_it_was_filed_is_one_case_when_it_comes_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    parts = client.platform.parts
    owner = parts.receiver if step == "receive" else parts.files
    real = getattr(type(owner), step)

    def broken(*arguments: Any) -> Any:
        real(*arguments)
        raise EnvironmentFault("database.gone", "The answer never came.")

    xml = client.instance()
    with monkeypatch.context() as patched:
        patched.setattr(type(owner), step, broken)
        response = client.post(xml, {"photo.jpg": PHOTO})
        assert response.status_code == 503
        assert response.headers["Retry-After"]
    assert client.post(xml, {"photo.jpg": PHOTO}).status_code == 201
    [case] = client.cases()
    assert client.opened(case)[1] == {"photo.jpg": PHOTO}
    assert case.state == "accepted"


def test_somebody_without_a_readable_name_cannot_apply_and_may_try_again(client: Client) -> None:
    xml = client.instance(name=" ")
    for _ in range(2):
        response = client.post(xml)
        assert response.status_code == 422
        assert "openrosa.applicant" in message_of(response)
    with client.platform.parts.database.reading() as transaction:
        assert transaction.openrosa.incomplete("0001") == 0


def test_a_number_of_another_kind_is_kept_as_it_was_written(client: Client) -> None:
    xml = client.instance()
    xml = xml.replace(ID_NO.encode(), b"E12345678")
    assert client.post(xml).status_code == 201
    body, _ = client.opened(client.cases()[0])
    assert (body.applicant.kind, body.applicant.id_no) == ("other", "E12345678")
    assert body.applicant.birth.isoformat() == "1953-08-15"


def disposed(xml: bytes, disposition: str) -> dict[str, Any]:
    """A request with a file whose header is written as it is."""
    head = 'Content-Disposition: form-data; name="xml_submission_file"\r\n\r\n'
    content = b"--x\r\n" + head.encode() + xml + b"\r\n--x\r\n"
    content += f"Content-Disposition: form-data; {disposition}\r\n\r\n".encode()
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    return {"data": content + b"photograph\r\n--x--\r\n", "headers": kind}


@pytest.mark.parametrize(
    "disposition",
    [
        'name="照片.jpg"; filename="照片.jpg"',
        'filename="照片.jpg"; name="anything"',
        'name="照片.jpg"',
    ],
)
def test_a_file_may_have_a_chinese_name(client: Client, disposition: str) -> None:
    request = disposed(client.instance(), disposition)
    assert client.ask("POST", "/submission", **request).status_code == 201
    assert client.opened(client.cases()[0])[1] == {"照片.jpg": b"photograph"}


@pytest.mark.parametrize(
    "disposition",
    ["name*=utf-8''%E7%85%A7", "name*=no-such'%ff", 'name="\xff', 'name=""', "", "x" * 5000],
)
def test_a_file_without_a_readable_name_is_refused(client: Client, disposition: str) -> None:
    request = disposed(client.instance(), disposition)
    assert client.ask("POST", "/submission", **request).status_code == 400


DOCTYPE = (
    b'<!DOCTYPE d [<!ENTITY a "b">]><data id="x"><meta><instanceID>u</instanceID></meta>&a;</data>'
)
XML = b'<data id="nobody" version="1"><meta><instanceID>uuid:1</instanceID></meta></data>'


@pytest.mark.parametrize(
    ("xml", "status"),
    [
        (DOCTYPE, 400),
        (b"<data", 400),
        (b"", 400),
        (b'<data id="904"/>', 400),
        (b"<data><meta><instanceID>uuid:1</instanceID></meta></data>", 400),
        (XML, 404),
        (b"<data>" + b" " * 300_000 + b"</data>", 413),
    ],
)
def test_an_instance_that_cannot_be_read_is_refused(
    client: Client, xml: bytes, status: int
) -> None:
    response = client.post(xml)
    assert response.status_code == status
    assert "openrosa." in message_of(response)
    assert client.cases() == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b.jpg", "a\\b.jpg", ".hidden", "x" * 201, "C:photo.jpg"]
)
def test_a_file_with_a_path_for_a_name_is_refused(client: Client, name: str) -> None:
    xml = client.instance()
    response = client.post(xml, {name: b"x"})
    assert response.status_code == 400
    assert "openrosa.file_name" in message_of(response)


def test_a_request_that_is_no_submission_is_refused(client: Client) -> None:
    xml = client.instance()
    part = ("xml_submission_file", ("s.xml", xml, "text/xml"))
    photo = ("p.jpg", ("p.jpg", b"x", "image/jpeg"))
    many = [part, *((f"{n}.jpg", (f"{n}.jpg", b"x", "image/jpeg")) for n in range(70))]
    for parts, status in (
        ([photo], 400),
        ([part, part], 400),
        ([part, photo, photo], 400),
        (many, 400),
    ):
        assert client.post(xml, parts=parts).status_code == status
    plain = {"data": xml, "headers": {"Content-Type": "text/xml"}}
    assert client.ask("POST", "/submission", **plain).status_code == 415
    for content in (b"", b"--x\r\n", b"--y\r\n\r\n"):
        cut = {"data": content, "headers": {"Content-Type": "multipart/form-data; boundary=x"}}
        assert client.ask("POST", "/submission", **cut).status_code == 400
    assert client.cases() == []


def test_a_request_over_the_limit_is_refused(client: Client) -> None:
    assert client.post(client.instance(), {"a.jpg": bytes(10_200_000)}).status_code == 413


def test_a_submission_may_not_grow_without_end(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.platform.openrosa.receiving.MAX_ATTACHED_BYTES", 100_000)
    xml = client.instance()
    assert client.post(xml, {"a.jpg": PHOTO}, more=True).status_code == 202
    assert client.post(xml, {"b.jpg": PHOTO}, more=True).status_code == 413
    monkeypatch.setattr("sync.platform.openrosa.receiving.MOST_INCOMPLETE", 1)
    assert client.post(client.instance(), more=True).status_code == 429


@pytest.mark.parametrize("kind", [HTTPBasicAuth, HTTPDigestAuth])
def test_both_authentications_of_the_standard_let_in(client: Client, kind: Any) -> None:
    auth = kind(client.name, client.password)
    response = client.ask("HEAD", "/submission", auth=auth)
    assert response.status_code == 204
    assert int(response.headers["X-OpenRosa-Accept-Content-Length"]) > 0
    assert client.post(client.instance(), auth=auth).status_code == 201
    assert client.ask("GET", "/formList?formID=x", auth=auth).status_code == 200


@pytest.mark.parametrize(
    "auth",
    [
        None,
        HTTPBasicAuth("collect-1", "wrong"),
        HTTPBasicAuth("nobody", "wrong"),
        HTTPBasicAuth("a\0b", "wrong"),
        HTTPDigestAuth("collect-1", "wrong"),
    ],
)
def test_nobody_else_is_let_in(client: Client, auth: Any) -> None:
    for method, path in (("HEAD", "/submission"), ("POST", "/submission"), ("GET", "/formList")):
        response = client.ask(method, path, auth=auth)
        assert response.status_code == 401
        assert {"Digest", "Basic"} <= set(response.headers["WWW-Authenticate"].split())


@pytest.mark.parametrize(
    "given", ["Basic %", "Basic 4pyT", "Digest x", 'Digest username="a"', "Bearer x"]
)
def test_an_authorization_that_is_none_is_refused(client: Client, given: str) -> None:
    headers = {"Authorization": given}
    assert client.ask("GET", "/formList", auth=None, headers=headers).status_code == 401


def test_a_nonce_grows_old_and_another_address_does_not_fit(client: Client) -> None:
    auth = HTTPDigestAuth(client.name, client.password)
    assert client.ask("HEAD", "/submission", auth=auth).status_code == 204
    request = requests.Request("GET", f"{client.url}/formList", auth=auth).prepare()
    given = {"Authorization": request.headers["Authorization"]}
    assert client.ask("GET", "/formList", auth=None, headers=given).status_code == 200
    assert client.ask("GET", "/formList?formID=x", auth=None, headers=given).status_code == 401
    client.platform.clock.ahead += timedelta(seconds=NONCE_LIFE_S + 5)
    stale = client.ask("GET", "/formList", auth=None, headers=given)
    assert stale.status_code == 401
    assert "stale=true" in stale.headers["WWW-Authenticate"]


def test_an_account_that_was_turned_away_submits_nothing(client: Client) -> None:
    parts = client.platform.parts
    accounts = Accounts(parts.database, parts.keys, client.platform.clock)
    accounts.remove(client.name, actor="王主任")
    assert client.post(client.instance()).status_code == 401
    again = accounts.add(client.name, "汶南镇", actor="王主任")
    assert client.post(client.instance(), auth=HTTPBasicAuth(client.name, again.password)).ok
    with pytest.raises(EnvironmentFault) as there:
        accounts.add(client.name, "汶南镇", actor="王主任")
    assert there.value.code == "openrosa.user_exists"
    with pytest.raises(EnvironmentFault) as none:
        accounts.remove("nobody", actor="王主任")
    assert none.value.code == "openrosa.user_unknown"
    with pytest.raises(EnvironmentFault) as bad:
        accounts.add("a b", "汶南镇", actor="王主任")
    assert bad.value.code == "openrosa.user_name"


def test_an_account_whose_number_was_revoked_submits_nothing(client: Client) -> None:
    assert client.post(client.instance()).status_code == 201
    [case] = client.cases()
    revoke(
        client.platform.parts.database,
        case.terminal,
        because="lost",
        actor="王主任",
        clock=client.platform.clock,
    )
    assert client.post(client.instance()).status_code == 401
    assert len(client.cases()) == 1


def test_strange_names_and_addresses_are_refused_in_order(client: Client) -> None:
    for strange in (b"Basic \xff", b"Basic ====", b"Digest \xff", b"\xff"):
        headers = {"Authorization": strange}
        assert client.ask("HEAD", "/submission", auth=None, headers=headers).status_code == 401
    for path in ("/forms/a%00/1/manifest", "/forms/602/%00/form.xml", "/forms/602/1/media/%00"):
        assert client.ask("GET", path).status_code == 404


def test_what_nobody_completes_is_let_go_of_after_a_week(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.platform.openrosa.receiving.MOST_INCOMPLETE", 1)
    first = client.instance()
    assert client.post(first, {"a.jpg": PHOTO}, more=True).status_code == 202
    assert client.post(client.instance(), more=True).status_code == 429
    client.platform.clock.ahead += timedelta(days=7, seconds=1)
    assert client.post(client.instance(), more=True).status_code == 202
    with client.platform.parts.database.reading() as transaction:
        assert transaction.openrosa.incomplete("0001") == 1
    client.platform.clock.ahead += timedelta(days=7, seconds=1)
    assert client.post(first, {"a.jpg": PHOTO}).status_code == 201
    [case] = client.cases()
    assert client.opened(case)[1] == {"a.jpg": PHOTO}


def test_an_account_that_asks_too_often_waits(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr("sync.platform.openrosa.receiving._GAP", timedelta(hours=1))
    monkeypatch.setattr("sync.platform.openrosa.receiving._RUSH", timedelta(hours=1))
    answers = [client.post(client.instance()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[-1].headers["Retry-After"]


def test_forms_are_listed_and_can_be_fetched_with_what_belongs_to_them(client: Client) -> None:
    response = client.ask("GET", "/formList")
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    forms = etree.fromstring(response.content).findall("x:xform", LIST)
    assert len(forms) == 2
    [form] = [one for one in forms if "/904/" in str(one.findtext("x:downloadUrl", "", LIST))]
    assert form.findtext("x:name", "", LIST)
    content = requests.get(
        form.findtext("x:downloadUrl", "", LIST), auth=client.auth, timeout=60
    ).content
    assert content == client.form
    assert form.findtext("x:hash", "", LIST) == f"md5:{hashlib.md5(content).hexdigest()}"  # noqa: S324 # the standard's
    address = form.findtext("x:manifestUrl", "", LIST)
    manifest = etree.fromstring(requests.get(address, auth=client.auth, timeout=60).content)
    [media] = manifest.findall("m:mediaFile", MANIFEST)
    assert media.findtext("m:filename", "", MANIFEST) == "list.csv"
    found = requests.get(
        media.findtext("m:downloadUrl", "", MANIFEST), auth=client.auth, timeout=60
    )
    assert found.content == b"name,label\na,A\n"
    one = etree.fromstring(client.ask("GET", f"/formList?formID={form[0].text}").content)
    assert [entry[0].text for entry in one] == [form[0].text]
    every = etree.fromstring(client.ask("GET", "/formList?listAllVersions=true").content)
    assert len(every) >= 1


@pytest.mark.parametrize(
    "path",
    ["/forms/904/0/form.xml", "/forms/904/0/manifest", "/forms/904/{v}/media/item.json"],
)
def test_what_is_no_form_is_not_found(client: Client, path: str) -> None:
    with client.platform.parts.database.reading() as transaction:
        [item] = [one for one in transaction.openrosa.items() if one.item_id == "904"]
    assert client.ask("GET", path.format(v=item.version)).status_code == 404


def test_our_agent_delivers_to_our_platform(client: Client, tmp_path: Path) -> None:
    clock = SteppingClock()
    store, key = FakeStore(clock), tmp_path / "openrosa.key"
    with store.unit_of_work() as uow:
        uow.terminal.save(join(817, client.url, "", key))
        uow.commit()
    password = tmp_path / "password"
    password.write_text(client.password)
    password.chmod(0o600)
    settings = AgentSettings(tmp_path / "lock", connect_s=30, read_s=60)
    server = OpenRosaServer(f"{client.url}/submission", client.name, password, "digest")
    agent = OpenRosaClient(server, settings, clock)
    deliverer = OpenRosaDeliverer(
        store, agent, Line(store, clock), load_key(key), settings=settings, clock=clock
    )

    xml = client.instance()
    photos = tuple(Attachment(f"{n}.jpg", "image/jpeg", PHOTO * (20 * n)) for n in range(1, 4))
    submission = replace(sample_submission(), instance=xml, attachments=photos)
    made = deposit(store.unit_of_work(), submission, clock=clock)
    while deliverer.step():
        pass
    agent.close()
    assert store.data.messages[made.message_id].state is MessageState.ACKNOWLEDGED
    [case] = client.cases()
    body, files = client.opened(case)
    assert body.instance.encode() == xml
    assert files == {one.name: one.content for one in photos}


def test_the_command_lets_in_shows_and_turns_away(client: Client) -> None:
    settings = client.platform.settings

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "sync.platform.cli", "openrosa-user", *arguments]
        command += ["--data", str(settings.data), "--database", settings.database]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    made = json.loads(run("add", "tablet", "--place", "东都镇", "--json"))
    auth = HTTPBasicAuth("tablet", made["password"])
    assert client.ask("HEAD", "/submission", auth=auth).status_code == 204
    assert "password" in run("add", "other", "--place", "东都镇")
    assert {one["user"] for one in json.loads(run("list", "--json"))} == {
        "collect-1",
        "tablet",
        "other",
    }
    run("remove", "tablet")
    assert f"{made['terminal']}  tablet  removed" in run("list")
    assert client.ask("HEAD", "/submission", auth=auth).status_code == 401
