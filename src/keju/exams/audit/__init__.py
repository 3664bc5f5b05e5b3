"""The exam of the audit: a bank of events, and the questions made from it (docs/bank.md)."""

from keju.exams.audit.bank import Bank, Event, Fact, Jurisdiction, Kind, Line, Plain
from keju.exams.audit.exam import AUDIT_DIALS, AuditExam, audit_exam
from keju.exams.audit.reading import read_bank, shipped_bank

__all__ = [
    "AUDIT_DIALS",
    "AuditExam",
    "Bank",
    "Event",
    "Fact",
    "Jurisdiction",
    "Kind",
    "Line",
    "Plain",
    "audit_exam",
    "read_bank",
    "shipped_bank",
]
