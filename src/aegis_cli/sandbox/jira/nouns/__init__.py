"""What the operations of Jira do, by noun: `@answers` says which one a function answers."""
