"""Every check of `niangjia doctor`, made to fail once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import psycopg
import pytest
from django.db import connection as django_connection

from niangjia.accounts.testing import Tree
from niangjia.kernel import crypto
from niangjia.site import doctor, embedded, installation, vendor
from niangjia.site.commands import db
from niangjia.site.config import Config, get_config
from niangjia.site.doctor import Grade
from niangjia.site.models import Installation
from niangjia.unions.models import Officer
from niangjia.unions.rules import Committee, EmploymentMode, OfficerPost


@pytest.fixture
def config(tmp_path: Path) -> Config:
    made = Config(home=tmp_path, port=free_port())
    crypto.create_key_file(made.data_key_file)
    return made


@pytest.fixture
def connection() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    address = doctor._start(get_config())
    with psycopg.connect(address, autocommit=True) as opened:
        yield opened


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def only(findings: Iterator[doctor.Finding]) -> doctor.Finding:
    (finding,) = findings
    return finding


def test_missing_text_messages_are_told_where_people_really_work(tmp_path: Path) -> None:
    def found(**values: object) -> doctor.Finding:
        return only(doctor._text_messages(Config(home=tmp_path, **values)))  # type: ignore[arg-type]  # fields of Config

    assert "/dev/inbox/" in found().message
    for real in ({"https": True}, {"database_url": "postgresql://db/niangjia"}):
        told = found(**real)  # desks work without: no reason to stop
        assert told.grade is Grade.NOTE
        assert "没有短信服务" in told.message
    assert found(https=True, sms_gateway="city.sms.Gateway").grade is Grade.GOOD


def test_a_sound_home_is_good(config: Config) -> None:
    for check in (doctor._home, doctor._disk, doctor._key_file, doctor._port):
        assert only(check(config)).grade is Grade.GOOD


def test_a_taken_port_is_named_with_the_way_out(config: Config) -> None:
    with socket.socket() as other:
        other.bind((config.host, config.port))
        other.listen()

        finding = only(doctor._port(config))

    assert finding.grade is Grade.WRONG
    assert f"NIANGJIA_PORT={config.port + 1}" in finding.message


def test_a_full_disk_is_wrong(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=10**9))

    assert "0.9 GB" in only(doctor._disk(config)).message


def test_a_missing_key_file_is_wrong(config: Config) -> None:
    config.data_key_file.unlink()

    assert only(doctor._key_file(config)).grade is Grade.WRONG


def test_a_key_file_that_others_can_read_is_wrong(config: Config) -> None:
    config.data_key_file.chmod(0o644)

    assert "chmod 600" in only(doctor._key_file(config)).message


def test_missing_browser_files_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "missing_files", lambda: ["htmx.min.js"])

    assert "make setup" in only(doctor._vendor()).message


def test_an_old_server_is_wrong() -> None:
    old = mock.Mock()
    old.info.server_version = 140011

    assert "15" in only(doctor._version(old)).message


def test_the_embedded_server_passes_all_checks(
    connection: psycopg.Connection[tuple[object, ...]],
) -> None:
    found = [finding for check in doctor.DATABASE_CHECKS for finding in check(connection)]

    assert [finding for finding in found if finding.grade is Grade.WRONG] == []


def test_a_database_with_libc_type_c_is_wrong() -> None:
    with psycopg.connect(
        embedded.locate(get_config().home).dsn_of("postgres"), autocommit=True
    ) as c:
        c.execute("DROP DATABASE IF EXISTS doctor_locale")
        c.execute(
            "CREATE DATABASE doctor_locale TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc"
            " LOCALE 'C'"
        )
        try:
            dsn = embedded.locate(get_config().home).dsn_of("doctor_locale")
            with psycopg.connect(dsn, autocommit=True) as other:
                finding = only(doctor._locale(other))
        finally:
            c.execute("DROP DATABASE doctor_locale WITH (FORCE)")

    assert finding.grade is Grade.WRONG
    assert "C.UTF-8" in finding.message


def test_an_unreachable_server_is_named(config: Config) -> None:
    away = config.model_copy(update={"database_url": "postgresql://127.0.0.1:1/none"})

    found = doctor.examine(away)

    assert found[-1].grade is Grade.WRONG
    assert "NIANGJIA_DATABASE_URL" in found[-1].message


@pytest.mark.django_db
def test_a_key_of_another_database_is_wrong() -> None:
    installation.remember_key()
    assert installation.key_belongs()

    Installation.objects.update(key_check="0" * 32)

    assert not installation.key_belongs()
    assert [finding.grade for finding in doctor._django_checks()][-1] is Grade.WRONG


@pytest.mark.django_db
def test_a_tally_that_differs_from_its_records_is_wrong_until_counted_again() -> None:
    assert only(doctor._tallies()).grade is Grade.GOOD
    with django_connection.cursor() as cursor:
        cursor.execute("INSERT INTO members_card_tally VALUES (0, '2020-01-01', 'applied', 1)")

    assert "niangjia db recount" in only(doctor._tallies()).message

    db._recount()
    assert only(doctor._tallies()).grade is Grade.GOOD


@pytest.mark.django_db
def test_an_office_with_wrong_days_is_wrong_until_counted_again(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    office = Officer.objects.create(
        union=tree.union, name="孙主席", committee=Committee.UNION, post=OfficerPost.CHAIR,
        mode=EmploymentMode.PART_TIME, from_on=date(2014, 1, 1),
    )  # fmt: skip
    assert only(doctor._offices()).grade is Grade.GOOD
    with django_connection.cursor() as cursor:
        cursor.execute("UPDATE unions_officer SET counted_days = '{}' WHERE id = %s", [office.pk])

    assert "niangjia db recount" in only(doctor._offices()).message

    db._recount()
    assert "任职计数已改正1条" in capsys.readouterr().err
    assert only(doctor._offices()).grade is Grade.GOOD


@pytest.mark.django_db
def test_pending_migrations_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("niangjia.site.start.pending_migrations", lambda: ["members.0002_more"])

    assert "niangjia db migrate" in only(doctor._django_checks()).message
