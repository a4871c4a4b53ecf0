"""``madoguchi serve``: the web application."""

from __future__ import annotations

import gc
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from bot.replica import Following, read_settings_and_refresh, share_of


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Look for no garbage while everything is loaded: it is kept, and looking takes long.

    A quarter of the start's processor time was that.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


def run_serve(options: Namespace) -> int:
    """Serve the pages and the API until interrupted."""
    with nothing_collected():
        from bot.accounts.gate import Gate
        from bot.operation.figures import CountedDesk
        from bot.page.frame import Office
        from bot.records.desk import RecordedFeedback
        from bot.records.retention import Pruning
        from bot.server import build_application, serve
        from bot.wiring import (
            open_administration,
            open_assistant,
            open_probes,
            open_record_office,
            open_recorded_desk,
        )

        settings = read_settings_and_refresh(options.kb)
        assistant = open_assistant(settings)
        assistant.warm_up()
        records = open_record_office(settings)
        probes = open_probes(settings, assistant, records)
        admin = open_administration(settings, assistant, records)
        application = build_application(
            CountedDesk(open_recorded_desk(assistant, records), probes.figures),
            allowed_hosts=settings.server.hosts,
            office=Office(settings.page.office_name, settings.page.office_logo),
            feedback=RecordedFeedback(records.records),
            gate=Gate(settings, records),
            admin=admin,
            probes=probes,
        )
        pruning = Pruning(records.prune)
        pruning.start()
        share = share_of(settings)
        following = Following(share, settings.knowledge_base) if share else None
        if following:
            following.start()
    try:
        serve(
            application,
            host=options.host or settings.server.host,
            port=options.port or settings.server.port,
            running=lambda: probes.figures.running,
            json_logs=settings.server.json_logs,
        )
    finally:
        admin.syncs.close()
        pruning.stop()
        if following:
            following.stop()
        records.close()
    return 0
