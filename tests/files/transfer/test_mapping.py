"""A mapping finds the fields of an order in somebody's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.errors import NotFoundError, OutsideError, UsageError
from ordertrack.files.transfer.mapping import Binding, Mapping, build_mapping

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = """
null = ["N/A", "-"]
date_format = ["%d-%b-%y"]
encoding = "cp1252"
delimiter = "tab"

[map]
number = "PO / SO #"
supplier = "Vendor"

[date_formats]
placed_on = ["%m/%d/%Y", "ISO"]
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profile.toml"
    path.write_text(PROFILE, "utf-8")
    return path


def test_columns_named_like_fields_map_themselves_without_regard_to_case_and_space() -> None:
    assert Mapping().bind([" Number ", "other", "LINE.SKU"], name="f") == Binding(
        fields=("number", "line.sku"), indexes=(0, 2), width=3, is_excel=False
    )


def test_a_mapped_column_goes_before_one_of_the_fields_own_name() -> None:
    mapping = build_mapping(maps=["number=PO", "line.promised_on=Due", "line.expected_on=Due"])
    assert mapping.bind(["note", "po", "number", "due"], name="f") == Binding(
        fields=("number", "note", "line.promised_on", "line.expected_on"),
        indexes=(1, 0, 3, 3),
        width=4,
        is_excel=False,
    )


def test_the_last_column_tells_a_neutralised_file() -> None:
    assert Mapping().bind(["number", "ordertrack-excel"], name="f").is_excel
    assert not Mapping().bind(["ordertrack-excel", "number"], name="f").is_excel


@pytest.mark.parametrize(
    ("maps", "header", "sentence"),
    [
        (["number=Po"], ["id", "x"], "f, row 1: there is no column 'Po' for number; say --map"),
        ([], ["id", "x"], "f, row 1: there is no column 'number' for number; say --map"),
        ([], ["number", "note", "Note "], "f, row 1: the column 'note' is there 2 times"),
    ],
)
def test_a_header_that_does_not_fit_is_shown(maps: list[str], header: list[str], sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        build_mapping(maps=maps).bind(header, name="f")
    assert refused.value.message == sentence
    assert refused.value.hints == ("the columns are: " + ", ".join(f"'{name}'" for name in header),)


def test_a_column_that_is_there_twice_does_no_harm_when_nobody_needs_it() -> None:
    assert Mapping().bind(["number", "x", "x"], name="f").fields == ("number",)


def test_a_profile_says_the_same_as_options(profile: Path) -> None:
    assert build_mapping(profile=profile) == build_mapping(
        maps=["number=PO / SO #", "supplier=Vendor"],
        nulls=["N/A", "-"],
        date_formats=["%d-%b-%y", "placed_on=%m/%d/%Y", "placed_on=iso"],
        encoding="cp1252",
        delimiter="\t",
    )


def test_options_go_over_the_profile(profile: Path) -> None:
    mapping = build_mapping(
        profile=profile,
        maps=["number=Order=No"],
        nulls=["?"],
        date_formats=["placed_on=%m/%d/%y"],
        delimiter=";",
    )
    assert mapping == Mapping(
        columns={"number": "Order=No", "supplier": "Vendor"},
        nulls=frozenset({"?"}),
        date_formats=("%d-%b-%y",),
        field_date_formats={"placed_on": ("%m/%d/%y",)},
        encoding="cp1252",
        delimiter=";",
    )


def test_each_field_knows_its_date_formats() -> None:
    mapping = build_mapping(date_formats=["placed_on=%m/%d/%y"])
    assert (mapping.formats_of("placed_on"), mapping.formats_of("promised_on")) == (
        ("%m/%d/%y",),
        ("%Y-%m-%d",),
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"maps": ["suplier=Vendor"]}, "there is no field 'suplier'; did you mean supplier or supplier_ref?"),
        (
            {"maps": ["supplier"]},
            "--map 'supplier' is not FIELD=COLUMN, for example --map number='PO Number'",
        ),
        ({"maps": ["note=a", "note=b"]}, "--map names note twice; keep one"),
        ({"date_formats": ["%d.%m"]}, "the date format '%d.%m' lacks a year, month or day;"),
        ({"date_formats": ["customer=%Y-%m-%d"]}, "there is no field 'customer'"),
        ({"delimiter": "||"}, "'||' cannot separate cells;"),
        ({"delimiter": '"'}, "'\"' cannot separate cells;"),
        ({"encoding": "utf-9"}, "'utf-9' is not a known encoding;"),
        ({"format": "xml"}, "there is no format 'xml'"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is_near(options: dict[str, list[str]], sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        build_mapping(**options)  # type: ignore[arg-type]
    assert refused.value.message.startswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[map", "is not TOML"),
        ("[mapp]\nnumber='x'", "called 'mapp'; did you mean map?"),
        ("null = 'N/A'", "null is a list of texts, such as null = ['N/A', '-']"),
        ("[map]\nnumber = 1", "[map] holds lines such as number = 'PO Number'"),
        ("[date_formats]\nplaced_on = '%d'", "[date_formats] holds lines such as placed_on = ['%m/%d/%Y']"),
        ("encoding = 1", "encoding is a text, such as encoding = 'cp1252'"),
        ("null = ['\udc80']", "is not TOML"),
    ],
)
def test_a_profile_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "profile.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError) as refused:
        build_mapping(profile=path)
    assert sentence in refused.value.message


def test_a_profile_that_is_not_there_is_not_found_and_a_folder_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="there is no profile"):
        build_mapping(profile=tmp_path / "none.toml")
    with pytest.raises(OutsideError, match="cannot be read"):
        build_mapping(profile=tmp_path)
