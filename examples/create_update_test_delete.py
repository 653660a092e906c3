"""The life of a trigger: create it, try it on an event, change it, delete it.

    GENESYSCLOUD_OAUTHCLIENT_ID=... GENESYSCLOUD_OAUTHCLIENT_SECRET=... \\
        python examples/create_update_test_delete.py

GENESYSCLOUD_REGION names the region, PA_WORKFLOW_ID a published workflow. PA_BASE_URL and
PA_LOGIN_URL, where set, lead to another server, such as the one `make demo` starts.
"""

from __future__ import annotations

import os
import sys

from genesys_process_automation import APIError, Client, ConflictError, NotFoundError
from genesys_process_automation.models import CreateTriggerRequest, MatchCriteria, TriggerTarget

TOPIC = "v2.detail.events.conversation.{id}.customer.end"
WORKFLOW = os.environ.get("PA_WORKFLOW_ID", "b008976c-e085-43b7-b27d-9c0efd5fbfb5")


def main() -> None:
    """Create, test, update and delete; the trigger is gone in the end, whatever happens."""
    with Client.from_env(
        base_url=os.environ.get("PA_BASE_URL"), login_url=os.environ.get("PA_LOGIN_URL")
    ) as client:
        trigger = client.triggers.create(
            CreateTriggerRequest(
                name="Example: call back lost chats",
                topic_name=TOPIC,
                target=TriggerTarget(id=WORKFLOW, type="Workflow"),
                enabled=False,
                match_criteria=[
                    MatchCriteria(json_path="mediaType", operator="Equal", value="CHAT")
                ],
            )
        )
        print(f"created   {trigger.name!r}, version {trigger.version}")
        try:
            for medium in ("CHAT", "VOICE"):
                result = client.triggers.test(trigger.id, event={"mediaType": medium})
                print(f"tested    {medium}: {'fires' if result.trigger_matches else 'stays quiet'}")

            # What the server sent goes back whole, but for what is changed here.
            changed = client.triggers.update(
                trigger.id, trigger.to_update(description="Made by an example", enabled=True)
            )
            print(f"updated   version {changed.version}, enabled: {changed.enabled}")

            try:
                client.triggers.update(trigger.id, trigger.to_update(enabled=False))
            except ConflictError as error:
                print(f"refused   an update of version {trigger.version}: {error.code}")
        finally:
            client.triggers.delete(trigger.id)
        try:
            client.triggers.get(trigger.id)
        except NotFoundError:
            print("deleted   it cannot be found any more")


if __name__ == "__main__":
    try:
        main()
    except APIError as error:
        sys.exit(f"error: {error}")
