"""The processes of a broker: its workers, and the forks that carry plans out."""
