"""Messages by how far they went out, told from their single deliveries."""

from tests.figures.recomputed import World, n, tile


def _states(world: World) -> list[str]:
    tries = world.ask(
        "select message_id, messages.reader_role, viewers.role, deliveries.email,"
        " sent_at, last_error, tried_until < now() as is_over"
        " from ledger.messages left join ledger.deliveries using (message_id)"
        " left join ledger.viewers using (email)"
    )
    return [_state(of_one) for _, of_one in tries.groupby("message_id")]


def _state(tries) -> str:
    is_sent = tries["sent_at"].notna()
    open_ones = tries[~is_sent & (tries["role"] == tries["reader_role"])]
    if open_ones.empty:
        return "sent" if is_sent.any() else "kept"
    is_failing = open_ones["last_error"].notna() | open_ones["is_over"].astype("bool")
    return "failing" if is_failing.any() else "waiting"


@tile("outbox.waiting")
def waiting(world):
    return [n(_states(world).count("waiting"))]


@tile("outbox.failing")
def failing(world):
    return [n(_states(world).count("failing"))]


@tile("outbox.sent")
def sent(world):
    return [n(_states(world).count("sent"))]


@tile("outbox.kept")
def kept(world):
    return [n(_states(world).count("kept"))]
