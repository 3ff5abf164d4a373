theme.start();
printing.start();
tables.start();
scrolling.start();
