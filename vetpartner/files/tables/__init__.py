"""Lists of participants, attendance and costs as CSV, XLSX or ODS."""
