"""The commands of `aegis`: of each its module, and its help in a line."""

from collections.abc import Mapping

COMMANDS: Mapping[str, tuple[str, str]] = {
    "ask": ("aegis_cli.cli.ask", "Do what a sentence asks for."),
    "do": ("aegis_cli.cli.do", "Do one action, by its name and fields."),
    "undo": ("aegis_cli.cli.undo_command", "Take back what a session changed last."),
    "actions": ("aegis_cli.cli.actions", "List the actions, or describe one."),
    "whoami": ("aegis_cli.cli.whoami", "Sign in, show who you are, and forget it."),
    "connect": ("aegis_cli.cli.connect", "Connect your account at GitHub, Slack or Jira."),
    "accounts": ("aegis_cli.cli.accounts", "List the accounts that are connected."),
    "disconnect": (
        "aegis_cli.cli.disconnect",
        "Disconnect your account at GitHub, Slack or Jira.",
    ),
    "session": ("aegis_cli.cli.session", "Hold one sign-in for a working day."),
    "mcp": ("aegis_cli.cli.mcp", "Serve a session to coding agents, by MCP."),
    "doctor": ("aegis_cli.cli.doctor", "Check everything that a request needs."),
    "config": ("aegis_cli.cli.config", "Show, edit or check the settings."),
    "setup": ("aegis_cli.cli.setup", "Set up all that aegis needs, from an empty tenant on."),
    "broker": ("aegis_cli.cli.broker", "Carry out plans for others, as a service."),
    "sandbox": ("aegis_cli.cli.sandbox", "Keep a sandbox running, for other commands."),
    "demo": ("aegis_cli.cli.demo", "Take a guided tour on a sandbox."),
    "help": ("aegis_cli.cli.help", "Show the help of a command."),
    "version": ("aegis_cli.cli.version", "Show the version."),
}
"""By name, in the order of `aegis help`. A command that is typed in the prompt has its line too."""
