"""The lists of a seal as plain rows: pages, API, CSV and the workbook show the same.

One definition, so that what is read as at a seal is what the seal holds, field by
field. What a reader may not see is taken out before: give these functions the seal
as it was made readable for them. No text is shortened.
"""

from assurance.selectors.sealed_lists.lists import sealed_list, sealed_lists
from assurance.selectors.sealed_lists.shapes import Column, Row, SealedList, Value

__all__ = ["Column", "Row", "SealedList", "Value", "sealed_list", "sealed_lists"]
