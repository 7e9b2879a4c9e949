"""What the chapters are made with: data and runs, facts, tables, and figures that readers explore.

`chapter` and `tables` serve all chapters, `run_facts` says what prose can tell of a run,
`data_tables` describes data, and `results_tables` what models did. `confusion_cells`,
`modality_choices`, `played` and `board` are what readers explore and draw on, `overlay` says where
it lies over a figure, `pictures` images that several
chapters show, `exercises` what readers change. `project` and `profile_read` tell the book's builder
of this book.
"""
