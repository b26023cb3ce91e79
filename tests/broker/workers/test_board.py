"""What several workers counted is told as one, also after one was killed in the middle of a word."""

from aegis_cli.broker.metrics import Metrics
from aegis_cli.broker.workers.board import Board, summed


def counted(plans: int, running: float = 1) -> str:
    """Return what a worker says that ended so many plans."""
    metrics = Metrics()
    for _ in range(plans):
        metrics.plan("allowed", 0.2)
    return metrics.text({"aegis_plans_running": running})


def test_any_worker_tells_what_all_have_counted() -> None:
    board = Board(3)
    one, two, three = map(board.place, range(3))
    one.post(counted(1))
    two.post(counted(2))

    whole = three.whole(counted(4)).splitlines()

    assert {
        'aegis_plans_total{verdict="allowed"} 7',
        'aegis_plan_seconds_bucket{le="0.25"} 7',
        "aegis_plan_seconds_sum 1.4",
        "aegis_plans_running 3",
    } <= set(whole)
    assert whole.index("# TYPE aegis_plans_total counter") + 1 == whole.index(
        'aegis_plans_total{verdict="allowed"} 7'
    )


def test_a_worker_that_is_replaced_goes_on_where_the_one_before_it_was() -> None:
    board = Board(2)
    board.place(0).post(counted(5))

    after = board.place(0)
    after.post(counted(1, running=0))

    assert 'aegis_plans_total{verdict="allowed"} 6' in board.place(1).whole("")
    assert "aegis_plans_running 0" in after.whole(counted(0, running=0))


def test_what_was_posted_last_is_told_once() -> None:
    board = Board(2)
    one = board.place(0)
    for plans in range(1, 6):
        one.post(counted(plans))

    assert 'aegis_plans_total{verdict="allowed"} 5' in board.place(1).whole("")


def test_a_half_that_is_torn_is_not_believed() -> None:
    board = Board(2)
    one = board.place(0)
    one.post(counted(1))
    one.post(counted(2))
    turn, _ = board.read(0)

    board._memory[40:44] = b"\0" * 4  # in the half of the second turn

    assert 2 == turn
    assert (1, True) == (board.read(0)[0], " 1" in board.read(0)[1])


def test_a_text_that_does_not_fit_is_left_out() -> None:
    board = Board(1)
    board.write(0, 1, "x 1\n" * 20_000)

    assert (0, "") == board.read(0)


def test_a_number_keeps_its_digits() -> None:
    assert "a_total 12345678901\n" in summed(["# TYPE a_total counter\na_total 12345678901\n"])
