"""`filter(pk__any_of=keys)`: as `pk__in`, for thousands of keys.

`in` writes a parameter for each key into the statement, which took longer to compose and to parse than to answer;
this sends them as one array.
"""

from typing import Any

from django.db.models import Field, ForeignObject, Lookup


@ForeignObject.register_lookup  # does not look at the lookups of Field
@Field.register_lookup
class AnyOf(Lookup):
    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        keys = list(self.rhs)
        if keys and all(type(key) is int for key in keys):
            # The driver looks at each item of a list for what has to be quoted; numbers need nothing.
            return f"{column} = ANY(%s::bigint[])", (*parameters, f"{{{','.join(map(str, keys))}}}")
        return f"{column} = ANY(%s)", (*parameters, keys)
