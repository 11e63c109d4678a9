"""The model. Its rows are made to be indexed and never saved."""

from django.db import models


class Passage(models.Model):
    """A segment with the facts of its interview."""

    interview_id = models.IntegerField()
    revision = models.IntegerField(default=1)
    language = models.CharField(max_length=10)
    branch = models.CharField(max_length=20)
    rank = models.CharField(max_length=20)
    left_year = models.IntegerField()
    theme = models.JSONField(default=list)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.interview_id}: {self.text[:40]}"
