"""What a seal of a quarter holds, built from the database.

A fixed number of queries, however much there is. The same data gives the same
contents: everything is sorted by its natural keys in Python, not by row or by the
collation of a database.
"""

from assurance.selectors.seal_contents.whole import contents

__all__ = ["contents"]
