"""Print every trigger and every topic of an organisation.

    GENESYSCLOUD_OAUTHCLIENT_ID=... GENESYSCLOUD_OAUTHCLIENT_SECRET=... \\
        python examples/list_and_print.py

GENESYSCLOUD_REGION names the region. PA_BASE_URL and PA_LOGIN_URL, where set, lead to another
server, such as the one `make demo` starts.
"""

from __future__ import annotations

import os
import sys

from genesys_process_automation import APIError, Client


def main() -> None:
    """Connect, and walk two listings; the client fetches page after page."""
    with Client.from_env(
        base_url=os.environ.get("PA_BASE_URL"), login_url=os.environ.get("PA_LOGIN_URL")
    ) as client:
        for trigger in client.triggers.list():
            mark = "on " if trigger.enabled else "off"
            print(f"{mark}  {trigger.name:<30}  {trigger.topic_name}")
            for criterion in trigger.match_criteria or []:
                print(f"       {criterion.json_path} {criterion.operator} {criterion.value!r}")
        topics = list(client.triggers.topics.list(page_size=3))
        print(f"{len(topics)} topics, the first is {topics[0]}" if topics else "no topics")


if __name__ == "__main__":
    try:
        main()
    except APIError as error:
        sys.exit(f"error: {error}")
