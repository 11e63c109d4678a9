"""What the rows of a batch name: narrators, branches, ranks, themes. Looked up once, added if new."""

from interviews.models import Branch, Narrator, Rank, Theme


class Vocabulary:
    """The referred-to records by code or name. What changed is in :attr:`added` until :meth:`settle`."""

    def __init__(self) -> None:
        self.added: list[str] = []
        self._load()

    def _load(self) -> None:
        self.themes = {theme.code: theme for theme in Theme.objects.select_related("successor")}
        self._narrators = {narrator.name: narrator for narrator in Narrator.objects.all()}
        self._branches = {branch.code: branch for branch in Branch.objects.all()}
        self._ranks = {rank.code: rank for rank in Rank.objects.all()}

    def narrator(self, name: str) -> Narrator:
        """Return the narrator of that name, new if need be."""
        if name not in self._narrators:
            self._narrators[name] = Narrator.objects.create(name=name)
            self.added.append("narrators")
        return self._narrators[name]

    def drop_unused(self, narrator: Narrator) -> None:
        """Delete ``narrator`` if no interview names them any more: a name that was taken back should not stay."""
        if not narrator.interviews.exists():
            del self._narrators[narrator.name]
            narrator.delete()
            self.added.append("narrators")

    def branch(self, code: str) -> Branch:
        """Return the branch of that code; a new one has no label yet and comes last."""
        if code not in self._branches:
            self._branches[code] = Branch.objects.create(code=code, position=1_000)
            self.added.append("branches")
        return self._branches[code]

    def rank(self, code: str) -> Rank:
        """Return the rank of that code; a new one has no label yet and comes last."""
        if code not in self._ranks:
            self._ranks[code] = Rank.objects.create(code=code, position=1_000)
            self.added.append("ranks")
        return self._ranks[code]

    def settle(self, *, kept: bool) -> None:
        """Forget what was added since the last call if the transaction that added it was rolled back."""
        if self.added and not kept:
            self._load()
        self.added.clear()
