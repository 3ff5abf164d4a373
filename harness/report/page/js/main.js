document.querySelectorAll('[data-script]').forEach((element) => { element.hidden = false; });
theme.start();
printing.start();
tables.start();
plots.start();
links.start();
