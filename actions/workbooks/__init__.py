"""The lines of a return as a workbook: written, opened with care, and checked."""
