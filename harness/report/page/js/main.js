theme.start();
printing.start();
tables.start();
