"""Records: made alike by the first call and by all later ones, and compared by all of their fields."""

from __future__ import annotations

from typing import Any

import pytest

from sdlint.record import Equal, Record, RecordType, changed, fresh

AGAIN = range(3)
"""What makes the first of a class makes it otherwise than what makes the next."""


class Plain(Record):
    """Two fields that are wanted, and one that may be left out."""

    name: str
    size: int
    note: str = "none"


class Gathering(Record):
    """A field of which each record has its own."""

    name: str
    found: list[str] = fresh(default_factory=list)


def record_of(count: int, base: type[Record] = Record) -> Any:
    """A class of so many fields."""
    fields = {f"field{number}": "int" for number in range(count)}
    return RecordType(f"Of{count}", (base,), {"__annotations__": fields})


def test_fields_are_set_by_place_by_name_and_by_default() -> None:
    for _ in AGAIN:
        for made in (Plain("a", 1), Plain("a", size=1), Plain(size=1, name="a")):
            assert (made.name, made.size, made.note) == ("a", 1, "none")
        assert Plain("a", 1, "b").note == "b"
        assert changed(Plain("a", 1), size=2).size == 2
    assert repr(Plain("a", 1)) == "Plain(name='a', size=1, note='none')"


def test_each_record_has_its_own_of_what_is_fresh() -> None:
    for _ in AGAIN:
        one, two = Gathering("one"), Gathering("two", ["given"])
        one.found.append("x")
        assert (Gathering("three").found, two.found) == ([], ["given"])


def test_a_field_with_a_default_stands_after_those_without() -> None:
    namespace = {"__annotations__": {"note": "str", "size": "int"}, "note": "none"}
    with pytest.raises(TypeError, match="Mixed has a field without a default after one that has one"):
        RecordType("Mixed", (Record,), namespace)


@pytest.mark.parametrize("kind", [Plain, Gathering])
def test_what_is_missing_or_too_much_is_refused(kind: Any) -> None:
    for _ in AGAIN:
        for values in ((), (1, 2, 3, 4)):
            with pytest.raises(TypeError):
                kind(*values)
        with pytest.raises(TypeError):
            kind(nonsense=1)


@pytest.mark.parametrize("count", range(20))
def test_a_record_of_any_size_has_its_fields(count: int) -> None:
    kind = record_of(count)
    for first in AGAIN:
        made = kind(*range(first, first + count))
        assert [getattr(made, field) for field in kind.record_fields] == list(range(first, first + count))


@pytest.mark.parametrize("count", range(12))
def test_equal_records_are_those_with_the_same_in_every_field(count: int) -> None:
    kind = record_of(count, Equal)
    same = list(range(count))
    assert kind(*same) == kind(*same)
    assert hash(kind(*same)) == hash(kind(*same))
    assert kind(*same) != record_of(count, Equal)(*same)
    for number in range(count):
        assert kind(*same) != kind(*[-1 if number == at else at for at in same])


@pytest.mark.parametrize("base_first", [True, False])
def test_what_a_record_adds_to_its_base_is_compared_too(base_first: bool) -> None:
    class Base(Equal):
        x: int

    class Added(Base):
        y: int

    kinds: tuple[type[Record], ...] = (Base, Added) if base_first else (Added, Base)
    for kind in kinds:
        kind(*range(len(kind.record_fields)))
    assert Added(1, 2) == Added(1, 2)
    assert Added(1, 2) != Added(1, 3)
    assert Base(1) != Added(1, 2)
    assert len({Added(1, 2), Added(1, 3), Added(1, 2)}) == 2


def test_a_record_without_a_comparison_is_only_itself() -> None:
    one = Plain("a", 1)
    assert one != Plain("a", 1)
    assert one in (one,)


def test_what_is_no_field_is_not_taken_for_one() -> None:
    with pytest.raises(TypeError, match="no field sizes"):
        changed(Plain("a", 1), sizes=2)
