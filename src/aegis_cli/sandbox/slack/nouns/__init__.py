"""What the methods of Slack do, by noun: `@answers` says which one a function answers."""
