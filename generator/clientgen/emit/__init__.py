"""From a plan to the text of every emitted file, verified before anything is written."""
