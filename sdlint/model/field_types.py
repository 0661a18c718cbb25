"""The types of fields, and what other languages call them."""

from __future__ import annotations

from sdlint.spelling import called

FIELD_TYPES = ("string", "int", "float", "bool", "uuid", "id", "time", "geo", "money", "enum", "blob")
"""The types that fields have, beside entities: a field of an entity's type refers to one."""
ELSEWHERE = called(
    {
        "string": "text char varchar nvarchar clob str url uri email json jsonb",
        "int": "integer bigint smallint tinyint long short serial bigserial int32 int64 uint32 uint64",
        "float": "double real float32 float64",
        "bool": "boolean",
        "uuid": "guid",
        "time": "timestamp timestamptz datetime date instant",
        "geo": "point geography geometry location latlng",
        "blob": "bytes bytea binary varbinary",
    }
)
"""What other languages call the types of fields. A `decimal` is left out: whether it is money isn't known."""
