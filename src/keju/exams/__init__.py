"""Sources of questions: one small module an exam, one literal table."""

from keju.exams.table import EXAMS, ExamInfo, catalogue, exam, is_shown, known_exams, names_exam

__all__ = ["EXAMS", "ExamInfo", "catalogue", "exam", "is_shown", "known_exams", "names_exam"]
