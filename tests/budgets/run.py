"""Runs `clientgen` with the arguments given and tells which modules it loaded, as JSON."""

from __future__ import annotations

import contextlib
import io
import json
import sys

from clientgen.cli.app import main

if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main(sys.argv[1:])
    tops = {name: name.partition(".")[0] for name in sys.modules}
    own = [name for name, top in tops.items() if top == "clientgen"]
    # What starts with an underscore is a build's or an interpreter's own business.
    others = sys.stdlib_module_names | {"clientgen", "tests", "cython_runtime"}
    third_party = [n for n, top in tops.items() if top not in others and not top.startswith("_")]
    print(json.dumps({"own": sorted(own), "third party": sorted(third_party)}))
