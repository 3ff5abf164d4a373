document.querySelectorAll('[data-script]').forEach((element) => { element.hidden = false; });
theme.start();
printing.start();
tables.start();
pictures.start();
executions.start();
fingerprints.start();
plots.start();
links.start();
