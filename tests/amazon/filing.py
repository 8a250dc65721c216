"""Reports that were asked for, from the queue to the file that is gone again."""

import gzip
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from joint_account.stores.marketplaces import marketplaces
from tests.amazon.documents import SETTLEMENT, document
from tests.amazon.sellers import SELLERS
from tests.amazon.settlements import fortnights
from tests.amazon.shapes import instant

LINK_LASTS, KEPT = timedelta(minutes=5), timedelta(days=90)


@dataclass
class Report:
    """A report of a seller account."""

    id: str
    seller: str
    kind: str
    marketplace_ids: list
    start: datetime
    end: datetime
    created: datetime
    store: str = ""
    fatal: bool = False
    content: object = None


class Filing:
    """queued, worked: seconds that a report waits and is made. fatal: types that fail. cut_short: bytes that get lost."""

    def __init__(self, clock, world):
        self.clock, self.world = clock, world
        self.queued, self.worked, self.compressed, self.cut_short = 20, 60, True, 0
        self.fatal = set()
        self.reports, self.links = {}, {}

    def create(self, seller, kind, marketplace_ids, start, end):
        number = str(50_000_000_000 + len(self.reports))
        fatal = kind in self.fatal
        self.reports[seller, number] = Report(number, seller, kind, marketplace_ids, start, end, self.clock.now(), fatal=fatal)
        return number

    def all_of(self, seller, kinds):
        """A seller's reports of these types that are not too old, newest first; settlements make themselves."""
        since = self.clock.now() - KEPT
        if SETTLEMENT in kinds:
            self._settle(seller, since)
        mine = (one for (whose, _), one in self.reports.items() if whose == seller)
        found = [one for one in mine if one.kind in kinds and one.created >= since]
        return sorted(found, key=lambda one: (one.created, one.id), reverse=True)

    def _settle(self, seller, since):
        for code in SELLERS[seller].stores:
            for start, end in fortnights(since, self.clock.now()):
                number = f"{sum(map(ord, code))}{start:%Y%m%d}"
                where = [marketplaces()[code].marketplace_id]
                if (seller, number) not in self.reports:
                    self.reports[seller, number] = Report(number, seller, SETTLEMENT, where, start, end, end, store=code)

    def state(self, report):
        """IN_QUEUE, IN_PROGRESS, and then what came of it. No data means CANCELLED."""
        age = (self.clock.now() - report.created).total_seconds()
        if age < self.queued:
            return "IN_QUEUE"
        if age < self.worked:
            return "IN_PROGRESS"
        if report.fatal:
            return "FATAL"
        if report.content is None:
            made = report.created + timedelta(seconds=self.worked)
            report.content = document(self.world, report, made) or "nothing"
        return "CANCELLED" if report.content == "nothing" else "DONE"

    def report_json(self, report):
        state = self.state(report)
        said = {
            "reportId": report.id,
            "reportType": report.kind,
            "marketplaceIds": report.marketplace_ids,
            "dataStartTime": instant(report.start),
            "dataEndTime": instant(report.end),
            "createdTime": instant(report.created),
            "processingStatus": state,
        }
        if state not in {"IN_QUEUE"}:
            said["processingStartTime"] = instant(report.created + timedelta(seconds=self.queued))
        if state in {"DONE", "CANCELLED", "FATAL"}:
            said["processingEndTime"] = instant(report.created + timedelta(seconds=self.worked))
        if state == "DONE":
            said["reportDocumentId"] = f"amzn1.spdoc.1.4.{report.id}"
        return said

    def document_json(self, seller, document_id, base):
        """Where a document can be fetched for five minutes; None when there is none."""
        report = self.reports.get((seller, document_id.rpartition(".")[2]))
        if report is None or self.state(report) != "DONE":
            return None
        link = secrets.token_hex(16)
        self.links[link] = (report, self.clock.now() + LINK_LASTS)
        said = {"reportDocumentId": document_id, "url": f"{base}/documents/{link}?X-Amz-Signature={secrets.token_hex(8)}"}
        return said | ({"compressionAlgorithm": "GZIP"} if self.compressed else {})

    def download(self, link):
        """(status, content type, content)."""
        report, until = self.links.get(link, (None, self.clock.now()))
        if report is None or until <= self.clock.now():
            return 403, "application/xml", b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
        content, kind = report.content
        packed = gzip.compress(content) if self.compressed else content
        return 200, kind, packed[: len(packed) - self.cut_short]
