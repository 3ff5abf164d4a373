ln -s /etc/passwd result.txt
