"""GitHub Actions: workflows, their runs, jobs, artifacts and caches."""
