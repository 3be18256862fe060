"""The chair's figures. Each is worked out here, once."""

from assurance.selectors.dashboard import position
from assurance.selectors.shapes import Position

__all__ = ["Position", "position"]
