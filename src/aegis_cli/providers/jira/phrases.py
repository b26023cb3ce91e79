"""Words and phrases that the ways to ask for several actions share (see `actions.utterances`)."""

TICKET = "ticket|jira_ticket|jira_issue"
TICKETS = "tickets|jira_tickets|jira_issues"
TICKET_OF_A_TYPE = tuple(f"{{type:{each}}} {TICKET}?" for each in ("bug", "story", "epic", "task"))
JIRA_TICKETS = "jira_tickets|jira_issues"
"""What says alone that Jira is meant; a ticket may be of another provider too."""
ABOUT = (f"{TICKET}? {{issue}}",)
ON = (f"on|to|in|of {TICKET}? {{issue}}",)
FROM = (f"from|off|on|of|in {TICKET}? {{issue}}",)
IN_PROJECT = "IN? my? project|jira_project? {project} project?"
TO_PROJECT = ("WHERE my? project|jira_project? {project} project?",)
SAYING = ("saying|with? text|message|comment? {body}", "with|from|using? {body:stdin}")
"""The words of a comment."""
FILLER = ("for_me", "again")
"""Phrases that change nothing in a write."""
