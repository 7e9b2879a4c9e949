"""What the chapters are made with: data and runs, tables, and sentences that results choose.

A module is named after what it speaks of: the data, their division, the cases of augmentation, the
comparison, the audit, drawings; `chapter`, `tables` and `sentences` serve all chapters.
"""
