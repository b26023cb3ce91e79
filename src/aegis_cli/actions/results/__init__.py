"""What an action answers, and how it is shown: templates, views, pages, watches."""
