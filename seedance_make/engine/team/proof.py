"""Claims are used only where they have been seen to hold: a race at the first use of a store, believed for a week."""

from datetime import datetime, timedelta

from seedance_make.core.errors import RefusedError, StoreError
from seedance_make.engine.team.access import TeamAccess
from seedance_make.engine.world import World

BELIEVED = timedelta(days=7)


async def prove_claims(world: World, team: TeamAccess, *, anew: bool = False) -> None:
    """Nothing, where two machines cannot make one claim. `anew`: whatever is known of the store.

    Raises RefusedError where they can, ReadOnlyError where nothing may be written, StoreError when the store cannot be asked, or
    is not the one that it was: a folder that is not mounted looks like a store in which nobody has bought anything.
    """
    url, key = team.url, f"team-race:{team.url}"
    known = None if anew else _known(world, key)
    if known is None:
        name = world.new_id()
        holds = await team(team.store.race, name)
        world.index.set(key, {"name": name, "at": world.now(), "holds": holds})
    else:
        name, at, holds = known
        if holds and not await team(team.store.raced, name):
            raise StoreError(
                f"{url} is not the store that it was at {at:%Y-%m-%d %H:%M}: nothing is bought",
                help="is the folder mounted, the bucket the right one? If it was made anew: seedance-make doctor",
            )
    if not holds:
        raise RefusedError(
            f"claims do not hold in {url}: two machines could buy the same shot, so nothing is bought",
            help="name another store in `team`; or, while nobody else builds, add --no-claims",
        )


def _known(world: World, key: str) -> tuple[str, datetime, bool] | None:
    """The last race's name, time and result, while it is believed."""
    entry = world.index.get(key)
    try:
        assert isinstance(entry, dict)
        at = datetime.fromisoformat(str(entry["at"]))
        age = world.clock.now() - at
        name, holds = str(entry["name"]), bool(entry["holds"])
    except (AssertionError, KeyError, ValueError, TypeError):
        return None
    return (name, at, holds) if timedelta() <= age < BELIEVED else None
