"""Try one event on every trigger at once, with the async client.

    GENESYSCLOUD_OAUTHCLIENT_ID=... GENESYSCLOUD_OAUTHCLIENT_SECRET=... \\
        python examples/async_fan_out.py

GENESYSCLOUD_REGION names the region. PA_BASE_URL and PA_LOGIN_URL, where set, lead to another
server, such as the one `make demo` starts.
"""

from __future__ import annotations

import asyncio
import os
import sys

from genesys_process_automation import APIError, AsyncClient
from genesys_process_automation.models import Trigger

EVENT = {"mediaType": "CHAT", "presence": "AVAILABLE"}
AT_ONCE = 8


async def main() -> None:
    """List the triggers, then ask about all of them, at most `AT_ONCE` at a time."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with AsyncClient.from_env(
        base_url=os.environ.get("PA_BASE_URL"), login_url=os.environ.get("PA_LOGIN_URL")
    ) as client:

        async def fires(trigger: Trigger) -> bool:
            async with gate:
                result = await client.triggers.test(trigger.id, event=EVENT)
            return bool(result.trigger_matches)

        triggers = [trigger async for trigger in client.triggers.list()]
        async with asyncio.TaskGroup() as group:
            asked = [(one, group.create_task(fires(one))) for one in triggers]
        for trigger, task in asked:
            print(f"{'fires' if task.result() else 'quiet'}  {trigger.name}")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except* APIError as errors:
        sys.exit(f"error: {errors.exceptions[0]}")
