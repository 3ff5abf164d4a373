mkfifo result.txt
