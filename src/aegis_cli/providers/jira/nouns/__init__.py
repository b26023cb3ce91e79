"""The actions of Jira, a module for each noun."""
