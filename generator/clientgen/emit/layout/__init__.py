"""Lay Python out the way black does, without asking black about what is certain.

Black parses, rebuilds and compares whole modules, which for a whole API takes longer than all the
rest. The templates already write every blank and every empty line as black wants it; what is left
is which brackets have to be split. Most statements have one bracket that can be split: those are
laid out here, and black is asked about the others, one statement at a time.
"""

from clientgen.emit.layout.formatter import blacken
from clientgen.emit.layout.statements import lay_out

__all__ = ["blacken", "lay_out"]
