"""An account's credits: charges when a task is made, refunds before its failure can be seen. Pure."""


class ShortError(Exception):
    """The account has too few credits."""


class Ledger:
    """One account. `entries` keeps every movement: (task id, credits), refunds positive."""

    def __init__(self, balance: int) -> None:
        self.balance = balance
        self.entries: list[tuple[str, int]] = []

    def charge(self, task_id: str, credit_count: int) -> None:
        """Take the credits of a task. Raises ShortError and takes nothing when there are too few."""
        if credit_count > self.balance:
            raise ShortError
        self._move(task_id, -credit_count)

    def refund(self, task_id: str) -> None:
        """Give back what a task still costs; once is enough."""
        cost = self.cost(task_id)
        if cost:
            self._move(task_id, cost)

    def cost(self, task_id: str) -> int:
        """What a task costs, net of its refund."""
        return -sum(moved for task, moved in self.entries if task == task_id)

    def _move(self, task_id: str, credit_count: int) -> None:
        self.balance += credit_count
        self.entries.append((task_id, credit_count))
