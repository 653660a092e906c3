"""Every operation of published documents, called with generated arguments and judged apart."""
