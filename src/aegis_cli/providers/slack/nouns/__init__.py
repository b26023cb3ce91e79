"""The actions of Slack, a module for each noun."""
