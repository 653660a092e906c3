"""Share the work among processes: clients, models and errors travel to the workers.

    GENESYSCLOUD_OAUTHCLIENT_ID=... GENESYSCLOUD_OAUTHCLIENT_SECRET=... \\
        python examples/worker_pool.py

A client is pickled without connections, token and secret; in the worker it takes its credentials
from the environment. GENESYSCLOUD_REGION names the region. PA_BASE_URL and PA_LOGIN_URL, where
set, lead to another server, such as the one `make demo` starts.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from genesys_process_automation import APIError, Client
from genesys_process_automation.models import Trigger

_client: Client


def begin(client: Client) -> None:
    """Keep the client that came with the worker: its connections serve all its tasks."""
    global _client
    _client = client


def fires(trigger: Trigger, medium: str) -> tuple[Trigger, bool]:
    """Ask in a worker whether an event would fire a trigger."""
    result = _client.triggers.test(trigger.id, event={"mediaType": medium})
    return trigger, bool(result.trigger_matches)


def main() -> None:
    """List here, ask there."""
    with Client.from_env(
        base_url=os.environ.get("PA_BASE_URL"), login_url=os.environ.get("PA_LOGIN_URL")
    ) as client:
        triggers = list(client.triggers.list(enabled=True))
        with ProcessPoolExecutor(
            max_workers=2,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=begin,
            initargs=(client,),
        ) as pool:
            for trigger, verdict in pool.map(fires, triggers, repeat("VOICE")):
                print(f"{'fires' if verdict else 'quiet'}  {trigger.name}")


if __name__ == "__main__":
    try:
        main()
    except APIError as error:
        sys.exit(f"error: {error}")
